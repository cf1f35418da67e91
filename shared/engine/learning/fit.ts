// The slow lane: learns hyperparameters and output transform of every member from all observations.
import { beside, makeEmbedding } from '../model/embedding.ts';
import type { Task } from '../model/evidence.ts';
import { fitLevels, leveled } from '../model/levels.ts';
import type { Member, Model } from '../model/model.ts';
import type { PriorName } from '../model/prior.ts';
import { scatterOf } from '../model/scatter.ts';
import { fitSuccess } from '../model/success.ts';
import { teaching } from '../model/today.ts';
import { countTold, linesTo, type Told, toldOutcomes, toldRows } from '../model/told.ts';
import { makeRandom } from '../numerics/random.ts';
import type { Space } from '../space/space.ts';
import type { Data, Noise } from '../types.ts';
import { parted } from '../values/row-marks.ts';
import { chooseRows, joinRows, type Rows, sortRows, subset } from '../values/rows.ts';
import { fitWarps, thresholdWarp, type Warp } from '../values/warp.ts';
import { believed } from './earlier.ts';
import { learnMember } from './explain.ts';
import { fullAlone } from './hearsay.ts';
import { unlessLoud } from './loud.ts';
import { findOutliers } from './outliers.ts';
import { looksAround } from './schedule.ts';
import { type Taught, taught } from './taught.ts';

/** How much work a fit may be: rows of the matrix, rows that scouts see, random starts beside the given ones, steps after the scouts', draws. */
type Effort = {
  readonly rows: number;
  readonly sketched: number;
  /** Rows that a direction is looked for in; 0: it is not. */
  readonly turned: number;
  readonly restarts: number;
  readonly iterations: number;
  /** Draws from the posterior of the hyperparameters. */
  readonly draws: number;
  /** Whether it is learned anew where evaluations succeed. */
  readonly success: boolean;
};

// One evaluation of 500 rows costs 10 ms, which grows with the cube, while hyperparameters hardly change any more; one of 120 rows costs a fortieth.
const thorough: Effort = { rows: 500, sketched: 120, turned: 60, restarts: 1, iterations: 32, draws: 4, success: true };
const quick: Effort = { rows: 100, sketched: 100, turned: 0, restarts: 0, iterations: 7, draws: 0, success: false };

/** Share of the rows that earlier experiments may take. */
const hearing = 0.4;

export type FitOptions = {
  readonly previous: Model | null;
  readonly seed: number;
  /** What the user says about the scatter of the values; absent: `unknown`. */
  readonly noise?: Noise;
  /** The threshold of a constraint metric, which its output transform is made around; absent or null: an optimized metric. */
  readonly limit?: number | null;
  /** One of several optimized metrics. */
  readonly isTraded?: boolean;
  /** The data are rows of another model, which has left its outliers out already, and do not say what was seen more than once. */
  readonly isMerged?: boolean;
};

/** It may call differences noise, so it is the one that is asked for outliers. */
const listener: PriorName = 'independent';
const schools: readonly PriorName[] = [listener, 'dimension-scaled'];

/**
 * Learns a model of the data. `previous` (of the same space) is where the search starts; now and then (schedule.ts) also a default and a random
 * start made from `seed`. Takes any data, failures and none at all included; same input, same model.
 */
export function fit(space: Space, data: Data, options: FitOptions): Model {
  return fitWithin(thorough, space, data, options);
}

/** A fit that a request can wait for: fewer rows, starts and steps. */
export function quickFit(space: Space, data: Data, options: Omit<FitOptions, 'previous'>): Model {
  return fitWithin(quick, space, data, { previous: null, ...options });
}

function fitWithin(effort: Effort, space: Space, data: Data, options: FitOptions): Model {
  const { previous, seed, noise = 'unknown', limit = null, isTraded = false, isMerged = false } = options;
  const P = space.dimensions.length;
  const embedding = makeEmbedding(space);
  const levels = space.tasks ? fitLevels(space, sortRows(data, P).rows) : null;
  const { rows, failures, repetition } = sortRows(leveled(data, P, levels), P);
  const { earlier = [] } = data;
  const around = looksAround(previous?.n ?? null, data.n);
  const scatter = scatterOf(noise, rows, repetition);
  const { restarts, iterations, draws } = effort;
  const lesson = (given: Rows, told: readonly Told[]): Task => ({
    ...{ restarts, iterations, draws, P, scatter, around },
    embedding: beside(embedding, countTold(told)),
    ...sizes(effort, given, toldRows(space, earlier, told, Math.floor(hearing * effort.rows)), P),
  });
  const learn = (task: Task, prior: PriorName): Member => {
    const known = previous?.members.find((member) => member.prior === prior) ?? null;
    return learnMember(
      task,
      warpsFor(task.rows, options),
      prior,
      known,
      makeRandom(seed, data.n, schools.indexOf(prior)),
    );
  };
  const own = ownRows(space, rows, P);
  const teachBeside = (some: readonly Told[], given: Rows): Taught => taught(given, lesson(given, some), learn);
  const lines = linesTo(space, earlier, own, limit !== null);
  const { told, everything } = believed(lines, own, (some) => teachBeside(some, own), schools);
  const teach = (given: Rows): Taught => teachBeside(told, given);
  const alone = space.tasks && fullAlone(everything, teach, schools, previous?.fullAlone === true);
  const best = alone ?? everything;
  const outliers = limit !== null || isTraded || isMerged ? [] : findOutliers(best.task, best.by(listener), best.rows);
  const kept = outliers.length > 0 ? teach(parted(best.rows, P, outliers).kept) : best;
  const constraining = (prior: PriorName): Member => {
    const member = kept.by(prior);
    return prior === listener ? member : unlessLoud(kept.task, member, kept.by(listener), (task) => learn(task, prior));
  };
  const seen = { good: rows.points, bad: failures, before: toldOutcomes(space, earlier, told) };
  const success = fitSuccess(embedding, P, seen, previous?.success ?? null, effort.success);
  return {
    n: data.n,
    members: limit === null ? schools.map(kept.by) : schools.map(constraining),
    success: success && [...success],
    levels,
    ...(alone ? { fullAlone: true } : {}),
    ...(scatter.kind === 'repeated' ? { scatters: true } : {}),
    ...(outliers.length > 0 ? { outliers } : {}),
    ...(told.some((line) => line !== null) ? { told } : {}),
  };
}

/** The rows that a model learns from (today.ts); a model that was learned is told all of them. */
function ownRows(space: Space, rows: Rows, P: number): Rows {
  const teaches = teaching(space, rows.points);
  if (!teaches) return rows;
  return chooseRows(
    rows,
    P,
    [...teaches.keys()].filter((i) => teaches[i]),
  );
}

/** Output transforms that are tried. */
function warpsFor(rows: Rows, { limit = null, isTraded = false }: FitOptions): readonly Warp[] {
  const values = rows.n > 0 ? rows.values : new Float64Array(1);
  return limit === null ? fitWarps(values, isTraded) : [thresholdWarp(values, limit)];
}

/** All rows of a fit, and fewer of them for what takes longer. */
function sizes(effort: Effort, given: Rows, told: Rows, P: number): Pick<Task, 'rows' | 'sketch' | 'turning'> {
  const own = subset(given, P, effort.rows - told.n);
  const rows = told.n > 0 ? joinRows(told, own) : own;
  const sketch = subset(rows, P, effort.sketched);
  return { rows, sketch, turning: effort.turned > 0 ? subset(rows, P, effort.turned) : null };
}
