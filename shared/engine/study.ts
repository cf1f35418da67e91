// The optimizer in one process: ask and tell with the very functions and settings that the service uses.
import { fit as learnModel } from './fit.ts';
import type { Model } from './model.ts';
import { extend, type Prepared, prepare } from './prepared.ts';
import { fitIsDue } from './schedule.ts';
import { encode, makeSpace, pointKey } from './space.ts';
import { type Ask, suggest } from './suggest.ts';
import type { Assignments, Data, Point, Problem, Proposal } from './types.ts';
import { stack } from './vectors.ts';

export type StudyOptions = {
  /** uint32 */
  readonly seed: number;
  readonly kind?: Ask['kind'];
  readonly bandwidth?: number;
  readonly budget?: number | null;
  /** Default values: the first point. */
  readonly first?: Assignments | null;
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
  const { seed, kind = 'offline', bandwidth = 1, budget = null } = options;
  const first = options.first ? encode(space, options.first) : null;
  const rows: Row[] = [];
  let pending: Point[] = [];
  let number = 0;
  let model: Model | null = null;
  let prepared: Prepared | null = null;

  const learn = (): void => {
    const data = toData(rows);
    if (kind !== 'offline') return;
    if (fitIsDue(model?.n ?? null, data.n)) {
      model = learnModel(space, data, { previous: model, seed });
      prepared = prepare(space, model, data);
    } else if (prepared) {
      prepared = extend(prepared, toData(rows.slice(prepared.n)));
    }
  };

  const ask = (): Proposal => {
    number += 1;
    const data = toData(rows);
    const [proposal] = suggest(
      space,
      { data, prepared },
      { kind, number, seed, pending, count: 1, bandwidth, budget, first },
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

function toData(rows: readonly Row[]): Data {
  return {
    n: rows.length,
    points: stack(rows.map(({ point }) => point)),
    values: Float64Array.from(rows, ({ value }) => value),
    variances: Float64Array.from(rows, ({ variance }) => variance),
  };
}
