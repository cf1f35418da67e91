// The stored model conditioned on observations: what an ask needs, ready to be kept by a warm function and extended row by row.

import { at, item } from '../kernels/at.ts';
import { concatenate } from '../numerics/vectors.ts';
import type { Space } from '../space/space.ts';
import type { Data } from '../types.ts';
import { parted } from '../values/row-marks.ts';
import { chooseRows, gather, joinRows, type Rows, sortRows, subset } from '../values/rows.ts';
import { forwardAll, type Warp } from '../values/warp.ts';
import { along, bent, beside, type Embedding, makeEmbedding, plainly } from './embedding.ts';
import { warpedVariances } from './evidence.ts';
import { fullIndices, leveled } from './levels.ts';
import type { Member, Model } from './model.ts';
import type { PriorName, Theta } from './prior.ts';
import { appendRows, makeProcess, type Process } from './process.ts';
import { makeSuccess, type Success } from './success.ts';
import { teaching } from './today.ts';
import { countTold, type Outcomes, toldOutcomes, toldRows } from './told.ts';

export type Conditioned = {
  readonly prior: PriorName;
  readonly warp: Warp;
  /** Learned noise variance of one observation, in warped units. */
  readonly noise: number;
  readonly process: Process;
  /** The same rows under hyperparameters that they leave possible too, weighed together where a point is chosen; mostly none. */
  readonly draws: readonly Process[];
};

export type Prepared = {
  readonly space: Space;
  readonly model: Model;
  /** Observations it knows, failures included: the first `n` rows of the data. */
  readonly n: number;
  /** Successful observations that the models are told, in the order of the processes' rows. */
  readonly rows: Rows;
  /** (·, P) points of successful observations that the models leave out, see outliers.ts. */
  readonly accidents: Float64Array;
  /** (·, P) points of successful cheap runs where these are not believed (hearsay.ts): that they ran is no hearsay. */
  readonly unheard: Float64Array;
  /** (failures, P) */
  readonly failures: Float64Array;
  readonly members: readonly Conditioned[];
  readonly success: Success | null;
  /** Rows of earlier experiments, which the processes have before these; none that are not believed. */
  readonly told: Rows;
  /** Where their evaluations succeeded and failed. */
  readonly before: Outcomes;
};

/**
 * Rows of the matrix at most: beyond, a subset. Factoring a thousand takes 50 ms, once; an ask, which evaluates the posterior with its gradient some
 * two hundred times, takes about as long; and a factor of them fills 4 MB, of which a warm function keeps many.
 */
export const largestMatrix = 1000;

/** Conditions a model on data (of the space it was fitted in). O(rows³) for each member, rows ≤ 1000. */
export function prepare(space: Space, model: Model, data: Data): Prepared {
  const P = space.dimensions.length;
  const { rows, failures } = sortRows(data, P);
  const embedding = makeEmbedding(space);
  const told = toldRows(space, data.earlier ?? [], model.told ?? []);
  const before = toldOutcomes(space, data.earlier ?? [], model.told ?? []);
  const frame = { space, embedding, P, told, before };
  const { kept, left } = parted(believed(rows, P, model), P, model.outliers);
  return build(frame, model, data.n, kept, { accidents: left.points, unheard: unheardIn(rows, P, model), failures });
}

/** The rows that the model is told, in the units of the full task. */
const believed = (rows: Rows, P: number, { levels, fullAlone }: Model): Rows =>
  fullAlone ? chooseRows(rows, P, fullIndices(rows, P)) : leveled(rows, P, levels);

/** (·, P) the points of the others. */
function unheardIn(rows: Rows, P: number, { fullAlone }: Model): Float64Array {
  if (!fullAlone) return new Float64Array(0);
  const heard = new Set(fullIndices(rows, P));
  return gather(
    rows.points,
    P,
    Array.from({ length: rows.n }, (_, i) => i).filter((i) => !heard.has(i)),
  );
}

type Frame = {
  readonly space: Space;
  readonly embedding: Embedding;
  readonly P: number;
  readonly told: Rows;
  readonly before: Outcomes;
};

/** What the models of the values are not told. */
type Aside = Pick<Prepared, 'accidents' | 'unheard' | 'failures'>;

function build(frame: Frame, model: Model, n: number, all: Rows, aside: Aside): Prepared {
  const { space, P, told } = frame;
  const rows = subset(all, P, largestMatrix - told.n);
  const values = raised(space, rows);
  const embedding = beside(frame.embedding, countTold(model.told));
  const members = model.members.flatMap((member) => {
    const plans = readPlans(member, embedding).map((plan) => ({ P, ...plan }));
    return plans.length > 0 ? [condition(plans, member.prior, told, rows, values)] : [];
  });
  return {
    ...{ space, model, n, rows, ...aside, members },
    success: successOf(frame, model, rows, aside),
    ...{ told, before: frame.before },
  };
}

/** Of all that succeeded and failed; cheap runs that are not believed come first, because the latest are looked at and all runs are full ones by then. */
function successOf({ embedding, P, before }: Frame, model: Model, rows: Rows, { accidents, unheard, failures }: Aside) {
  const good = concatenate(unheard, concatenate(rows.points, accidents));
  const seen = { good, bad: failures, before };
  return makeSuccess(embedding, P, readTheta(model), seen);
}

