// Laws of the logarithmic tail, and what it is for: a search that has gathered around its optimum still knows what the rest of the space is like.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeStudy, type Study } from '../../../shared/engine/study.ts';
import { cliffOf, compress, noTail, stretch, type Tail, tailOf, tailSlope } from '../../../shared/engine/tail.ts';
import type { Assignments } from '../../../shared/engine/types.ts';
import { backward, fitWarps, forward } from '../../../shared/engine/warp.ts';
import { cube } from './arbitrary-problem.ts';

const cliffs = fc.record({
  edge: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
  ratio: fc.double({ min: 1e-3, max: 0.999, noNaN: true }),
});
const tails = fc.record(
  {
    knee: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
    width: fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
    cliff: cliffs,
  },
  { requiredKeys: ['knee', 'width'] },
);
const steps = fc.double({ min: -100, max: 9e3, noNaN: true });
/** The steepest way back: of a step of 1 of what was compressed. */
const largest = ({ width, cliff }: Tail): number => width / (cliff?.ratio ?? 1);

describe('the tail', () => {
  // Order is kept, what lies before the knee stays where it is, and the way back leads home.
  it('keeps order and can be undone', () => {
    fc.assert(
      fc.property(tails, steps, steps, (tail, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((step) => tail.knee + step * tail.width);
        if (low === undefined || high === undefined) throw new Error('two steps');
        expect(compress(tail, low)).toBeLessThanOrEqual(compress(tail, high));
        if (low <= Math.min(tail.knee, tail.cliff?.edge ?? Infinity)) expect(compress(tail, low)).toBe(low);
        const error = Math.abs(stretch(tail, compress(tail, high)) - high);
        expect(error).toBeLessThan(1e-8 * (Math.abs(high) + Math.abs(tail.knee) + largest(tail)));
      }),
    );
  });

  // The slope is that of differences, also across the knee, where it is the same on both sides; at a cliff's edge there are two.
  it('has the slope it says', () => {
    fc.assert(
      fc.property(tails, steps, (tail, step) => {
        const v = tail.knee + step * tail.width;
        const h = 1e-4 * tail.width;
        fc.pre(Math.abs(v - (tail.cliff?.edge ?? Infinity)) > h);
        const numeric = (compress(tail, v + h) - compress(tail, v - h)) / (2 * h);
        expect(Math.abs(numeric - tailSlope(tail, v))).toBeLessThan(1e-3);
      }),
    );
  });

  // The best values are never in it, however extreme, unless they are a constant that stands for bad ones; without any spread among them there is none.
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

  // A constant that stands for bad values, however large and however often: the others keep a third of the transformed range at least, and predictions lead back to it.
  it('lowers a constant that stands for what is bad', () => {
    const good = fc.uniqueArray(fc.double({ min: 0.1, max: 1, noNaN: true }), { minLength: 5, maxLength: 20 });
    const bad = fc.tuple(fc.integer({ min: 3, max: 40 }), fc.double({ min: 1, max: 300, noNaN: true }));
    fc.assert(
      fc.property(good, bad, fc.boolean(), (list, [times, power], uneven) => {
        const penalty = 2 + 10 ** power;
        const [least, most] = [Math.min(...list), Math.max(...list)];
        fc.pre(most - least > 0.01);
        // As it is, or a little more or less of it each time.
        const bads = Array.from({ length: times }, (_, i) => penalty * (uneven ? 1 - (0.0004 * i) / times : 1));
        const [warp] = fitWarps(Float64Array.of(...list, ...bads)).slice(-1);
        if (!warp) throw new Error('no transform');
        const [low, edge, high] = [least, most, penalty].map((y) => forward(warp, y));
        if (low === undefined || edge === undefined || high === undefined) throw new Error('three values');
        expect(edge - low).toBeGreaterThan((high - low) / 3);
        expect(high).toBeGreaterThan(edge);
        expect(Math.abs(backward(warp, high) / penalty - 1)).toBeLessThan(1e-6);
      }),
    );
  });

  // What is merely the worst of a metric with few values, or repeats an ordinary value, is no such constant.
  it('lowers nothing else', () => {
    expect(cliffOf(Float64Array.of(0.1, 0.2, 0.3, 0.3, 0.3, 0.3))).toBeNull();
    expect(cliffOf(Float64Array.of(0.1, 0.2, 1e6, 1e6))).toBeNull();
    expect(cliffOf(Float64Array.of(0.1, 1e6, 1e6, 1e6))).toBeNull();
    expect(cliffOf(Float64Array.of(0.1, 0.5, 0.6, 0.8, 0.8, 0.8))).toBeNull();
    expect(cliffOf(Float64Array.of(0.1, 0.5, 1e6, 1e6, 1e6))).toEqual({ edge: 0.5, ratio: expect.closeTo(4e-7, 10) });
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

describe('a search where half of the space is a penalty', () => {
  /** A bowl in four parameters whose bottom lies beside a border, beyond which every value is `bad`. */
  const lossWith =
    (bad: number) =>
    (x: Assignments): number => {
      const [a, b, c, d] = [Number(x['x0']), Number(x['x1']), Number(x['x2']), Number(x['x3'])];
      return a + 0.6 * b - 0.4 * c > 0.58 ? bad : (a - 0.25) ** 2 + (b - 0.4) ** 2 + (c - 0.6) ** 2 + (d - 0.7) ** 2;
    };

  // However large the penalty is, the bottom is found as if it were 1: medians of five seeds after 40 evaluations.
  it.each([1000, 1e300])('of %d', (bad) => {
    const reached = [1, 2, 3, 4, 5].map((seed) => {
      const study = makeStudy(cube(4), { seed });
      let least = Infinity;
      for (let i = 0; i < 40; i++) {
        const { assignments } = study.ask();
        const value = lossWith(bad)(assignments);
        study.tell(assignments, value);
        least = Math.min(least, value);
      }
      return least;
    });
    expect(reached.sort((a, b) => a - b)[2]).toBeLessThan(0.01);
  });
});
