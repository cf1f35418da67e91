// What lies outside of today's space teaches the model, and is nothing that has to be beaten.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withPriors } from '../../../shared/engine/acquisition/preference.ts';
import { fit } from '../../../shared/engine/learning/fit.ts';
import { prepare } from '../../../shared/engine/model/prepared.ts';
import { todays } from '../../../shared/engine/model/today.ts';
import { makeRandom } from '../../../shared/engine/numerics/random.ts';
import { unitOf } from '../../../shared/engine/space/scale.ts';
import { makeSpace } from '../../../shared/engine/space/space.ts';
import { makeStudy } from '../../../shared/engine/study.ts';
import type { Data, Metric, Point, Problem } from '../../../shared/engine/types.ts';
import { randomPoints, toData } from './history.ts';

const double = (name: string, min: number) => ({ kind: 'double', name, min, max: 1, log: false, when: [] }) as const;
/** Narrowed: y went down to 0 before, where the best values were. */
const narrowed: Problem = { parameters: [double('x', 0), double('y', 0.62)] };
const height = (x: number, y: number): number =>
  (x - 0.6) ** 2 + (y - 0.8) ** 2 - 3 * Math.exp(-((x - 0.3) ** 2 + (y - 0.2) ** 2) / 0.02);

const optimized: Metric = { role: 'optimize', threshold: null };

describe('observations outside of narrowed bounds', () => {
  // Values below −2.9 were observed where nobody may go any more; inside, the optimum of 0 is found all the same, and advice counts what is inside.
  it.each([
    ['alone', [optimized]],
    ['beside a constraint metric that always holds', [{ role: 'constraint', threshold: 1 }, optimized]],
  ] as const)('are no mark to beat, %s', (_, metrics) => {
    for (const seed of [1, 2]) {
      const study = makeStudy(narrowed, { seed, metrics });
      const random = makeRandom(seed, 9);
      const tell = (x: number, y: number): number => {
        const value = height(x, y);
        study.tell({ x, y }, metrics.length > 1 ? [0, value] : value);
        return value;
      };
      for (let i = 0; i < 12; i++) {
        tell(0.3 + 0.05 * random.normal(), 0.2 + 0.05 * random.normal());
        tell(random.uniform(), 0.62 * random.uniform());
      }
      const found = Array.from({ length: 30 }, () => {
        const { x, y } = study.ask().assignments;
        return tell(Number(x), Number(y));
      });
      expect(Math.min(...found), `seed ${seed}`).toBeLessThan(0.002);
      expect(study.insights()?.advice()?.sinceImprovement, `seed ${seed}`).toBeLessThan(25);
    }
  });

  // All count while none lies inside; rounding at a bound does not put a point outside.
  it('count where there is nothing else', () => {
    const space = makeSpace(narrowed);
    expect(todays(space, Float64Array.of(0.5, -0.3, 0.2, 1.1))).toEqual([true, true]);
    expect(todays(space, Float64Array.of(0.5, -0.3, 1 + 1e-12, 0.5))).toEqual([false, true]);
  });
});

