// The repository's own tasks: repeatable, finite everywhere, and their optima what they say they are.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Random, seeded } from '../../../bench/random.ts';
import { decode, draw } from '../../../bench/space.ts';
import type { Outcome, Task } from '../../../bench/task.ts';
import { tasks as accidents } from '../../../bench/tasks/accidents.ts';
import { tasks as failing } from '../../../bench/tasks/failing.ts';
import { tasks as flat } from '../../../bench/tasks/flat.ts';
import { tasks as pipelines } from '../../../bench/tasks/pipelines.ts';
import { tasks as wide } from '../../../bench/tasks/wide.ts';
import { tasks as own } from '../../../bench/tasks.ts';

const tasks: readonly Task[] = [...own, ...wide, ...pipelines, ...flat, ...accidents, ...failing];

/** What a judge sees of an outcome; a failure is worse than everything. */
const judged = (outcome: Outcome): number => {
  if (typeof outcome === 'number') return outcome;
  return 'failed' in outcome ? Number.MAX_VALUE : outcome.truth;
};

const known = tasks.flatMap((task) =>
  task.best === undefined || task.optimum === undefined ? [] : [{ task, best: task.best, optimum: task.optimum }],
);
const unitPoint = (task: Task) =>
  fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
    minLength: task.params.length,
    maxLength: task.params.length,
  });
const runsOf = (task: Task): number => (task.family === 'model' || task.family === 'wide' ? 12 : 200);

/** Random points, the best of them refined by perturbing a few coordinates in steps that shrink when nothing helps. */
function search(task: Task, draws: number, steps: number, rng: Random): number {
  const value = (unit: readonly number[]): number => judged(task.evaluate(decode(task.params, unit), rng));
  const points = Array.from({ length: draws }, () => task.params.map(rng)).map((unit) => ({ unit, v: value(unit) }));
  let best = points.reduce((a, b) => (b.v < a.v ? b : a));
  for (let step = 0.3, misses = 0, i = 0; i < steps; i++) {
    const unit = best.unit.map((u) => (rng() < 0.4 ? Math.min(1, Math.max(0, u + step * (rng() + rng() - 1))) : u));
    const v = value(unit);
    misses = v < best.v ? 0 : misses + 1;
    if (v < best.v) best = { unit, v };
    if (misses > 20) [step, misses] = [step / 1.5, 0];
  }
  return best.v;
}

describe.each(tasks.map((task) => [task.name, task] as const))('%s', (_, task) => {
  // Guarantee: the same assignments and the same numbers give the same outcome, and it is a finite number or a failure, everywhere in the space.
  test('is repeatable and finite in its whole space', () => {
    fc.assert(
      fc.property(unitPoint(task), fc.integer(), (unit, seed) => {
        const x = decode(task.params, unit);
        const first = task.evaluate(x, seeded(seed));
        expect(task.evaluate(x, seeded(seed))).toEqual(first);
        if (typeof first === 'object' && 'failed' in first) return;
        const numbers = typeof first === 'number' ? [first] : [first.value, first.stddev ?? 0, first.truth];
        expect(numbers.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: runsOf(task) },
    );
  });

  // Guarantee: there is something to tune: a good random point is clearly better than a middling one.
  test('tells good settings from middling ones', () => {
    const rng = seeded(5);
    const values = Array.from({ length: 40 }, () => judged(task.evaluate(draw(task.params, rng), rng))).sort(
      (a, b) => a - b,
    );
    const [good = 0, middling = 0] = [values[1], values[20]];
    expect(middling - good).toBeGreaterThan(0.02 * Math.abs(middling));
  });
});

describe.each(known.map((entry) => [entry.task.name, entry] as const))('%s', (_, { task, best, optimum }) => {
  // Guarantee: the named optimum has the named value, up to the digits of its coordinates.
  test('has its best value at its optimum', () => {
    expect(Math.abs(judged(task.evaluate(optimum, seeded(1))) - best)).toBeLessThan(1e-9);
  });

  // Guarantee: nothing in the space is better than `best`; a search that comes near it would find it.
  test('is not beaten by random and local search', () => {
    expect(search(task, 2000, 3000, seeded(17))).toBeGreaterThanOrEqual(best - 1e-9);
  });

  // Guarantee: the optimum is a point of the space: every bound kept, every category known, and what is left out is conditional.
  test('has its optimum inside the space', () => {
    for (const param of task.params) {
      const value = optimum[param.name];
      if (value === undefined) expect(param.when).toBeDefined();
      else if (param.type === 'categorical') expect(param.values).toContain(value);
      else expect(Number(value) >= param.min && Number(value) <= param.max).toBe(true);
    }
  });
});

// Guarantee: no optimum lies at the middle of its box, so that trying the middle first earns nothing.
test('the middle of the space is never the optimum', () => {
  for (const { task, best } of known) {
    const middle = judged(
      task.evaluate(
        decode(
          task.params,
          task.params.map(() => 0.5),
        ),
        seeded(1),
      ),
    );
    expect(middle, task.name).toBeGreaterThan(best + 0.01);
  }
});

// Guarantee: names are the key under which runs are recorded and compared.
test('names are unique', () => {
  expect(new Set(tasks.map(({ name }) => name)).size).toBe(tasks.length);
});

// Guarantee: the noise that a task reports is the noise it has.
test('reported standard deviations are true', () => {
  for (const task of tasks.filter(({ family }) => family === 'noisy')) {
    const [rng, n] = [seeded(29), 4000];
    const x = draw(task.params, rng);
    const scaled = Array.from({ length: n }, () => {
      const outcome = task.evaluate(x, rng);
      return typeof outcome === 'object' && 'truth' in outcome && outcome.stddev !== null
        ? (outcome.value - outcome.truth) / outcome.stddev
        : Number.NaN;
    });
    const variance = scaled.reduce((sum, v) => sum + v * v, 0) / n;
    expect(Math.abs(variance - 1), task.name).toBeLessThan(5 * Math.sqrt(2 / n));
  }
});
