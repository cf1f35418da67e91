// Laws of what several metrics add: boxes fill the undominated region, improvements are what an independent reference says, gradients are true.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Boxes, undominatedBoxes } from '../../../shared/engine/acquisition/boxes.ts';
import { hypervolumeGain } from '../../../shared/engine/acquisition/hypervolume-improvement.ts';
import type { JointGain } from '../../../shared/engine/acquisition/joint.ts';
import { nonDominated, referencePoint } from '../../../shared/engine/acquisition/pareto.ts';
import { drawWays, type Rays, rayGain } from '../../../shared/engine/acquisition/rays.ts';
import { makeRandom } from '../../../shared/engine/numerics/random.ts';
import { hopeful } from '../../../shared/engine/proposals/propose-front.ts';
import { makeStudy } from '../../../shared/engine/study.ts';

const rows = (values: Float64Array, M: number): number[][] =>
  Array.from({ length: values.length / M }, (_, i) => [...values.subarray(i * M, i * M + M)]);
const covers = (a: readonly number[], b: readonly number[]): boolean => a.every((v, m) => v <= (b[m] ?? Number.NaN));

/** Values on a coarse lattice, so that ties and equal points are frequent. */
const lattice = fc.integer({ min: 0, max: 6 }).map((k) => k / 4);
const fronts = (M: number): fc.Arbitrary<Float64Array> =>
  fc
    .array(fc.array(fc.oneof(lattice, fc.double({ min: 0, max: 1.5, noNaN: true })), { minLength: M, maxLength: M }), {
      maxLength: 12,
    })
    .map((list) => Float64Array.from(list.flat()));
const vector = (M: number, min: number, max: number): fc.Arbitrary<Float64Array> =>
  fc.array(fc.double({ min, max, noNaN: true }), { minLength: M, maxLength: M }).map((v) => Float64Array.from(v));

describe('nonDominated', () => {
  // What is kept is dominated by nobody; what is dropped is dominated by, or equal to, something kept.
  it.each([2, 3])('keeps exactly the front (%i metrics)', (M) => {
    fc.assert(
      fc.property(fronts(M), (values) => {
        const all = rows(values, M);
        const kept = nonDominated(values, M);
        for (const [i, row] of all.entries()) {
          const better = kept.filter((k) => k !== i && covers(all[k] ?? [], row));
          expect(better.length > 0).toBe(!kept.includes(i));
        }
      }),
    );
  });
});

describe('referencePoint', () => {
  // It lies strictly behind the front in every metric, unless the user's threshold is stricter and some point is within it; then it is the threshold.
  it('lies behind the front or at the threshold', () => {
    fc.assert(
      fc.property(fronts(2), fc.option(lattice), (values, threshold) => {
        fc.pre(values.length > 0);
        const front = nonDominated(values, 2);
        const [x, y] = referencePoint(values, 2, front, [threshold, null]);
        const worst = (m: number) => Math.max(...front.map((i) => values[i * 2 + m] ?? Number.NaN));
        expect(y).toBeGreaterThan(worst(1));
        const least = Math.min(...front.map((i) => values[i * 2] ?? Number.NaN));
        if (threshold === null || threshold > worst(0) || threshold <= least) expect(x).toBeGreaterThan(worst(0));
        else expect(x).toBe(threshold);
      }),
    );
  });
});

/** How many boxes hold a point (strictly inside, which random points are). */
const holding = ({ M, count, edges, upper, lower }: Boxes, point: readonly number[]): number =>
  Array.from({ length: count }, (_, box) => box).filter((box) =>
    point.every((v, m) => {
      const end = edges[m]?.[upper[box * M + m] ?? -1] ?? Number.NaN;
      const index = lower[box * M + m] ?? -1;
      return v < end && v > (index < 0 ? Number.NEGATIVE_INFINITY : (edges[m]?.[index] ?? Number.NaN));
    }),
  ).length;

describe('undominatedBoxes', () => {
  // Every place below the reference lies in exactly one box when no front point dominates it, and in none when one does; and boxes are few.
  it.each([2, 3])('are a partition of what is not dominated (%i metrics)', (M) => {
    fc.assert(
      fc.property(fronts(M), fc.nat(), (front, seed) => {
        const reference = new Float64Array(M).fill(1.2);
        const boxes = undominatedBoxes(front, reference);
        const random = makeRandom(seed);
        for (let i = 0; i < 60; i++) {
          const point = Array.from({ length: M }, () => 1.7 * random.uniform() - 0.3);
          const below = point.every((v) => v < 1.2);
          const dominated = rows(front, M).some((row) => covers(row, point));
          expect(holding(boxes, point)).toBe(below && !dominated ? 1 : 0);
        }
        const k = front.length / M;
        expect(boxes.count).toBeLessThanOrEqual(M === 2 ? k + 1 : 2 * k + 1);
      }),
    );
  });
});

