// Which parameters were given on another scale than the one on which the metric changes evenly, as far as the model has noticed.
import { makeEmbedding } from './embedding.ts';
import { at } from './kernels/at.ts';
import type { Member, Model } from './model.ts';
import type { Space } from './space.ts';

/** A parameter whose range the model sees bent by `bend` (bend.ts): above 0 its beginning is spread, below 0 its end. */
export type LearnedScale = { readonly name: string; readonly bend: number };

/** A bend that tells the ends of a range apart by less than a decade is hardly worth a word. */
const worthSaying = Math.log(10);

/**
 * The parameters whose bend, the mean over the schools, is at least a decade for one of the metrics, with the strongest. `models`: one a metric, of this
 * space; any that were learned for another one are passed over.
 */
export function learnedScales(space: Space, models: readonly Model[]): LearnedScale[] {
  const { numeric } = makeEmbedding(space);
  const seen = models.map(({ members }) => members.map((member) => bendsOf(member, numeric.length)));
  return Array.from(numeric, (index, k) => {
    const bends = seen.map(
      (schools) => schools.reduce((sum, bent) => sum + at(bent, k), 0) / Math.max(1, schools.length),
    );
    const bend = bends.reduce((strongest, a) => (Math.abs(a) > Math.abs(strongest) ? a : strongest), 0);
    return { name: space.dimensions[index]?.parameter.name ?? '', bend };
  }).filter(({ name, bend }) => name !== '' && Math.abs(bend) >= worthSaying);
}

/** (count) The bends of a school's best explanation, 0 where it sees a range as it is. */
function bendsOf({ explanations }: Member, count: number): ArrayLike<number> {
  const bends = explanations[0]?.bends;
  return bends?.length === count ? bends : new Float64Array(count);
}
