// What the schools make of rows, and how well that tells some of these from all others.

import { at, item } from '../kernels/at.ts';
import { gatherEvidence, type Task } from '../model/evidence.ts';
import { leaveOneOutLogs } from '../model/leave-one-out.ts';
import { isPlain, type Member } from '../model/model.ts';
import type { PriorName } from '../model/prior.ts';
import type { Rows } from '../values/rows.ts';
import { forwardSlope } from '../values/warp.ts';

/** Rows of today, and what each school makes of them, learned when it is asked for. */
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

/** How well the school tells each of the named rows of the task from all others: the sum of ln p of the values as they were reported. */
export function score({ task, by }: Taught, prior: PriorName, indices: readonly number[]): number {
  const plain = by(prior).explanations.find(isPlain);
  if (!plain) return 0;
  const { rows } = task;
  const logs = leaveOneOutLogs(gatherEvidence(task, rows, plain.warp), Float64Array.from(plain.theta));
  if (!logs) return -Infinity;
  // Each side of a comparison has a transform of its own, so it counts by what it makes of the units.
  const one = (i: number): number => at(logs, i) + Math.log(forwardSlope(plain.warp, at(rows.values, i)));
  return indices.reduce((sum, i) => sum + one(i), 0);
}

/** Indices of the rows that are of no earlier experiment. */
export const todaysIndices = ({ n, origins }: Rows): number[] =>
  Array.from({ length: n }, (_, i) => i).filter((i) => !origins || item(origins, i) === 0);
