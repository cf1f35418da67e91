// The tasks that features are measured on: repeatable, finite, and their optima and fronts what they say they are.
import { describe, expect, test } from 'vitest';
import { frontTasks } from '../../../bench/features/biobjective.ts';
import { constrainedTasks } from '../../../bench/features/constrained.ts';
import { hypervolume } from '../../../bench/features/hypervolume.ts';
import { missed, searchTasks } from '../../../bench/features/search.ts';
import { height, hollowsTasks } from '../../../bench/features/solutions.ts';
import { bestNetworks, networkError } from '../../../bench/features/trained-network.ts';
import { type Random, seeded } from '../../../bench/random.ts';
import { decode, draw } from '../../../bench/space.ts';
import { type Assignments, word } from '../../../bench/task.ts';

/** The least value that random search with shrinking steps finds; what breaks a constraint counts as far worse. */
function search(value: (unit: readonly number[]) => number, d: number, rng: Random): number {
  const points = Array.from({ length: 4000 }, () => Array.from({ length: d }, rng)).map((unit) => ({
    unit,
    v: value(unit),
  }));
  let best = points.reduce((a, b) => (b.v < a.v ? b : a));
  for (let step = 0.3, misses = 0, i = 0; i < 20_000; i++) {
    const unit = best.unit.map((u) => (rng() < 0.6 ? Math.min(1, Math.max(0, u + step * (rng() + rng() - 1))) : u));
    const v = value(unit);
    misses = v < best.v ? 0 : misses + 1;
    if (v < best.v) best = { unit, v };
    if (misses > 40) [step, misses] = [step > 1e-8 ? step / 1.4 : 0.1, 0];
  }
  return best.v;
}

describe.each(constrainedTasks.map((task) => [task.name, task] as const))('%s', (_, task) => {
  const judged = (unit: readonly number[]): number => {
    const values = task.evaluate(decode(task.params, unit));
    const broken = task.metrics.map(({ role, threshold }, k) =>
      role === 'constraint' ? Math.max(0, (values[k] ?? 0) - (threshold ?? 0)) : 0,
    );
    const sum = broken.reduce((a, b) => a + b, 0);
    return sum > 0 ? 1e6 * (1 + sum) : (values[0] ?? Number.NaN);
  };

  // No search finds anything better that satisfies the constraints, and one comes near.
  test('has the best value it says', () => {
    const found = search(judged, task.params.length, seeded(7));
    expect(found).toBeGreaterThan(task.best - 1e-4);
    expect(found).toBeLessThan(task.best + 0.02);
  });
});

describe.each(frontTasks.map((task) => [task.name, task] as const))('%s', (_, task) => {
  // No set of points dominates more than the volume it says; values are finite and the same when asked again.
  test('has a front that nothing dominates', () => {
    const rng = seeded(3);
    const points = Array.from({ length: 150 }, () => draw(task.params, rng));
    const values = points.map((x) => task.evaluate(x));
    expect(values.flat().every(Number.isFinite)).toBe(true);
    expect(points.map((x) => task.evaluate(x))).toEqual(values);
    expect(hypervolume(values, task.reference)).toBeLessThan(task.volume);
    expect(task.ideal.every((least, m) => values.every((row) => (row[m] ?? 0) >= least - 0.02))).toBe(true);
  });
});

describe.each(searchTasks.map((task) => [task.name, task] as const))('%s', (_, task) => {
  const holds = (x: Assignments): boolean =>
    task.metrics.every(({ threshold }, k) => (task.evaluate(x)[k] ?? Number.NaN) <= (threshold ?? 0));
  const rng = seeded(5);
  const points = Array.from({ length: 30_000 }, () => draw(task.params, rng));
  const good = points.filter(holds);
  const place = (x: Assignments): string => ('material' in x ? word(x, 'material') : String(Number(x['x0']) < 0.5));

  // As much of the space satisfies the constraints as it says, in several places.
  test('has the feasible places it says', () => {
    expect(Math.abs(good.length / points.length / task.share - 1)).toBeLessThan(0.1);
    expect(new Set(good.map(place)).size).toBe('material' in (good[0] ?? {}) ? 3 : 2);
  });

  // All is missed by points that break a constraint, nothing by very many that do not, and one place alone is not enough.
  test('is scored by what is missed', () => {
    const [first] = good;
    if (!first) throw new Error('nothing holds');
    expect(missed(task, points.filter((x) => !holds(x)).slice(0, 500))).toBe(1);
    expect(missed(task, good)).toBeLessThan(0.01);
    expect(
      missed(
        task,
        good.filter((x) => place(x) === place(first)),
      ),
    ).toBeGreaterThan(0.1);
  });
});

describe.each(hollowsTasks.map((task) => [task.name, task] as const))('%s', (_, task) => {
  // The bottoms are the least values there are, and no search finds less.
  test('has the bottoms it says', () => {
    for (const x of task.bottoms) expect(task.evaluate(x)).toBeCloseTo(0, 12);
    const found = search((unit) => task.evaluate(decode(task.params, unit)), task.params.length, seeded(7));
    expect(found).toBeGreaterThan(-1e-12);
    expect(found).toBeLessThan(1e-3);
  });

  // All bottoms among poor points: nothing is missed; without one of them a hollow has the height of the poor points or of none.
  test('is scored by the height above its bottoms', () => {
    const rng = seeded(2);
    const poor = Array.from({ length: 200 }, () => draw(task.params, rng)).filter((x) => task.evaluate(x) > 0.9);
    expect(height(task, [...poor, ...task.bottoms])).toBeCloseTo(0, 12);
    expect(height(task, [...poor, ...task.bottoms.slice(1)])).toBeGreaterThan(0.9 / task.bottoms.length);
    expect(height(task, poor)).toBeGreaterThan(0.9);
  });
});

describe('the best networks', () => {
  // For its size, each has the least error: no other rate or dropout is better.
  test('have the best rate and dropout', () => {
    const nets = bestNetworks();
    for (const net of [nets[5], nets[900], nets[3000]] as Assignments[]) {
      for (const more of [{ learning_rate: 0.02 }, { learning_rate: 0.001 }, { dropout: 0.1 }, { dropout: 0.5 }])
        expect(networkError({ ...net, ...more })).toBeGreaterThan(networkError(net));
    }
  });
});

describe('hypervolume', () => {
  // Known volumes: boxes of one, two and three metrics, overlaps counted once, what lies beyond the corner not at all.
  test('is the volume of the union of boxes', () => {
    expect(hypervolume([[0.25]], [1])).toBeCloseTo(0.75, 12);
    expect(hypervolume([[0, 0.5], [0.5, 0], [0.6, 0.6], [2, -9]], [1, 1])).toBeCloseTo(0.75, 12); // biome-ignore format: points
    expect(hypervolume([[0, 0, 0.5], [0.5, 0.5, 0]], [1, 1, 1])).toBeCloseTo(0.625, 12); // biome-ignore format: points
  });
});