const readTheta = ({ success }: Model): Theta | null => success && Float64Array.from(success);

/** Hyperparameters of the best explanation, out of logarithms, and its draws. Throws when the model belongs to another space. */
function readPlans({ prior, explanations }: Member, plain: Embedding) {
  const best = explanations[0];
  if (!best) return [];
  const embedding = along(bent(plain, best.bends), best.direction);
  const { width } = embedding;
  const { warp } = best;
  return [best.theta, ...(best.draws ?? [])].map((theta) => {
    if (theta.length !== width + 2) {
      const rule = `${theta.length - 2} lengthscales, but the space has ${width} columns`;
      throw new Error(`Invalid model (member ${prior}): ${rule}. Fit a model for this revision of the experiment.`);
    }
    const [signal, noise] = [Math.exp(item(theta, width)), Math.exp(item(theta, width + 1))];
    const inverse = Float64Array.from({ length: width }, (_, k) => Math.exp(-item(theta, k)));
    return { embedding, warp, inverse, signal, noise };
  });
}

type Plan = Pick<Process, 'embedding' | 'P' | 'inverse' | 'signal'> & {
  readonly warp: Warp;
  readonly noise: number;
};

/**
 * (n) the values, those outside of today's bounds no better than the best inside: a transform that was learned inside bends worse values, but none better than
 * its best, and one that lies a thousand deviations below would be all that the model sees. Thresholds (bilog) have a scale of their own.
 */
function raised(space: Space, { points, values }: Rows): Float64Array {
  const teaches = teaching(space, points);
  if (!teaches) return values;
  const least = values.reduce((best, value, i) => (teaches[i] ? Math.min(best, value) : best), Infinity);
  return values.map((value, i) => (teaches[i] ? value : Math.max(value, least)));
}

/** `plans`: at least one; what the school thinks, then its draws. */
function condition(
  plans: readonly Plan[],
  prior: PriorName,
  told: Rows,
  rows: Rows,
  raised: Float64Array,
): Conditioned {
  const known = told.n > 0 ? joinRows(told, rows) : rows;
  const [process, ...draws] = plans.map(({ warp, noise, ...plan }) => {
    const own = forwardAll(warp, warp.kind === 'bilog' ? rows.values : raised);
    const targets = concatenate(forwardAll(warp, told.values), own);
    return makeProcess(plan, known.points, targets, diagonal(warp, noise, known), known.origins);
  });
  const [best] = plans;
  if (!process || !best) throw new Error(`The ${prior} school has no hyperparameters.`);
  return { prior, warp: best.warp, noise: best.noise, process, draws };
}

/** Noise variance of each row: the learned one over the observations behind it, plus the reported one. */
function diagonal(warp: Warp, noise: number, rows: Rows): Float64Array {
  const reported = warpedVariances(warp, rows);
  return rows.counts.map((count, i) => noise / count + at(reported, i));
}

/**
 * Knows the additional observations too, with the same hyperparameters and transforms; the input stays as it is. Few rows are appended,
 * O(rows²) each (a repetition becomes a row of its own, which is the same posterior); many, or too many in all, are a new matrix.
 */
export function extend(prepared: Prepared, more: Data): Prepared {
  const process = prepared.members[0]?.process;
  if (more.n === 0 || !process) return { ...prepared, n: prepared.n + more.n };
  const { P } = process;
  const embedding = plainly(process.embedding);
  const { space, model, accidents, told, before } = prepared;
  const { rows: observed, failures: failed } = sortRows(more, P);
  const added = believed(observed, P, model);
  const n = prepared.n + more.n;
  const rows = joinRows(prepared.rows, added);
  const failures = concatenate(prepared.failures, failed);
  const aside = { accidents, unheard: concatenate(prepared.unheard, unheardIn(observed, P, model)), failures };
  const frame = { space, embedding, P, told, before };
  if (isMuch(added.n, prepared.rows.n)) return build(frame, model, n, rows, aside);
  const values = raised(space, rows).subarray(prepared.rows.n);
  const members = prepared.members.map((member) => append(member, added, values));
  return {
    ...{ space, model, n, rows, ...aside, members },
    success: successOf(frame, model, rows, aside),
    ...{ told, before: frame.before },
  };
}

/** Above an eighth the factorization is cheaper than the appending; and the matrix must not grow without end between two fits. */
const isMuch = (added: number, present: number): boolean =>
  (added > 16 && added > present / 8) || added + present > 1.25 * largestMatrix;

/** `raised` (added.n): see there. */
function append(member: Conditioned, added: Rows, raised: Float64Array): Conditioned {
  const targets = forwardAll(member.warp, member.warp.kind === 'bilog' ? added.values : raised);
  const noise = diagonal(member.warp, member.noise, added);
  const appended = (process: Process): Process => appendRows(process, added.points, targets, noise);
  return { ...member, process: appended(member.process), draws: member.draws.map(appended) };
}