/** Volume below the reference that `point` would newly dominate, by summing over the cells between all coordinates: an independent way. */
function newVolume(front: readonly number[][], point: readonly number[], reference: readonly number[]): number {
  const M = reference.length;
  const cuts = reference.map((r, m) =>
    [...new Set([point[m] ?? 0, ...front.map((row) => row[m] ?? 0), r])]
      .filter((v) => v >= (point[m] ?? 0) && v <= r)
      .sort((a, b) => a - b),
  );
  const visit = (m: number, corner: readonly number[], size: number): number => {
    if (m === M) return front.some((row) => covers(row, corner)) ? 0 : size;
    const list = cuts[m] ?? [];
    return list
      .slice(1)
      .reduce((sum, end, i) => sum + visit(m + 1, [...corner, list[i] ?? 0], size * (end - (list[i] ?? 0))), 0);
  };
  return visit(0, [], 1);
}

/**
 * Central differences of a gain in its means and variances, against what it reports. Steps of 1e-4 deviations: a logarithm of −30 000, three hundred
 * deviations behind the front, is right to 1e-11 only, which over a step of 1e-6 is a slope that is not there.
 */
function slopeError(gain: JointGain, means: Float64Array, variances: Float64Array): number {
  const { perMean, perVariance } = structuredClone(gain(means, variances));
  const shifted = (base: Float64Array, i: number, h: number) => base.map((v, k) => (k === i ? v + h : v));
  const errors = [...perMean.keys()].flatMap((i) => {
    const [h, step] = [1e-4 * Math.sqrt(variances[i] ?? 0), 1e-4 * (variances[i] ?? 0)];
    const byMean =
      (gain(shifted(means, i, h), variances).value - gain(shifted(means, i, -h), variances).value) / (2 * h);
    const up = gain(means, shifted(variances, i, step)).value;
    const byVariance = (up - gain(means, shifted(variances, i, -step)).value) / (2 * step);
    return [
      Math.abs(byMean - (perMean[i] ?? 0)) / (1 + Math.abs(byMean)),
      Math.abs(byVariance - (perVariance[i] ?? 0)) / (1 + Math.abs(byVariance)),
    ];
  });
  return Math.max(...errors);
}

const gainOver = (front: Float64Array, M: number): JointGain =>
  hypervolumeGain(undominatedBoxes(front, new Float64Array(M).fill(1.2)));

