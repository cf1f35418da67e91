// What several metrics have to gain in an ask: the front of what is known, and what is worth something beyond it.
import { undominatedBoxes } from '../acquisition/boxes.ts';
import { hypervolumeGain } from '../acquisition/hypervolume-improvement.ts';
import type { JointGain } from '../acquisition/joint.ts';
import { nonDominated, referencePoint } from '../acquisition/pareto.ts';
import { drawWays, lengthAlong, rayGain } from '../acquisition/rays.ts';
import { at } from '../kernels/at.ts';
import { posterior } from '../model/process.ts';
import { makeRandom, permutation } from '../numerics/random.ts';
import { gather } from '../values/rows.ts';
import { forward } from '../values/warp.ts';
import type { Scene } from './scene.ts';

/** `front`: indices of known points, the ones to search around first. */
export type Outlook = { readonly front: readonly number[]; readonly gain: JointGain; readonly rule: Rule };

/** Expected hypervolume improvement: exact, or as a mean over rays; or improvement along a single ray. */
type Rule = 'log-ehvi' | 'log-ehvi-rays' | 'log-ei-ray';

/** Points of the front that boxes are made of: an evaluation of the acquisition costs so many exponentials for each metric. */
const largestFront = 100;
/** Metrics whose boxes are few enough to sum over. */
const mostExact = 3;
/** Rays that stand for all directions; others in each ask. */
const manyRays = 16;

/** What the models say of the points that count: posterior means (n, M), the rows of the front among them, and the corner (M) behind it. */
type Known = { readonly values: Float64Array; readonly front: readonly number[]; readonly corner: Float64Array };

/**
 * The volume beyond the front as seen from one corner grows most at its ends, and with three metrics and more these are most of it: one end was asked for
 * again and again. So two asks of four, one of each school, go along a single ray, another one each time, which may lead to any part of the front (as in ParEGO,
 * Knowles 2006). With two metrics, whose front has two ends and no more, that brought nothing that could be told from nothing (bench/studies/fronts.md).
 */
export function outlookOf(scene: Scene, feasible: readonly number[]): Outlook {
  const { number } = scene.ask;
  const known = lookAt(scene, feasible);
  const M = known.corner.length;
  const { front, ...rest } =
    M > 2 && Math.floor(number / 2) % 2 === 0 ? alongOneRay(scene, known) : beyondAll(scene, known);
  return { front: front.map((k) => feasible[k] ?? 0), ...rest };
}

function lookAt(scene: Scene, feasible: readonly number[]): Known {
  const { ask, optimized } = scene;
  const M = optimized.length;
  const values = meansAt(scene, feasible);
  const all = nonDominated(values, M);
  const thresholds = optimized.map(({ warp }, m) => {
    const threshold = scene.thresholds[m] ?? null;
    return threshold === null ? null : forward(warp, threshold);
  });
  const corner = referencePoint(values, M, all, thresholds);
  return { values, corner, front: thin(all, makeRandom(ask.seed, 7, ask.number)) };
}

/** The volume that is dominated; the front in any order, because any part of it may grow. */
function beyondAll({ ask }: Scene, { values, front, corner }: Known): Outlook {
  const M = corner.length;
  const rows = gather(values, M, front);
  const around = Array.from(permutation(makeRandom(ask.seed, 5, ask.number), front.length), (k) => front[k] ?? 0);
  if (M <= mostExact) return { front: around, gain: hypervolumeGain(undominatedBoxes(rows, corner)), rule: 'log-ehvi' };
  const ways = drawWays(rangesOf({ values, front, corner }), manyRays, makeRandom(ask.seed, 4, ask.number));
  return { front: around, gain: rayGain(rows, { anchor: corner, ways, power: M }), rule: 'log-ehvi-rays' };
}

/** Share of the ranges that the place ahead of the front, where single rays come from, lies before its best values: rays beside them widen the front. */
const before = 0.15;

/** The members of the front that have come farthest along the ray first. */
function alongOneRay({ ask }: Scene, known: Known): Outlook {
  const { values, front, corner } = known;
  const M = corner.length;
  const ranges = rangesOf(known);
  const anchor = corner.map((end, m) => end - (1 + before) * at(ranges, m));
  const ways = drawWays(ranges, 1, makeRandom(ask.seed, 4, ask.number));
  const [way = ranges] = ways;
  const length = (k: number): number => lengthAlong(values, k * M, anchor, way);
  const around = front.toSorted((a, b) => length(a) - length(b));
  return { front: around, gain: rayGain(gather(values, M, front), { anchor, ways, power: 1 }), rule: 'log-ei-ray' };
}

/** (M) from the front's best value to the corner, and positive: of a thinned front no member may be left within a threshold. */
const rangesOf = ({ values, front, corner }: Known): Float64Array =>
  corner.map((end, m) => Math.max(leastRange, end - Math.min(...front.map((k) => at(values, k * corner.length + m)))));

/** In parts of a metric's deviation. */
const leastRange = 1e-6;

/** (feasible, M) posterior means of the optimized metrics: noise and open points are seen to already. */
function meansAt({ space, points, optimized }: Scene, feasible: readonly number[]): Float64Array {
  const M = optimized.length;
  const rows = gather(points, space.dimensions.length, feasible);
  const out = new Float64Array(feasible.length * M);
  for (const [m, { process }] of optimized.entries()) {
    const { means } = posterior(process, rows, feasible.length);
    for (const [i, mean] of means.entries()) out[i * M + m] = mean;
  }
  return out;
}

/** At most `largestFront` members of a front: both ends of the order and a random choice between. */
function thin(front: readonly number[], random: ReturnType<typeof makeRandom>): number[] {
  if (front.length <= largestFront) return [...front];
  const inner = permutation(random, front.length - 2).slice(0, largestFront - 2);
  return [0, ...Array.from(inner, (i) => i + 1), front.length - 1].map((i) => front[i] ?? 0);
}
