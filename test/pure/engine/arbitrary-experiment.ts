// Random experiments of every kind with the wildest histories: what somebody, some day, will report.
import * as fc from 'fast-check';
import type { Ask } from '../../../shared/engine/ask.ts';
import { makeRandom, type Random } from '../../../shared/engine/numerics/random.ts';
import type {
  LinearConstraint,
  Metric,
  Noise,
  Parameter,
  ParameterPrior,
  Problem,
} from '../../../shared/engine/types.ts';
import type { Earlier } from '../../../shared/engine/values/sources.ts';
import { constrained } from './arbitrary-constraints.ts';
import { problems } from './arbitrary-problem.ts';

export type WildExperiment = {
  readonly problem: Problem;
  readonly metrics: readonly Metric[];
  readonly ask: Pick<Ask, 'kind' | 'count' | 'bandwidth' | 'budget' | 'solutions'>;
  readonly n: number;
  /** Where it was observed: anywhere, all at one point, on a line, in a heap, outside of today's bounds. */
  readonly places: Places;
  /** For each metric: the i-th value, NaN where the evaluation failed. */
  readonly values: readonly ((i: number) => number)[];
  /** The i-th variance of every metric; NaN: not reported. */
  readonly variance: (i: number) => number;
  readonly earlier: boolean;
  /** What the model of the ask is: none, fitted to all rows, or to half of them and extended. */
  readonly model: 'none' | 'fitted' | 'extended';
  readonly pending: number;
  readonly seed: number;
};

export type Places = 'anywhere' | 'one' | 'line' | 'heap' | 'outside';

const double = (min: number, max: number, more: { log?: boolean; prior?: ParameterPrior } = {}): Parameter => ({
  ...{ kind: 'double', name: '', when: [], min, max },
  log: more.log ?? false,
  prior: more.prior ?? null,
});

/** Parameters at the ends of what numbers can do. */
const extremes: readonly Parameter[] = [
  double(1, 1 + 1e-12),
  double(-1e308, 1e308),
  double(0, 5e-324),
  double(1e-300, 1e300, { log: true }),
  double(0, 1, { prior: { kind: 'normal', mean: 40, scale: 1e-3 } }),
  double(0, 1, { prior: { kind: 'beta', shapeA: 100, shapeB: 0.01 } }),
  double(3, 3),
  { kind: 'int', name: '', when: [], min: -(2 ** 53) + 1, max: 2 ** 53 - 1, log: false },
  { kind: 'int', name: '', when: [], min: 1, max: 2 ** 53 - 1, log: true },
  { kind: 'int', name: '', when: [], min: 7, max: 7, log: false },
  { kind: 'grid', name: '', when: [], values: [1, 1 + 2 ** -52, 1e300], log: false },
  { kind: 'categorical', name: '', when: [], values: Array.from({ length: 1000 }, (_, i) => `v${i}`) },
];

const named = (parameters: readonly Parameter[]): Parameter[] => parameters.map((p, i) => ({ ...p, name: `p${i}` }));

const extreme: fc.Arbitrary<Problem> = fc
  .array(fc.constantFrom(...extremes), { minLength: 1, maxLength: 4 })
  .map((parameters) => ({ parameters: named(parameters) }));

/** Two plain doubles whose sum is limited, with a prior, beside a conditional part. */
const mixed: fc.Arbitrary<Problem> = problems({ most: 3 }).map(({ parameters }) => {
  const [i, j] = [parameters.length, parameters.length + 1];
  const sum: LinearConstraint = {
    type: 'less_than',
    terms: [
      { parameter: i, weight: 1 },
      { parameter: j, weight: 1 },
    ],
    threshold: 1,
  };
  const plain = [double(0, 1, { prior: { kind: 'beta', shapeA: 2, shapeB: 5 } }), double(0, 1)];
  return { parameters: named([...parameters, ...plain]), constraints: [sum] };
});

const spaces: fc.Arbitrary<Problem> = fc.oneof(
  { arbitrary: problems({ most: 4 }), weight: 4 },
  { arbitrary: problems({ finite: true, most: 3 }), weight: 1 },
  { arbitrary: extreme, weight: 3 },
  { arbitrary: mixed, weight: 2 },
  { arbitrary: constrained, weight: 2 },
);

const magnitudes = [0, 1e-300, 1, 1e12, 1e154, 1e300, Number.MAX_VALUE] as const;

