// Laws of the logarithmic tail, and what it is for: a search that has gathered around its optimum still knows what the rest of the space is like.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeStudy, type Study } from '../../../shared/engine/study.ts';
import type { Assignments } from '../../../shared/engine/types.ts';
import { compress, noTail, stretch, tailOf, tailSlope } from '../../../shared/engine/values/tail.ts';
import { cube } from './arbitrary-problem.ts';

/** As `cliffOf` makes them: the logarithm is that of 2 at least. */
const cliffs = fc
  .record({
    edge: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
    range: fc.double({ min: 0.1, max: 1e3, noNaN: true }),
    share: fc.double({ min: 1e-3, max: 1 / Math.LN2, noNaN: true }),
  })
  .map(({ edge, range, share }) => ({ edge, range, height: share * range }));
const tails = fc.record(
  {
    knee: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
    width: fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
    cliff: cliffs,
  },
  { requiredKeys: ['knee', 'width'] },
);
const steps = fc.double({ min: -100, max: 9e3, noNaN: true });

describe('the tail', () => {
  // Order is kept, what lies before the knee stays where it is, and the way back leads home.
  it('keeps order and can be undone', () => {
    fc.assert(
      fc.property(tails, steps, steps, (tail, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((step) => tail.knee + step * tail.width);
        if (low === undefined || high === undefined) throw new Error('two steps');
        expect(compress(tail, low)).toBeLessThanOrEqual(compress(tail, high));
        if (low <= Math.min(tail.knee, tail.cliff?.edge ?? Infinity)) expect(compress(tail, low)).toBe(low);
        const compressed = compress(tail, high);
        const error = Math.abs(stretch(tail, compressed) - high);
        // As much as the last digits of what was compressed are worth on the way back.
        expect(error).toBeLessThan(
          1e-8 * (Math.abs(high) + tail.width) + (1e-13 * (1e3 + Math.abs(compressed))) / tailSlope(tail, high),
        );
      }),
    );
  });

  // The slope is that of differences, also across the knee, where it is the same on both sides; at a cliff's edge there are two.
  it('has the slope it says', () => {
    fc.assert(
      fc.property(tails, steps, (tail, step) => {
        const v = tail.knee + step * tail.width;
        const h = 1e-4 * Math.min(tail.width, tail.cliff?.range ?? Infinity);
        fc.pre(Math.abs(v - (tail.cliff?.edge ?? Infinity)) > h);
        const numeric = (compress(tail, v + h) - compress(tail, v - h)) / (2 * h);
        const slope = tailSlope(tail, v);
        expect(Math.abs(numeric - slope)).toBeLessThan(1e-3 * (1 + slope));
      }),
    );
  });

  // The best values are never in it, however extreme, unless they stand for bad points; without any spread among them there is none.
  it('holds no good value', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e300, max: 1e300, noNaN: true }), { minLength: 1, maxLength: 30 }),
        (list) => {
          const values = Float64Array.from(list).sort();
          const tail = tailOf(values);
          const better = values.subarray(0, (values.length + 1) >> 1);
          for (const v of better) if (v <= (tail.cliff?.edge ?? Infinity)) expect(compress(tail, v)).toBe(v);
        },
      ),
    );
    expect(tailOf(Float64Array.of(1, 1, 1, 5))).toEqual(noTail);
  });
});

const bowl = (x: Assignments): number => 25 * (Number(x['x0']) - 0.3) ** 2 + (Number(x['x1']) - 0.6) ** 2;

function searched(count: number): { study: Study; seen: Assignments[] } {
  const study = makeStudy(cube(3), { seed: 2 });
  const seen = Array.from({ length: count }, () => {
    const { assignments } = study.ask();
    study.tell(assignments, bowl(assignments));
    return assignments;
  });
  return { study, seen };
}

describe('a search that has found its optimum', () => {
  const { study, seen } = searched(50);
  const insights = study.insights();
  const share = (points: readonly Assignments[]): number => {
    const inside = (insights?.predict(points) ?? []).filter((predicted, i) => {
      const [first] = predicted ?? [];
      const value = bowl(points[i] ?? {});
      return first && first.low - 1e-9 <= value && value <= first.high + 1e-9;
    });
    return inside.length / points.length;
  };

  // Predictions hold where it looked and where it did not: what is bad is not all alike.
  it('predicts the rest of the space', () => {
    expect(share(seen)).toBeGreaterThan(0.9);
    const lattice = Array.from({ length: 125 }, (_, i) => ({
      x0: (i % 5) / 4,
      x1: (Math.floor(i / 5) % 5) / 4,
      x2: Math.floor(i / 25) / 4,
    }));
    expect(share(lattice)).toBeGreaterThan(0.75);
  });

  // x0 makes 0.998 of the differences, whether many evaluations lie near the optimum or few.
  it('knows what moves the metric', () => {
    expect(insights?.importances()[0]?.['x0']).toBeGreaterThan(0.9);
  });
});
