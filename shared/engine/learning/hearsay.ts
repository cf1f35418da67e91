// Whether what cheap tasks say is listened to: only while full runs are told better with it than by each other.

import { at } from '../kernels/at.ts';
import type { Task } from '../model/evidence.ts';
import { byTask, fullIndices } from '../model/levels.ts';
import type { PriorName } from '../model/prior.ts';
import { full } from '../space/full-task.ts';
import { chooseRows, type Rows } from '../values/rows.ts';
import { score, type Taught, todaysIndices } from './taught.ts';

/** Full runs before which cheap ones are believed: of two each is told by one other. */
const fewest = 3;
/**
 * Nats by which all rows together must tell the full ones better. Above 0, because cheap runs are not free: between full runs that are told as well by each other
 * as by everything there is nothing that was worth their price (bench/studies/noise-and-tasks.md).
 */
const burden = 1;
/** Of the range of a cheap task's values: beyond, they are bad. */
const worst = 0.75;

/**
 * What the full runs alone teach, where that tells each of them from the others as well as all rows do; null: cheap ones are listened to. Asked in every
 * fit anew: what was not believed once may be later. `before`: what was decided last, which stays where there are more rows than a fit sees.
 */
export function fullAlone(
  all: Taught,
  teach: (rows: Rows) => Taught,
  schools: readonly PriorName[],
  before: boolean,
): Taught | null {
  const { rows, task } = all;
  const indices = fullIndices(rows, task.P);
  if (indices.length < fewest || !isTested(rows, task.P)) return null;
  const alone = teach(chooseRows(rows, task.P, indices));
  if (todaysIndices(task.rows).length < rows.n) return before ? alone : null;
  const told = (taught: Taught, prior: PriorName): number => score(taught, prior, todaysFull(taught.task));
  const gains = schools.map((prior) => told(all, prior) - told(alone, prior));
  const gain = gains.reduce((sum, nats) => sum + nats, 0) / schools.length;
  return gain < burden ? alone : null;
}

/** Indices of today's full runs in the rows of a task. */
function todaysFull({ rows, P }: Task): number[] {
  const full = new Set(fullIndices(rows, P));
  return todaysIndices(rows).filter((i) => full.has(i));
}

/**
 * Whether a point in the worst quarter of the range of a cheap task's values was run in full too. Full runs that are all made where cheap ones are best hardly
 * differ, and tell each other well, whatever cheap ones mean. Of the range, because most cheap runs lie at the bottom once it is found.
 */
function isTested(rows: Rows, P: number): boolean {
  const place = (i: number): string => rows.points.subarray(i * P, i * P + P - 1).join();
  const inFull = new Set(fullIndices(rows, P).map(place));
  return [...byTask(rows, P)].some(([unit, own]) => {
    const values = own.map((i) => at(rows.values, i));
    const bad = worst * Math.max(...values) + (1 - worst) * Math.min(...values);
    return unit !== full && own.some((i) => at(rows.values, i) > bad && inFull.has(place(i)));
  });
}
