// Evaluations that fail: memory that runs out, losses that diverge, settings that do not go together. A suite of its own, `npm run bench -- quality --suite bench/tasks/failing.ts`.
import type { Random } from '../random.ts';
import { type Assignments, categorical, double, int, num, type Outcome, type Param, type Task, word } from '../task.ts';

const failed = { failed: true } as const;
const log2 = (x: Assignments, name: string): number => Math.log2(num(x, name));
const log10 = (x: Assignments, name: string): number => Math.log10(num(x, name));

const task = (name: string, params: readonly Param[], evaluate: (x: Assignments, rng: Random) => Outcome): Task => ({
  ...{ name, family: 'failing', params, evaluate },
});

/** Larger models are better and need more memory, half of it with half the digits. */
const memory = task(
  'memory6',
  [
    int('layers', 1, 24),
    int('width', 32, 2048, { log: true }),
    int('batch', 4, 256, { log: true }),
    categorical('precision', ['single', 'half']),
    double('rate', 1e-5, 1e-1, { log: true }),
    double('dropout', 0, 0.6),
  ],
  (x) => {
    const half = word(x, 'precision') === 'half';
    const [layers, width, batch] = [num(x, 'layers'), log2(x, 'width'), log2(x, 'batch')];
    if (Math.log2(layers) + width + batch - (half ? 1 : 0) > 17) return failed;
    const size = Math.log2(layers) + 1.5 * width;
    const rate = log10(x, 'rate') + 2 + 0.1 * (width - 5) - 0.15 * (batch - 5);
    return 4 - 0.15 * size + 0.4 * rate ** 2 + 0.5 * (num(x, 'dropout') - 0.2) ** 2 + (half ? 0.05 : 0);
  },
);

/** The nearer to the edge of what converges the better; how often it diverges beyond is chance. */
const diverging = task(
  'diverging4-ragged',
  [
    double('rate', 1e-4, 10, { log: true }),
    double('momentum', 0, 0.99),
    int('warmup', 0, 2000),
    double('clip', 0.01, 100, { log: true }),
  ],
  (x, rng) => {
    const speed = log10(x, 'rate') - Math.log10(1 - num(x, 'momentum'));
    const edge = 0.2 + 0.0003 * num(x, 'warmup') - 0.15 * Math.max(0, log10(x, 'clip'));
    if (rng() < 1 / (1 + Math.exp(-(speed - edge) / 0.08))) return failed;
    return (speed - 0.6) ** 2 + 0.1 * (log10(x, 'clip') + 0.5) ** 2 + 0.1 * (num(x, 'warmup') / 2000 - 0.6) ** 2;
  },
);

/** What works is a corridor across the square of two sides, and the best place lies on its edge. */
const corridor = task(
  'corridor4',
  [0, 1, 2, 3].map((i) => double(`x${i}`, 0, 1)),
  (x) => {
    const [a, b, c, d] = [num(x, 'x0'), num(x, 'x1'), num(x, 'x2'), num(x, 'x3')];
    if (Math.abs(a + b - 0.9 - 0.3 * c) > 0.15) return failed;
    return (a - 0.3) ** 2 + (b - 0.25) ** 2 + 0.5 * (c - 0.7) ** 2 + 0.5 * (d - 0.4) ** 2;
  },
);

/** One solver never works, one not for small tolerances, one not for large matrices. */
const solvers = task(
  'solvers5',
  [
    categorical('solver', ['direct', 'krylov', 'multigrid', 'legacy']),
    double('tolerance', 1e-10, 1e-2, { log: true }),
    int('size', 10, 1000, { log: true }),
    double('relaxation', 0.1, 1.9),
    double('shift', 0, 1),
  ],
  (x) => {
    const [solver, tolerance, size] = [word(x, 'solver'), log10(x, 'tolerance'), log10(x, 'size')];
    if (solver === 'legacy' || (solver === 'krylov' && tolerance < -6) || (solver === 'direct' && size > 2.2))
      return failed;
    const base = { direct: 0.4, krylov: 0, multigrid: 0.3 }[solver] ?? 0;
    const spot = (num(x, 'relaxation') - 1.3) ** 2 + 0.5 * (num(x, 'shift') - 0.3) ** 2;
    return base + 0.05 * (tolerance + 6.5) ** 2 + 0.6 * (size - 2.6) ** 2 + spot;
  },
);

const center = [0.35, 0.7, 0.25, 0.6, 0.45];
const bowl = (x: Assignments): number => center.reduce((sum, c, i) => sum + (1 + i) * (num(x, `x${i}`) - c) ** 2, 0);
const sides = center.map((_, i) => double(`x${i}`, 0, 1));

/** Machines that are taken away: a quarter of all evaluations, wherever they are. */
const crashes = task('bowl5-crashes', sides, (x, rng) => (rng() < 0.25 ? failed : bowl(x)));

/** Two limits at once, under which a quarter of the space works; the bowl's centre does not. */
const limits = task('bowl5-limits', sides, (x) => {
  const slow = num(x, 'x0') + num(x, 'x1') + num(x, 'x3') > 1.4;
  const large = num(x, 'x2') * num(x, 'x4') > 0.1 && num(x, 'x1') > 0.2;
  return slow || large ? failed : bowl(x);
});

export const tasks: readonly Task[] = [memory, diverging, corridor, solvers, crashes, limits];
