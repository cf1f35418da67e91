// Which parameters were given on another scale than the one on which the metric changes evenly, as far as the model has noticed.
import { makeEmbedding } from '../model/embedding.ts';
import type { Member, Model } from '../model/model.ts';
import type { Space } from '../space/space.ts';

/** A parameter whose range the model sees bent by `bend` (bend.ts): above 0 its beginning is spread, below 0 its end. */
type LearnedScale = { readonly name: string; readonly bend: number };

/** A bend that tells the ends of a range apart by less than a decade is hardly worth a word. */
const worthSaying = Math.log(10);
/** A bend is a guess where the lengthscale is longer than the range by half: the metric hardly depends on the parameter, however it is bent. */
const longest = 1.5;

/**
 * The parameters whose bend, the mean over the schools, is at least a decade for one of the metrics, the strongest with each. Schools that bend one
 * parameter both ways say nothing of it. `models`: one a metric, of this space.
 */
export function learnedScales(space: Space, models: readonly Model[]): LearnedScale[] {
  const { numeric } = makeEmbedding(space);
  return Array.from(numeric, (index, k) => {
    const bends = models.map(({ members }) => agreed(members.map((member) => bendOf(member, k))));
    const bend = bends.reduce((strongest, a) => (Math.abs(a) > Math.abs(strongest) ? a : strongest), 0);
    return { name: space.dimensions[index]?.parameter.name ?? '', bend };
  }).filter(({ name, bend }) => name !== '' && Math.abs(bend) >= worthSaying);
}

/** A school's bend of one range, and whether the metric depends on the parameter in its eyes. */
type Opinion = { readonly bend: number; readonly counts: boolean };

function bendOf({ explanations }: Member, k: number): Opinion {
  const [best] = explanations;
  return { bend: best?.bends?.[k] ?? 0, counts: Math.exp(best?.theta[k] ?? 0) <= longest };
}

function agreed(opinions: readonly Opinion[]): number {
  const clear = opinions.filter(({ bend }) => Math.abs(bend) >= worthSaying);
  if (clear.some(({ bend }) => bend > 0) && clear.some(({ bend }) => bend < 0)) return 0;
  return opinions.reduce((sum, { bend, counts }) => sum + (counts ? bend : 0), 0) / Math.max(1, opinions.length);
}
