// Whole runs on a task: the optimizer's, and random search's.
import { makeStudy } from '../shared/engine/study.ts';
import type { Assignments } from '../shared/engine/types.ts';
import { seeded } from './random.ts';
import type { Row } from './row.ts';
import { draw } from './space.ts';
import { evaluate, type Result, type SuiteTask, toProblem } from './suite.ts';

/** How a run is made: evaluations in all, and at the same time; the oldest open one ends first. */
type Course = { readonly budget: number; readonly parallel: number };

export async function runOptimizer(task: SuiteTask, seed: number, { budget, parallel }: Course): Promise<Row> {
  const study = makeStudy(toProblem(task.params), { seed, bandwidth: parallel });
  const rng = seeded(seed);
  const results: Result[] = [];
  const steps: number[] = [];
  const open: Assignments[] = [];
  for (let asked = 0; results.length < budget; ) {
    const start = performance.now();
    for (; asked < budget && open.length < parallel; asked++) open.push(study.ask().assignments);
    const waited = performance.now() - start;
    const assignments = open.shift();
    if (!assignments) break;
    const result = await evaluate(task, assignments, rng);
    results.push(result);
    const reported = performance.now();
    study.tell(assignments, result?.value ?? null, result?.stddev == null ? undefined : result.stddev ** 2);
    steps.push(waited + performance.now() - reported);
  }
  return toRow('cairn', task, seed, steps, results);
}

export async function runRandom(task: SuiteTask, seed: number, { budget }: Course): Promise<Row> {
  const rng = seeded(seed + 1_000_003);
  const results: Result[] = [];
  for (let i = 0; i < budget; i++) results.push(await evaluate(task, draw(task.params, rng), rng));
  return toRow('random', task, seed, [0], results);
}

/** `observed` only where it differs from the truth: the incumbent is chosen by it and judged by `values`. */
function toRow(
  method: string,
  task: SuiteTask,
  seed: number,
  steps: readonly number[],
  results: readonly Result[],
): Row {
  const sorted = [...steps].sort((a, b) => a - b);
  const share = (q: number): number => Number((sorted[Math.floor(q * (sorted.length - 1))] ?? 0).toFixed(2));
  const noisy = results.some((result) => result !== null && result.value !== result.truth);
  return {
    ...{ method, version: '0.1.0', task: task.name, seed, step_ms: [share(0.5), share(0.9)] },
    values: results.map((result) => result?.truth ?? Number.POSITIVE_INFINITY),
    ...(noisy ? { observed: results.map((result) => result?.value ?? Number.POSITIVE_INFINITY) } : {}),
  };
}
