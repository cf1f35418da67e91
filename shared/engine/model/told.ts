// Earlier experiments as rows of today's model: in today's units, each at a distance of its own, which the model learns.

import { concatenate } from '../numerics/vectors.ts';
import { atFull } from '../space/full-task.ts';
import type { Space } from '../space/space.ts';
import type { Source } from '../types.ts';
import { beneathAccidents } from '../values/cliff.ts';
import { joinRows, type Rows, rowsWhere, subset } from '../values/rows.ts';
import { makeEmbedding } from './embedding.ts';
import { type Line, line } from './levels.ts';

/** What is told of an earlier experiment: the line that takes its values to today's units, of those up to `most` (absent: of all). Null: nothing. */
export type Told = (Line & { readonly most?: number }) | null;

/** How many experiments are told something of: each is a column of the model. */
export const countTold = (told: readonly Told[] = []): number => told.filter((line) => line !== null).length;

/** Rows of all earlier experiments together at most: each costs as much as one of today's, and today's tell more. */
const mostRows = 200;
/** Values of an experiment that can be interpolated at least. */
const fewest = 3;

/** The line of each source to the rows `own` of today; null where it has too few values. `isLimited`: of a constraint metric, whose bad values are what it is about. */
export function linesTo(space: Space, sources: readonly Source[], own: Rows, isLimited = false): Told[] {
  const P = space.dimensions.length;
  const embedding = makeEmbedding(space);
  return sources.map((source) => {
    const all = measured(space, source);
    const most = isLimited ? null : beneathAccidents(all.values);
    const rows = most === null ? all : upTo(all, P, most);
    if (rows.n < fewest) return null;
    return { ...line(embedding, P, subset(rows, P, mostRows), own), ...(most === null ? {} : { most }) };
  });
}

const upTo = (rows: Rows, P: number, most: number): Rows => rowsWhere(rows, P, (value) => value <= most);

/** Rows of the sources that are told, in today's units; each knows which of these it is of. */
export function toldRows(
  space: Space,
  sources: readonly Source[],
  told: readonly Told[],
  most: number = mostRows,
): Rows {
  const P = space.dimensions.length;
  const heard = sources.flatMap((source, s) => {
    const line = told[s];
    return line ? [{ rows: measured(space, source), line }] : [];
  });
  const parts = heard.map(({ rows: all, line: { offset, slope, most: worst = Infinity } }, k) => {
    const rows = upTo(all, P, worst);
    const moved = { ...rows, values: rows.values.map((y) => offset + slope * y) };
    const few = subset(finite(moved, P), P, Math.floor(most / heard.length));
    return { ...few, origins: new Uint8Array(few.n).fill(k + 1) };
  });
  return parts.reduce(joinRows, none);
}

/** Where evaluations succeeded (label 1) and failed (−1): points (n, P), and of which of the told experiments each is, counted from 1. */
export type Outcomes = { readonly points: Float64Array; readonly labels: Float64Array; readonly origins: Uint8Array };

/** Outcomes of the experiments that are told: what ran out of memory then mostly does today. None while none of them has failed. */
export function toldOutcomes(space: Space, sources: readonly Source[], told: readonly Told[]): Outcomes {
  const P = space.dimensions.length;
  const heard = sources.filter((_, s) => told[s]);
  if (!heard.some(({ values }) => values.some(Number.isNaN))) return noOutcomes;
  return {
    points: heard
      .map(({ points }) => (space.tasks ? atFull(points, P) : points))
      .reduce(concatenate, new Float64Array(0)),
    labels: Float64Array.from(heard.flatMap(({ values }) => [...values].map((y) => (Number.isNaN(y) ? -1 : 1)))),
    origins: Uint8Array.from(heard.flatMap(({ n }, k) => new Array<number>(n).fill(k + 1))),
  };
}

export const noOutcomes: Outcomes = {
  points: new Float64Array(0),
  labels: new Float64Array(0),
  origins: new Uint8Array(0),
};

/** The rows whose value is a finite number; the largest ones are none in other units. */
const finite = (rows: Rows, P: number): Rows => rowsWhere(rows, P, Number.isFinite);

const none: Rows = {
  ...{ n: 0, points: new Float64Array(0), values: new Float64Array(0) },
  ...{ counts: new Float64Array(0), variances: new Float64Array(0) },
};

/** Rows with a value, as runs of the full task where there are tasks. */
function measured(space: Space, { n, points, values }: Source): Rows {
  const P = space.dimensions.length;
  const [counts, variances] = [new Float64Array(n).fill(1), new Float64Array(n)];
  return finite({ n, points: space.tasks ? atFull(points, P) : points, values, counts, variances }, P);
}
