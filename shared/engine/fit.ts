// The slow lane: learns hyperparameters and output transform of every member from all observations.
import { learnBases, makeBases } from './bases.ts';
import { makeEmbedding } from './embedding.ts';
import type { Task } from './evidence.ts';
import { learnMember } from './explain.ts';
import type { Model } from './model.ts';
import type { PriorName } from './prior.ts';
import { makeRandom } from './random.ts';
import { sortRows, subset } from './rows.ts';
import { scatterOf } from './scatter.ts';
import { looksAround } from './schedule.ts';
import type { Space } from './space.ts';
import { fitSuccess } from './success.ts';
import { fitLevels, leveled } from './tasks/levels.ts';
import type { Data, Noise } from './types.ts';
import { fitWarps, thresholdWarp } from './warp.ts';

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
};

// One evaluation of 500 rows costs 10 ms, which grows with the cube, while hyperparameters hardly change any more; one of 120 rows costs a fortieth.
const thorough: Effort = { rows: 500, sketched: 120, turned: 60, restarts: 1, iterations: 32, draws: 4 };
const quick: Effort = { rows: 100, sketched: 100, turned: 0, restarts: 0, iterations: 7, draws: 0 };

export type FitOptions = {
  readonly previous: Model | null;
  readonly seed: number;
  /** What the user says about the scatter of the values; absent: `unknown`. */
  readonly noise?: Noise;
  /** The threshold of a constraint metric, which its output transform is made around; absent or null: an optimized metric. */
  readonly limit?: number | null;
  /** One of several optimized metrics. */
  readonly isTraded?: boolean;
};

const schools: readonly PriorName[] = ['independent', 'dimension-scaled'];

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
  const { previous, seed, noise = 'unknown', limit = null, isTraded = false } = options;
  const P = space.dimensions.length;
  const embedding = makeEmbedding(space);
  const levels = space.tasks ? fitLevels(space, sortRows(data, P).rows) : null;
  const { rows: all, failures, repetition } = sortRows(leveled(data, P, levels), P);
  const rows = subset(all, P, effort.rows);
  const values = rows.n > 0 ? rows.values : new Float64Array(1);
  const warps = limit === null ? fitWarps(values, isTraded) : [thresholdWarp(values, limit)];
  const sketch = subset(rows, P, effort.sketched);
  const turning = effort.turned > 0 ? subset(rows, P, effort.turned) : null;
  const around = looksAround(previous?.n ?? null, data.n);
  const { earlier = [] } = data;
  const thetas = learnBases(embedding, P, earlier, previous?.bases);
  const bases = makeBases(embedding, P, earlier, thetas);
  const scatter = scatterOf(noise, all, repetition);
  const { restarts, iterations, draws } = effort;
  const task: Task = { restarts, iterations, draws, embedding, P, rows, sketch, turning, bases, scatter, around };
  const members = schools.map((prior, i) => {
    const earlier = previous?.members.find((member) => member.prior === prior) ?? null;
    return learnMember(task, warps, prior, earlier, makeRandom(seed, data.n, i));
  });
  const success = fitSuccess(embedding, P, all.points, failures, previous?.success ?? null);
  return {
    n: data.n,
    members,
    success: success && [...success],
    levels,
    ...(bases.length > 0 ? { bases: thetas } : {}),
  };
}