describe('hypervolumeGain', () => {
  // The exact value is the mean of the new volume over many draws from the posterior, within five standard errors.
  it.each([2, 3])('is the mean of the volume that draws add (%i metrics)', (M) => {
    fc.assert(
      fc.property(fronts(M), vector(M, 0, 1.5), vector(M, 0.01, 0.5), fc.nat(), (front, means, spreads, seed) => {
        const random = makeRandom(seed);
        const list = rows(front, M);
        const draws = Array.from({ length: 2000 }, () => {
          const point = [...means].map((mean, m) => mean + (spreads[m] ?? 0) * random.normal());
          return newVolume(list, point, new Array(M).fill(1.2));
        });
        const mean = draws.reduce((a, b) => a + b, 0) / draws.length;
        const error = Math.sqrt(draws.reduce((sum, v) => sum + (v - mean) ** 2, 0)) / draws.length;
        const exact = Math.exp(
          gainOver(front, M)(
            means,
            spreads.map((s) => s * s),
          ).value,
        );
        expect(exact).toBeGreaterThanOrEqual(0);
        expect(Math.abs(exact - mean)).toBeLessThan(5 * error + 1e-4);
      }),
      { numRuns: 25 },
    );
  });

  // Without uncertainty it is the new volume itself.
  it.each([2, 3])('becomes the new volume when nothing is uncertain (%i metrics)', (M) => {
    fc.assert(
      fc.property(fronts(M), vector(M, 0, 1.1), (front, means) => {
        const exact = Math.exp(gainOver(front, M)(means, new Float64Array(M).fill(1e-14)).value);
        expect(exact).toBeCloseTo(newVolume(rows(front, M), [...means], new Array(M).fill(1.2)), 5);
      }),
    );
  });

  // Its gradient is true, near the front and far behind it, where the value itself would be 0 in doubles.
  it.each([2, 3])('has the slopes it reports (%i metrics)', (M) => {
    fc.assert(
      fc.property(fronts(M), vector(M, 0, 6), vector(M, 0.02, 0.5), (front, means, spreads) => {
        expect(
          slopeError(
            gainOver(front, M),
            means,
            spreads.map((s) => s * s),
          ),
        ).toBeLessThan(1e-3);
      }),
    );
  });

  // Hope is worth more than expectation, and its gradient is true.
  it('has a hopeful form', () => {
    fc.assert(
      fc.property(fronts(2), vector(2, 0, 4), vector(2, 0.02, 0.5), (front, means, spreads) => {
        const variances = spreads.map((s) => s * s);
        const gain = gainOver(front, 2);
        const here = gain(means, variances).value;
        expect(hopeful(gain)(means, variances).value).toBeGreaterThanOrEqual(here - 1e-9 * Math.abs(here));
        expect(slopeError(hopeful(gain), means, variances)).toBeLessThan(1e-3);
      }),
    );
  });

  // A point that is better by its means in every metric is worth no less; a front that knows more leaves no more to gain.
  it.each([2, 3])('grows as means fall and shrinks as the front grows (%i metrics)', (M) => {
    fc.assert(
      fc.property(fronts(M), vector(M, 0, 3), vector(M, 0, 1), vector(M, 0.01, 0.5), (front, means, less, spreads) => {
        const variances = spreads.map((s) => s * s);
        const here = gainOver(front, M)(means, variances).value;
        const better = gainOver(front, M)(
          means.map((v, m) => v - (less[m] ?? 0)),
          variances,
        ).value;
        expect(better).toBeGreaterThanOrEqual(here - 1e-9 * Math.abs(here) - 1e-9);
        const fewer = gainOver(front.subarray(0, Math.max(0, front.length - M)), M)(means, variances).value;
        expect(fewer).toBeGreaterThanOrEqual(here - 1e-9 * Math.abs(here) - 1e-9);
      }),
    );
  });

  // Absurd numbers give a number.
  it('never is NaN', () => {
    const wild = fc.constantFrom(-1e300, -1e10, -1, 0, 1, 1e10, 1e300);
    const small = fc.constantFrom(1e-300, 1e-12, 1, 1e300);
    const pair = (one: fc.Arbitrary<number>) => fc.tuple(one, one).map((v) => Float64Array.from(v));
    fc.assert(
      fc.property(fronts(2), pair(wild), pair(small), (front, means, variances) => {
        const { value, perMean, perVariance } = gainOver(front, 2)(means, variances);
        expect([value, ...perMean, ...perVariance].some(Number.isNaN)).toBe(false);
      }),
    );
  });
});

