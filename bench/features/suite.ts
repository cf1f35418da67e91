// The feature tasks of a suite from elsewhere: Cairn beside random search, and beside rows that others recorded on them.
import { writeFileSync } from 'node:fs';
import * as z from 'zod';
import { makeStudy } from '../../shared/engine/study.ts';
import type { LinearConstraint, Metric, Problem } from '../../shared/engine/types.ts';
import { refuseMissing } from '../options.ts';
import { seeded } from '../random.ts';
import { linesIn } from '../row.ts';
import { draw } from '../space.ts';
import { mean, quantile } from '../statistics.ts';
import { listIn, toProblem } from '../suite.ts';
import { type Assignments, num, type Param } from '../task.ts';
import { hypervolume } from './hypervolume.ts';

type Outcome = number | { readonly value: number } | { readonly values: readonly number[] } | { readonly failed: true };

/** As suites export them under `featureTasks`: everything minimised, a constraint metric at its threshold or below. */
export type SuiteFeature = {
  readonly name: string;
  readonly params: readonly Param[];
  readonly evaluate: (x: Assignments, rng: () => number) => Outcome | Promise<Outcome>;
  readonly linear?: readonly {
    readonly type: LinearConstraint['type'];
    readonly threshold: number;
    readonly terms: Readonly<Record<string, number>>;
  }[];
  readonly metrics?: readonly { readonly strategy: Metric['role']; readonly threshold?: number }[];
  /** Beyond it a front is worth nothing. */
  readonly reference?: readonly number[];
};

/** One run: the values of each evaluation, null where it failed or broke a linear constraint. */
const row = z.object({
  method: z.string(),
  task: z.string(),
  seed: z.int(),
  values: z.array(z.array(z.number()).nullable()),
});
type Row = z.infer<typeof row>;

type SuiteOptions = {
  readonly suite: string;
  readonly tasks: readonly string[];
  readonly seeds: number;
  readonly budget: number;
  /** Files of rows that others recorded. */
  readonly rows: readonly string[];
  readonly out: string | null;
};

export async function runSuite({ suite, tasks: names, seeds, budget, rows, out }: SuiteOptions): Promise<void> {
  const tasks = await loadFeatures(suite, names);
  const own: Row[] = [];
  for (const task of tasks) {
    for (let seed = 0; seed < seeds; seed++) {
      for (const method of ['cairn', 'random'] as const) own.push(await runFeature(task, method, seed, budget));
    }
    console.error(task.name);
  }
  if (out) writeFileSync(out, own.map((one) => `${JSON.stringify(one)}\n`).join(''));
  printSuite(tasks, [...own, ...readRuns(rows)], budget);
}

/** The named feature tasks (all, without names) of a module that exports `featureTasks`. */
export async function loadFeatures(file: string, names: readonly string[]): Promise<readonly SuiteFeature[]> {
  const all = await listIn<SuiteFeature>(file, 'featureTasks');
  refuseMissing(names, all);
  return all.filter(({ name }) => names.length === 0 || names.includes(name));
}

/** The runs that files of JSON lines hold; throws for a line that is none. */
export const readRuns = (files: readonly string[]): Row[] => linesIn(files).map((line) => row.parse(line));

export const metricsOf = ({ metrics = [{ strategy: 'optimize' }] }: SuiteFeature): Metric[] =>
  metrics.map(({ strategy, threshold = null }) => ({ role: strategy, threshold }));

function problemOf({ params, linear = [] }: SuiteFeature): Problem {
  const constraints = linear.map(({ type, threshold, terms }) => {
    const named = Object.entries(terms).map(([name, weight]) => {
      return { parameter: params.findIndex((param) => param.name === name), weight };
    });
    return { type, threshold, terms: named };
  });
  return { ...toProblem(params), constraints };
}

/** By how much a point breaks each linear constraint; not positive where it keeps it. */
export function excesses({ linear = [] }: SuiteFeature, x: Assignments): number[] {
  return linear.map(({ type, threshold, terms }) => {
    const sum = Object.entries(terms).reduce((total, [name, weight]) => total + weight * num(x, name), 0);
    return type === 'less_than' ? sum - threshold : threshold - sum;
  });
}

/** Whether a point satisfies the linear constraints, but for rounding. */
export const satisfies = (task: SuiteFeature, x: Assignments): boolean =>
  excesses(task, x).every((excess) => excess <= 1e-9);

export async function runFeature(
  task: SuiteFeature,
  method: 'cairn' | 'random',
  seed: number,
  budget: number,
): Promise<Row> {
  const rng = seeded(seed);
  const study = makeStudy(problemOf(task), { seed, metrics: metricsOf(task) });
  const values: (number[] | null)[] = [];
  for (let i = 0; i < budget; i++) {
    const x = method === 'random' ? draw(task.params, rng) : study.ask().assignments;
    const outcome = satisfies(task, x) ? numbersOf(await task.evaluate(x, rng)) : null;
    values.push(outcome);
    if (method === 'cairn') study.tell(x, outcome);
  }
  return { method, task: task.name, seed, values };
}

export function numbersOf(outcome: Outcome): number[] | null {
  if (typeof outcome === 'number') return [outcome];
  if ('failed' in outcome) return null;
  return 'values' in outcome ? [...outcome.values] : [outcome.value];
}

/** Whether an evaluation succeeded and kept every constraint. */
const counts = (task: SuiteFeature, value: readonly number[] | null): value is readonly number[] =>
  value !== null &&
  metricsOf(task).every(
    ({ role, threshold }, k) => role !== 'constraint' || (value[k] ?? Infinity) <= (threshold ?? 0),
  );

/** Dominated volume of a run where there is a reference, else the least value that keeps the constraints; Infinity where there is none. */
export function scoreOf(task: SuiteFeature, { values }: Pick<Row, 'values'>, budget: number): number {
  const kept = values.slice(0, budget).filter((value) => counts(task, value));
  if (task.reference) return hypervolume(kept, task.reference);
  const target = metricsOf(task).findIndex(({ role }) => role === 'optimize');
  return kept.reduce((least, value) => Math.min(least, value[target] ?? Infinity), Infinity);
}

function printSuite(tasks: readonly SuiteFeature[], rows: readonly Row[], budget: number): void {
  console.log(
    `After ${budget} evaluations: median [worst, best] over seeds; evaluations that failed or broke a constraint.`,
  );
  for (const task of tasks) {
    console.log(`\n${task.name}: ${task.reference ? 'hypervolume, larger is better' : 'least value that counts'}`);
    for (const method of new Set(rows.map((one) => one.method))) {
      const mine = rows.filter((one) => one.method === method && one.task === task.name);
      if (mine.length === 0) continue;
      const scores = mine.map((one) => scoreOf(task, one, budget));
      const [least, most] = [Math.min(...scores), Math.max(...scores)];
      const ends = task.reference ? [least, most] : [most, least];
      const lost = mean(
        mine.map(({ values }) => values.slice(0, budget).filter((value) => !counts(task, value)).length),
      );
      const span = ends.map(short).join(', ');
      const figures = `${short(quantile(scores, 0.5)).padStart(9)} [${span}]`;
      console.log(`  ${method.padEnd(12)} ${figures.padEnd(32)} ${lost.toFixed(1).padStart(5)}   ${mine.length} seeds`);
    }
  }
}

const short = (value: number): string => (Number.isFinite(value) ? value.toPrecision(4) : 'none');