describe('observations outside of moved bounds', () => {
  const space = makeSpace({ parameters: ['x', 'y', 'z'].map((name) => double(name, 0)) });
  const bowl = (point: Point): number => point.reduce((sum, u, i) => sum + (1 + i) * (u - 0.4) ** 2, 0);
  const moved = (n: number, inside: number, seed: number): Data => {
    const points = randomPoints(space, n, seed).map((point, i) => (i < inside ? point : point.map((u) => u + 1.5)));
    return toData(points, points.map(bowl));
  };

  // Guarantee: from eight inside on, what is learned is learned from them alone, whatever values lie beyond; all of them are known to the model that asks.
  it('teach nothing once enough lie inside', () => {
    const anything = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.array(anything, { minLength: 20, maxLength: 20 }),
        (seed, others) => {
          const data = moved(28, 8, seed);
          const instead = { ...data, values: data.values.map((value, i) => (i < 8 ? value : (others[i - 8] ?? 0))) };
          const learned = fit(space, data, { previous: null, seed: 1 });
          expect(fit(space, instead, { previous: null, seed: 1 }).members).toEqual(learned.members);
          expect(prepare(space, learned, data).rows.n).toBe(28);
        },
      ),
      { numRuns: 20 },
    );
  });

  // Guarantee: with fewer inside than that, they teach what there is to learn.
  it('teach before that', () => {
    const data = moved(27, 7, 3);
    const instead = { ...data, values: data.values.map((value, i) => (i < 7 ? value : -value)) };
    const [a, b] = [data, instead].map((some) => fit(space, some, { previous: null, seed: 1 }).members);
    expect(a).not.toEqual(b);
  });

  // Guarantee: however much better values are outside, the search inside finds what it would without them.
  it('do not hide what lies inside where they are better', () => {
    for (const depth of [100, 1e4]) {
      const study = makeStudy({ parameters: ['x', 'y', 'z'].map((name) => double(name, 0)) }, { seed: 2 });
      const deep = (point: Point): number => bowl(point) - depth * Math.max(0, (point[0] ?? 0) - 1);
      for (const [u = 0, y = 0, z = 0] of randomPoints(space, 30, 7))
        study.tell({ x: 1.3 * u, y, z }, deep(Float64Array.of(1.3 * u, y, z)));
      const found = Array.from({ length: 15 }, () => {
        const { assignments, point } = study.ask();
        study.tell(assignments, deep(point));
        return deep(point);
      });
      expect(Math.min(...found), `depth ${depth}`).toBeLessThan(0.015);
    }
  });

  // Guarantee: a function that is flat where it was searched first is searched as well as if nothing had been observed there.
  it('do not keep a search from what lies inside', () => {
    const study = makeStudy({ parameters: ['x', 'y', 'z'].map((name) => double(name, 0)) }, { seed: 1 });
    const hollow = (point: Point): number => -Math.exp(-8 * bowl(point));
    for (const point of randomPoints(space, 60, 5)) {
      const [x = 0, y = 0, z = 0] = point.map((u) => 1.2 + u);
      study.tell({ x, y, z }, hollow(Float64Array.of(x, y, z)));
    }
    const found = Array.from({ length: 30 }, () => {
      const { assignments, point } = study.ask();
      study.tell(assignments, hollow(point));
      return hollow(point);
    });
    expect(Math.min(...found)).toBeLessThan(-0.99);
  });
});

describe('a grid that was edited', () => {
  // Decades without their logarithm are evenly spaced: an old value between two of them lies between their places, and order is kept out to both ends.
  it('has a place for each value that it had', () => {
    const values = [1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1];
    const [dimension] = makeSpace({
      parameters: [{ kind: 'grid', name: 'rate', values, log: false, when: [] }],
    }).dimensions;
    if (!dimension) throw new Error('no dimension');
    const asked = [-1, 1e-5, 3e-5, 1e-4, 3e-3, 1e-2, 0.3, 1, 7];
    const places = asked.map((value) => unitOf(dimension, value));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(new Set(places).size).toBe(asked.length);
    expect(unitOf(dimension, 3e-3)).toBeGreaterThan(0.4);
    expect(unitOf(dimension, 3e-3)).toBeLessThan(0.6);
    for (const [i, value] of values.entries()) expect(unitOf(dimension, value)).toBeCloseTo(i / 5, 12);
  });
});

describe('a prior on a parameter that was just added', () => {
  // All that was observed before stands at its default, which says nothing against the prior; values that were tried and are good elsewhere do.
  it('keeps its say until the parameter has varied', () => {
    const space = makeSpace({
      parameters: [
        {
          kind: 'double',
          name: 'x',
          min: 0,
          max: 1,
          log: false,
          when: [],
          prior: { kind: 'normal', mean: 0.7, scale: 0.1 },
        },
      ],
    });
    const nothing = { score: (_: Float64Array, m: number) => new Float64Array(m), slope: () => 0 };
    const lead = (best: readonly number[]): number => {
      const known = best.map((x) => Float64Array.of(x));
      const [there = 0, elsewhere = 0] = withPriors(nothing, space, 1, known).score(Float64Array.of(0.7, 0.1), 2);
      return there - elsewhere;
    };
    expect(lead([0, 0, 0, 0])).toBeGreaterThan(3);
    expect(lead([0.05, 0, 0.1, 0.9])).toBeLessThan(0.1);
  });
});