/** Streams of values, by the number of the observation. */
const stream: fc.Arbitrary<(i: number) => number> = fc
  .tuple(
    fc.constantFrom('constant', 'random', 'clusters', 'failed', 'failing', 'flip', 'rounding', 'tiny', 'any'),
    fc.constantFrom(...magnitudes),
    fc.nat(),
  )
  .map(([kind, size, seed]) => {
    const at = (i: number): Random => makeRandom(seed >>> 0, i, 9);
    const plain = (i: number): number => at(i).uniform() - 0.5;
    const streams: Record<typeof kind, (i: number) => number> = {
      constant: () => size,
      random: (i) => size * plain(i),
      clusters: (i) => (at(i).uniform() < 0.5 ? 1e12 : 0) + plain(i),
      failed: () => Number.NaN,
      failing: (i) => (at(i).uniform() < 0.6 ? Number.NaN : plain(i)),
      flip: (i) => (i % 2 ? -1 : 1) * (size + i),
      rounding: (i) => 1 + i * 2.3e-16,
      tiny: (i) => i * 5e-324,
      any: (i) => (at(i).uniform() < 0.5 ? -1 : 1) * (magnitudes[at(i).integer(magnitudes.length)] ?? 0),
    };
    return streams[kind];
  });

const noise = fc.constantFrom<Noise>('unknown', 'none', 'known');
const threshold = fc.constantFrom(0, 1, -1e300, 1e300, 1e-300);
const optimized = fc.record({ role: fc.constant('optimize' as const), threshold: fc.constant(null), noise });
const wished = fc.record({ role: fc.constant('optimize' as const), threshold: fc.option(threshold), noise });
const constraint = fc.record({ role: fc.constant('constraint' as const), threshold, noise });

const several = (one: fc.Arbitrary<Metric>, min: number, max: number): fc.Arbitrary<Metric[]> =>
  fc.array(one, { minLength: min, maxLength: max });

/** What the metrics are for: one to optimize, two or three, with constraints or nothing but constraints. */
const goals: fc.Arbitrary<readonly Metric[]> = fc.oneof(
  { arbitrary: fc.tuple(optimized), weight: 4 },
  { arbitrary: fc.tuple(wished, wished), weight: 2 },
  { arbitrary: fc.tuple(wished, wished, wished), weight: 1 },
  { arbitrary: several(constraint, 1, 2), weight: 1 },
  { arbitrary: fc.tuple(optimized, constraint), weight: 1 },
  { arbitrary: fc.tuple(wished, wished, constraint), weight: 1 },
);

const variances: fc.Arbitrary<(i: number) => number> = fc.constantFrom(
  () => Number.NaN,
  () => Number.NaN,
  (i: number) => (i % 2 ? 1e308 : 1e-308),
  (i: number) => (i % 3 ? Number.NaN : 0.1),
);

const asks = fc.record({
  kind: fc.constantFrom<Ask['kind']>('offline', 'offline', 'offline', 'offline', 'random', 'grid'),
  count: fc.integer({ min: 1, max: 2 }),
  bandwidth: fc.constantFrom(1, 8),
  budget: fc.option(fc.constantFrom(5, 20, 1000)),
  solutions: fc.constantFrom(1, 1, 3),
});

/** `most`: rows of a history. */
export const wildExperiments = (most: number): fc.Arbitrary<WildExperiment> =>
  fc
    .record({
      ...{ problem: spaces, metrics: goals, ask: asks, variance: variances },
      values: fc.array(stream, { minLength: 3, maxLength: 3 }),
      n: fc.integer({ min: 0, max: most }),
      places: fc.constantFrom<Places>('anywhere', 'anywhere', 'one', 'line', 'heap', 'outside'),
      tasks: fc.option(fc.constantFrom([1, 0.1], [0.001, 0.3, 1]), { freq: 4 }),
      earlier: fc.integer({ min: 0, max: 5 }).map((chance) => chance === 0),
      model: fc.constantFrom<WildExperiment['model']>('none', 'fitted', 'extended'),
      pending: fc.constantFrom(0, 0, 1, 4),
      seed: fc.nat(),
    })
    .map(({ problem, tasks, metrics, ask, ...rest }) => {
      // What the service refuses beside tasks and beside several solutions is left out here too.
      const alone = metrics.length === 1 && metrics[0]?.role === 'optimize';
      const [withTasks, oneBest] = [tasks !== null && alone, metrics.filter(isOptimized).length === 1];
      const solutions = !withTasks && oneBest && ask.budget !== null ? (ask.solutions ?? 1) : 1;
      return {
        ...{ ...rest, metrics, ask: { ...ask, solutions } },
        problem: withTasks && tasks ? { ...problem, tasks } : problem,
      };
    });

const isOptimized = ({ role }: Metric): boolean => role === 'optimize';

/** An earlier experiment that had half of the parameters and saw the same kind of values. */
export const earlierOf = ({ problem, values, metrics }: WildExperiment, rows: Earlier['rows'][number][]): Earlier => ({
  parameters: problem.parameters.filter((_, i) => i % 2 === 0).map(({ name, kind }) => ({ name, kind })),
  rows: rows.map(({ assignments }, i) => ({
    assignments,
    values: metrics.map((_, k) => {
      const value = values[k]?.(i + 3) ?? Number.NaN;
      return Number.isNaN(value) ? null : value;
    }),
  })),
});
