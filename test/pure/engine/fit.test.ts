// How a fit saves work without losing any: searches that go on where they stopped, and subsets that still reach everywhere.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scout } from '../../../shared/engine/learning/search.ts';
import { advance, begin, type Differentiable, minimize } from '../../../shared/engine/numerics/lbfgs.ts';
import { type Rows, subset } from '../../../shared/engine/values/rows.ts';

const box = (d: number, reach: number) => ({
  lower: new Float64Array(d).fill(-reach),
  upper: new Float64Array(d).fill(reach),
});

/** A valley that bends, in any number of variables: Rosenbrock's, with a slope of its own for each. */
const valley: Differentiable = (x, gradient) => {
  gradient.fill(0);
  let sum = 0;
  for (let k = 0; k + 1 < x.length; k++) {
    const [a = 0, b = 0] = x.subarray(k, k + 2);
    const weight = 5 + k;
    sum += (1 - a) ** 2 + weight * (b - a * a) ** 2;
    gradient[k] = (gradient[k] ?? 0) - 2 * (1 - a) - 4 * weight * a * (b - a * a);
    gradient[k + 1] = (gradient[k + 1] ?? 0) + 2 * weight * (b - a * a);
  }
  return sum;
};

describe('a search', () => {
  // Stopping and going on is the same as never having stopped: what was learned of the curvature is kept.
  it('goes on where it stopped', () => {
    const starts = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(starts, fc.integer({ min: 0, max: 12 }), (values, first) => {
        const start = Float64Array.from(values);
        const within = box(start.length, 1.5);
        const limits = (iterations: number) => ({ iterations, tolerance: 1e-3 });
        const half = advance(valley, begin(valley, start, within), within, limits(first));
        const [stopped, whole] = [
          advance(valley, half, within, limits(6)),
          minimize(valley, start, within, limits(first + 6)),
        ];
        // One that had ended by itself may take a last step that gains next to nothing.
        expect(Math.abs(stopped.value - whole.value)).toBeLessThanOrEqual(1e-8 * (1 + whole.value));
      }),
    );
  });
});

describe('scouts', () => {
  /** Two valleys, the one at 1 deeper by `gap`. */
  const twoValleys =
    (gap: number): Differentiable =>
    ([x = 0], gradient) => {
      gradient[0] = 4 * x * (x * x - 1) - gap;
      return (x * x - 1) ** 2 - gap * x;
    };
  const [left, right] = [Float64Array.of(-1.6), Float64Array.of(1.8)];

  // Of two starts the one in the deeper valley is followed, whichever comes first.
  it('find the deeper valley', () => {
    const cost = twoValleys(0.1);
    for (const openings of [
      [left, right],
      [right, left],
    ])
      expect(scout({ cost, sketch: cost, box: box(1, 2) }, openings, null).x[0]).toBeCloseTo(1, 1);
  });

  // What was known is better by all rows than what the sketch suggests: then the search goes on from what was known.
  it('do not lose what was known', () => {
    const terrain = { cost: twoValleys(0.5), sketch: twoValleys(-0.5), box: box(1, 2) };
    const known = Float64Array.of(1);
    expect(scout(terrain, [left, right], known).x[0]).toBeCloseTo(1, 6);
    expect(scout(terrain, [left], null).x[0]).toBeLessThan(0);
  });
});

describe('a subset', () => {
  /** The rows that the rule names, chosen the long way: best, latest, then again and again the one farthest from all. */
  function plainly(points: readonly (readonly number[])[], values: readonly number[], limit: number): number[] {
    const order = values.map((_, i) => i).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
    const chosen = new Set(order.slice(0, Math.floor(0.4 * limit)));
    for (let i = values.length - 1; i >= values.length - Math.floor(0.2 * limit); i--) chosen.add(i);
    const apart = (i: number, j: number): number =>
      (points[i] ?? []).reduce((sum, x, k) => sum + Math.min(1, (x - (points[j]?.[k] ?? 0)) ** 2), 0);
    while (chosen.size < limit) {
      const reach = values.map((_, i) => (chosen.has(i) ? -1 : Math.min(...[...chosen].map((c) => apart(i, c)))));
      chosen.add(reach.indexOf(Math.max(...reach)));
    }
    return [...chosen].sort((a, b) => a - b);
  }

  // Distances that are never computed change nothing: the rows are the ones that the rule names.
  it('reaches as far as it can', () => {
    const point = fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 3, maxLength: 3 });
    const rows = fc.array(fc.tuple(point, fc.integer({ min: 0, max: 20 })), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 5, max: 40 }), (list, limit) => {
        const points = list.map(([coordinates]) => coordinates.map((c) => c / 8));
        const values = list.map(([, value]) => value);
        const n = list.length;
        // The counts name the rows, so that it can be seen which were taken.
        const all: Rows = {
          ...{ n, points: Float64Array.from(points.flat()), values: Float64Array.from(values) },
          ...{ counts: Float64Array.from(values, (_, i) => i), variances: new Float64Array(n) },
        };
        const expected = n <= limit ? values.map((_, i) => i) : plainly(points, values, limit);
        expect([...subset(all, 3, limit).counts]).toEqual(expected);
      }),
    );
  });
});