describe('rayGain', () => {
  const variancesOf = (spreads: Float64Array) => spreads.map((s) => s * s);
  /** From a corner behind the front in units of volume, or from ahead of it in units of length. */
  const cast = (M: number, seed: number, isCorner: boolean): Rays => ({
    anchor: new Float64Array(M).fill(isCorner ? 1.2 : -0.3),
    ways: drawWays(new Float64Array(M).fill(1), isCorner ? 16 : 1, makeRandom(seed)),
    power: isCorner ? M : 1,
  });
  const filled = (M: number) => fronts(M).filter(({ length }) => length > 0);

  /** What the values `y` gain along a ray, by definition; more than 1.5 beyond the front counts as 1.5. */
  const gained = (front: Float64Array, { anchor, power }: Rays, way: Float64Array, y: Float64Array): number => {
    const along = (values: readonly number[]) =>
      Math.max(...values.map((v, m) => (v - (anchor[m] ?? 0)) / (way[m] ?? 1)));
    const reached = Math.min(power > 1 ? 0 : Infinity, ...rows(front, way.length).map(along));
    const here = Math.max(reached - 1.5, Math.min(reached, along([...y])));
    return power > 1 ? (-here) ** power - (-reached) ** power : reached - here;
  };

  // It is the mean of what draws from the posterior gain, within five standard errors and half a step of the sixteen that stand for an integral.
  it.each([true, false])('is the mean of what draws gain (from a corner: %s)', (isCorner) => {
    fc.assert(
      fc.property(filled(3), vector(3, 0, 1.5), vector(3, 0.02, 0.5), fc.nat(), (front, means, spreads, seed) => {
        const random = makeRandom(seed, 1);
        const rays = cast(3, seed, isCorner);
        const draws = Array.from({ length: 2000 }, (_, i) => {
          const y = means.map((mean, m) => mean + (spreads[m] ?? 0) * random.normal());
          return gained(front, rays, rays.ways[i % rays.ways.length] ?? y, y);
        });
        const mean = draws.reduce((a, b) => a + b, 0) / draws.length;
        const value = Math.exp(rayGain(front, rays)(means, variancesOf(spreads)).value);
        // What is rarely gained may be in no draw: a gain's variance is at most its mean times the most that can be gained.
        const most = Math.max(...rays.ways.map((way) => gained(front, rays, way, new Float64Array(3).fill(-9))));
        const error = Math.sqrt((Math.max(value, mean) * most) / draws.length);
        expect(Math.abs(value - mean)).toBeLessThan(5 * error + 0.15 * mean + 1e-4);
      }),
      { numRuns: 25 },
    );
  });

  // Its gradient is true, near the front and where the value itself would be 0 in doubles; better means are worth no less.
  it.each([true, false])('has the slopes it reports and grows as means fall (from a corner: %s)', (isCorner) => {
    const some = fc.tuple(filled(4), vector(4, -1, 6), vector(4, 0, 1), vector(4, 0.02, 0.5), fc.nat());
    fc.assert(
      fc.property(some, ([front, means, less, spreads, seed]) => {
        const gain = rayGain(front, cast(4, seed, isCorner));
        expect(slopeError(gain, means, variancesOf(spreads))).toBeLessThan(1e-3);
        const here = gain(means, variancesOf(spreads)).value;
        const lower = means.map((v, m) => v - (less[m] ?? 0));
        const better = gain(lower, variancesOf(spreads)).value;
        expect(better).toBeGreaterThanOrEqual(here - 1e-9 * Math.abs(here) - 1e-9);
      }),
      { numRuns: 50 },
    );
  });

  // Absurd numbers give a number.
  it('never is NaN', () => {
    const wild = fc.constantFrom(-1e300, -1e10, -1, 0, 1, 1e10, 1e300);
    const small = fc.constantFrom(1e-300, 1e-12, 1, 1e300);
    const four = (one: fc.Arbitrary<number>) => fc.tuple(one, one, one, one).map((v) => Float64Array.from(v));
    fc.assert(
      fc.property(
        filled(4),
        four(wild),
        four(small),
        fc.nat(),
        fc.boolean(),
        (front, means, variances, seed, corner) => {
          const { value, perMean, perVariance } = rayGain(front, cast(4, seed, corner))(means, variances);
          expect([value, ...perMean, ...perVariance].some(Number.isNaN)).toBe(false);
        },
      ),
    );
  });
});

/** Asks of a study of functions over a square, each told at once: rules and values. */
function search(
  metrics: number,
  d: number,
  asks: number,
  seed: number,
  f: (x: readonly number[]) => readonly number[],
) {
  const names = Array.from({ length: d }, (_, i) => `x${i}`);
  const parameters = names.map((name) => ({ name, kind: 'double' as const, min: 0, max: 1, log: false, when: [] }));
  const optimized = Array.from({ length: metrics }, () => ({ role: 'optimize' as const, threshold: null }));
  const study = makeStudy({ parameters }, { seed, budget: asks, metrics: optimized });
  return Array.from({ length: asks }, () => {
    const { assignments, arm } = study.ask();
    const values = f(names.map((name) => Number(assignments[name])));
    study.tell(assignments, values);
    return { arm, values };
  });
}

describe('a search along a front', () => {
  // Each metric is improved by itself now and then, also when the front has taken over.
  it('never leaves off to improve single metrics', () => {
    const asked = search(2, 1, 32, 1, ([a = 0]) => [(a - 0.2) ** 2, (a - 0.8) ** 2]);
    const late = asked.slice(10).map(({ arm }) => arm);
    expect(late.filter((arm) => arm.startsWith('log-ei/'))).toHaveLength(2);
    expect(late.filter((arm) => arm.startsWith('hopeful-log-ehvi/'))).toHaveLength(2);
  });

  // With three metrics and more a search does not gather at the ends: of both schools' asks every second one goes along a ray of its own.
  it.each([3, 4])('goes along single rays by turns (%i metrics)', (M) => {
    const places = [0.1, 0.4, 0.7, 0.9].slice(0, M);
    const asked = search(M, 1, 20, 1, ([a = 0]) => places.map((place) => (a - place) ** 2));
    const late = asked.slice(10).map(({ arm }) => arm);
    for (const school of ['independent', 'dimension-scaled'])
      expect(late.filter((arm) => arm === `log-ei-ray/${school}`).length).toBeGreaterThanOrEqual(2);
  });
});
