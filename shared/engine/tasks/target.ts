// The space without its tasks: where points are searched that are then worth running as one task or another.
import type { Acquisition } from '../acquisition/acquisition.ts';
import type { Ask } from '../ask.ts';
import { at, item } from '../kernels/at.ts';
import { stack } from '../numerics/vectors.ts';
import { full, withoutTask } from '../space/full-task.ts';
import type { Space, Tasks } from '../space/space.ts';
import { makeTaken, type Taken } from '../space/taken.ts';
import type { Dataset } from '../types.ts';
import { pickRows } from '../values/dataset.ts';

/** (n, P − 1) from (n, P). */
const dropTasks = (points: Float64Array, P: number): Float64Array =>
  stack(Array.from({ length: points.length / P }, (_, i) => points.subarray(i * P, i * P + P - 1)));

/** What is known and asked as if there were no tasks; the budget in runs of the cheapest one, which the start is made of. */
export function withoutTasks(space: Space, { target, costs }: Tasks, data: Dataset, ask: Ask) {
  const pending = ask.pending.map(withoutTask);
  const P = space.dimensions.length;
  const earlier = data.earlier?.map((source) => ({ ...source, points: dropTasks(source.points, P) }));
  const bare: Dataset = { ...data, points: dropTasks(data.points, P), ...(earlier ? { earlier } : {}) };
  const budget = ask.budget === null ? null : Math.floor(ask.budget / item(costs, 0));
  const first = ask.first && withoutTask(ask.first);
  return { data: bare, ask: { ...ask, pending, budget, first }, taken: makeTaken(target, bare, pending) };
}

/** Points of the target space that were run in full, or will be. */
export function fullRuns(target: Space, { points }: Taken): Taken {
  const runs = points.filter((point) => at(point, point.length - 1) === full).map(withoutTask);
  return makeTaken(target, { n: runs.length, points: stack(runs) }, []);
}

/** The rows of full runs; all of them where there are no tasks. */
export function fullRows({ tasks, dimensions }: Space, data: Dataset): Dataset {
  if (!tasks) return data;
  const last = dimensions.length - 1;
  const isFull = (i: number): boolean => at(data.points, i * dimensions.length + last) === full;
  return pickRows(data, [...Array(data.n).keys()].filter(isFull));
}

/** What a point is worth if the full task were run there; `P` counts the task. */
export function fullAcquisition({ score, slope }: Acquisition, P: number): Acquisition {
  const wide = new Float64Array(P).fill(full);
  const gradient = new Float64Array(P);
  return {
    score: (points, m) => {
      const moved = new Float64Array(m * P).fill(full);
      for (let i = 0; i < m; i++) moved.set(points.subarray(i * (P - 1), (i + 1) * (P - 1)), i * P);
      return score(moved, m);
    },
    slope: (point, out) => {
      wide.set(point);
      const value = slope(wide, gradient);
      for (let i = 0; i < P - 1; i++) out[i] = at(gradient, i);
      return value;
    },
  };
}
