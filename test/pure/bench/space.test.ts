// The unit cube onto a search space, and the random numbers behind the tasks.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gaussian, permutation, seeded } from '../../../bench/random.ts';
import { decode } from '../../../bench/space.ts';
import { categorical, double, int, type Param } from '../../../bench/task.ts';

const params: readonly Param[] = [
  categorical('kind', ['a', 'b', 'c']),
  double('rate', 1e-4, 10, { log: true }),
  int('depth', 1, 9),
  int('width', 2, 512, { log: true, when: { parent: 'kind', values: ['b', 'c'] } }),
  double('share', -1, 1, { when: { parent: 'kind', values: ['a'] } }),
];
const unit = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 });

// Guarantee: every point of the cube becomes values inside their bounds, whole where they must be, with exactly the active parameters present.
test('every point of the cube is an assignment', () => {
  fc.assert(
    fc.property(unit, (u) => {
      const x = decode(params, u);
      expect(Object.keys(x).sort()).toEqual(['depth', 'kind', 'rate', x['kind'] === 'a' ? 'share' : 'width']);
      for (const param of params) {
        const value = x[param.name];
        if (value === undefined || param.type === 'categorical') continue;
        expect(Number(value) >= param.min && Number(value) <= param.max).toBe(true);
        if (param.type === 'int') expect(Number.isInteger(value)).toBe(true);
      }
    }),
  );
});

// Guarantee: each category and each whole number has the same share of the cube, the ends of a range included.
test('whole numbers and categories are drawn evenly', () => {
  const rng = seeded(3);
  const counts = new Map<unknown, number>();
  for (let i = 0; i < 9000; i++) {
    const { depth } = decode(params, params.map(rng));
    counts.set(depth, (counts.get(depth) ?? 0) + 1);
  }
  expect(counts.size).toBe(9);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

// Guarantee: a permutation has each number once.
test('a permutation loses nothing', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 200 }), fc.integer(), (count, seed) => {
      const order = Array.from(permutation(count, seeded(seed)));
      expect(order.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
    }),
  );
});

// Guarantee: the numbers are uniform and normal as their names say, and neighbouring seeds are unlike.
test('random numbers have their moments', () => {
  const n = 20_000;
  const rng = seeded(11);
  const normal = Array.from({ length: n }, () => gaussian(rng));
  const mean = (v: readonly number[]): number => v.reduce((a, b) => a + b, 0) / v.length;
  expect(Math.abs(mean(normal))).toBeLessThan(5 / Math.sqrt(n));
  expect(Math.abs(mean(normal.map((v) => v * v)) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
  const firsts = Array.from({ length: n }, (_, seed) => seeded(seed)());
  expect(Math.abs(mean(firsts) - 0.5)).toBeLessThan(5 / Math.sqrt(12 * n));
});
