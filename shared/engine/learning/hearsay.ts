// Whether what cheap tasks say is listened to: only while full runs are told better with it than by each other.

import { at } from '../kernels/at.ts';
import { gatherEvidence, type Task } from '../model/evidence.ts';
import { leaveOneOutLogs } from '../model/leave-one-out.ts';
import { byTask, fullIndices } from '../model/levels.ts';
import { isPlain, type Member } from '../model/model.ts';
import type { PriorName } from '../model/prior.ts';
import { full } from '../space/full-task.ts';
import { chooseRows, type Rows } from '../values/rows.ts';
import { forwardSlope } from '../values/warp.ts';

/** Rows, and what each school makes of them, learned when it is asked for. */
export type Taught = { readonly rows: Rows; readonly task: Task; readonly by: (prior: PriorName) => Member };

/** `learn`: what a school makes of a task; it is asked once. */
export function taught(rows: Rows, task: Task, learn: (task: Task, prior: PriorName) => Member): Taught {
  const known = new Map<PriorName, Member>();
  const by = (prior: PriorName): Member => {
    const member = known.get(prior) ?? learn(task, prior);
    known.set(prior, member);
    return member;
  };
  return { rows, task, by };
}

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
  if (task.rows.n < rows.n) return before ? alone : null;
  const gains = schools.map((prior) => told(all, prior) - told(alone, prior));
  const gain = gains.reduce((sum, nats) => sum + nats, 0) / schools.length;
  return gain < burden ? alone : null;
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

/** How well the school tells each full run from all other rows: the sum of ln p of the values as they were reported. */
function told({ task, by }: Taught, prior: PriorName): number {
  const plain = by(prior).explanations.find(isPlain);
  if (!plain) return 0;
  const { rows, P } = task;
  const logs = leaveOneOutLogs(gatherEvidence(task, rows, plain.warp), Float64Array.from(plain.theta));
  if (!logs) return -Infinity;
  // Both sides have a transform of their own, so each counts by what it makes of the units.
  const one = (i: number): number => at(logs, i) + Math.log(forwardSlope(plain.warp, at(rows.values, i)));
  return fullIndices(rows, P).reduce((sum, i) => sum + one(i), 0);
}
