// The optimizer in one process: ask and tell with the very functions and settings that the service uses.
import type { Ask } from './ask.ts';
import { fitIsDue } from './schedule.ts';
import { encode, makeSpace, pointKey } from './space.ts';
import { suggest } from './suggest.ts';
import {
  extendSurrogate,
  fitSurrogate,
  type PreparedSurrogate,
  prepareSurrogate,
  type Surrogate,
} from './surrogate.ts';
import type { Assignments, Dataset, Metric, Noise, Point, Problem, Proposal } from './types.ts';
import { stack } from './vectors.ts';

export type StudyOptions = {
  /** uint32 */
  readonly seed: number;
  readonly kind?: Ask['kind'];
  readonly bandwidth?: number;
  readonly budget?: number | null;
  /** Default values: the first point. */
  readonly first?: Assignments | null;
  /** What is said about the scatter of the values; default `unknown`. */
  readonly noise?: Noise;
};

export type Study = {
  /** The next point; it stays open until it is told. */
  readonly ask: () => Proposal;
  /** Reports a value (to be minimised; null: the evaluation failed) and its variance, if known, in squared units. */
  readonly tell: (assignments: Assignments, value: number | null, variance?: number) => void;
};

type Row = { readonly point: Point; readonly value: number; readonly variance: number };

/** Throws when told assignments that the problem cannot encode. */
export function makeStudy(problem: Problem, options: StudyOptions): Study {
  const space = makeSpace(problem);
  const { seed, kind = 'offline', bandwidth = 1, budget = null, noise = 'unknown' } = options;
  const metrics: readonly Metric[] = [{ role: 'optimize', threshold: null, noise }];
  const first = options.first ? encode(space, options.first) : null;
  const rows: Row[] = [];
  let pending: Point[] = [];
  let number = 0;
  let surrogate: Surrogate | null = null;
  let prepared: PreparedSurrogate | null = null;

  const learn = (): void => {
    const data = toData(rows);
    if (kind !== 'offline') return;
    if (fitIsDue(surrogate?.n ?? null, data.n)) {
      surrogate = fitSurrogate(space, data, { previous: surrogate, seed, metrics });
      prepared = prepareSurrogate(space, surrogate, data);
    } else if (prepared) {
      prepared = extendSurrogate(prepared, toData(rows.slice(prepared.n)));
    }
  };

  const ask = (): Proposal => {
    number += 1;
    const data = toData(rows);
    const [proposal] = suggest(
      space,
      { data, prepared },
      { kind, number, seed, pending, count: 1, bandwidth, budget, first, metrics },
    );
    if (!proposal) throw new Error('The optimizer made no proposal.');
    pending.push(proposal.point);
    return proposal;
  };

  const tell = (assignments: Assignments, value: number | null, variance = Number.NaN): void => {
    const point = encode(space, assignments);
    if (!point)
      throw new Error(`Cannot encode ${JSON.stringify(assignments)}: give each active parameter a value of its kind.`);
    const key = pointKey(space, point);
    pending = pending.filter((open) => pointKey(space, open) !== key);
    rows.push({ point, value: value ?? Number.NaN, variance });
    learn();
  };

  return { ask, tell };
}

function toData(rows: readonly Row[]): Dataset {
  return {
    n: rows.length,
    points: stack(rows.map(({ point }) => point)),
    columns: [
      {
        values: Float64Array.from(rows, ({ value }) => value),
        variances: Float64Array.from(rows, ({ variance }) => variance),
      },
    ],
  };
}
