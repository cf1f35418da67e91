// Priors of parameters: draws follow them, the search feels them, and they can be wrong.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Acquisition } from '../../../shared/engine/acquisition/acquisition.ts';
import { withPriors } from '../../../shared/engine/acquisition/preference.ts';
import { betaDistribution, betaQuantile, logGamma } from '../../../shared/engine/numerics/beta.ts';
import { makeRandom } from '../../../shared/engine/numerics/random.ts';
import { design, fillGap } from '../../../shared/engine/space/design.ts';
import { nearestDistance } from '../../../shared/engine/space/distance.ts';
import {
  logPreference,
  priorDensity,
  priorQuantile,
  type UnitPrior,
  unitPrior,
} from '../../../shared/engine/space/parameter-prior.ts';
import { drawRandom, randomPoint } from '../../../shared/engine/space/sample.ts';
import { makeSpace } from '../../../shared/engine/space/space.ts';
import { makeStudy } from '../../../shared/engine/study.ts';
import type { ParameterPrior, Problem } from '../../../shared/engine/types.ts';

const shape = fc.double({ min: 0.05, max: 200, noNaN: true });
const normal: fc.Arbitrary<UnitPrior> = fc.record({
  kind: fc.constant('normal' as const),
  mean: fc.double({ min: 0, max: 1, noNaN: true }),
  scale: fc.double({ min: 0.01, max: 50, noNaN: true }),
});
const beta: fc.Arbitrary<UnitPrior> = fc.record({ kind: fc.constant('beta' as const), shapeA: shape, shapeB: shape });
const prior = fc.oneof(normal, beta);
const share = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });

describe('the beta distribution', () => {
  // Values that are known in closed form.
  it('has its known values', () => {
    expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 12);
    expect(logGamma(10)).toBeCloseTo(Math.log(362880), 12);
    expect(betaDistribution(0.25, 2, 3)).toBeCloseTo(0.26171875, 12);
    expect(betaDistribution(0.3, 0.5, 0.5)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(0.3)), 12);
    expect(betaDistribution(0.1, 1, 20)).toBeCloseTo(1 - 0.9 ** 20, 12);
  });

  // The inverse is one, and mirrored shapes mirror it.
  it('is inverted', () => {
    fc.assert(
      fc.property(share, shape, shape, (p, a, b) => {
        const x = betaQuantile(p, a, b);
        // Where the density is so high that neighbouring doubles are far apart in probability, the neighbours enclose it.
        expect(betaDistribution(x - 1e-15 - 1e-9 * x, a, b)).toBeLessThanOrEqual(p + 1e-9);
        expect(betaDistribution(x + 1e-15 + 1e-9 * x, a, b)).toBeGreaterThanOrEqual(p - 1e-9);
        expect(1 - betaQuantile(1 - p, b, a)).toBeCloseTo(x, 6);
      }),
    );
  });
});

describe('a prior', () => {
  // The density is the slope of the distribution: quantiles of near shares are as far apart as the density between them says.
  it('draws by its density', () => {
    fc.assert(
      fc.property(prior, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (one, u) => {
        const [a, b] = [priorQuantile(one, u - 1e-4), priorQuantile(one, u + 1e-4)];
        fc.pre(b - a > 1e-7 && a > 2e-3 && b < 1 - 2e-3);
        const mean = (priorDensity(one, a) + 4 * priorDensity(one, (a + b) / 2) + priorDensity(one, b)) / 6;
        expect(((b - a) * mean) / 2e-4).toBeCloseTo(1, 2);
      }),
    );
  });

  // Guarantee: the density has the integral 1 wherever the mean of a normal lies, also where all of its mass inside of the bounds is too little for a double.
  it('has all of its mass inside of the bounds', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 1e4, noNaN: true }),
        fc.double({ min: -50, max: 50, noNaN: true }),
        (scale, z) => {
          const one: UnitPrior = { kind: 'normal', mean: z < 0 ? z * scale : 1 + z * scale, scale };
          const steps = 10_000;
          let sum = 0;
          for (let i = 0; i <= steps; i++) sum += priorDensity(one, i / steps) * (i === 0 || i === steps ? 0.5 : 1);
          expect(sum / steps).toBeCloseTo(1, 3);
        },
      ),
      { numRuns: 50 },
    );
  });

  // Guarantee: whatever mean and scale a user gives, densities and preferences are numbers; what is not a number would silence the whole search.
  it('is a number everywhere', () => {
    const any = { noNaN: true, noDefaultInfinity: true };
    fc.assert(
      fc.property(
        fc.double(any),
        fc.double({ ...any, min: Number.MIN_VALUE }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (mean, scale, unit) => {
          const one = unitPrior({ kind: 'normal', mean, scale }, { min: 0, max: 1 });
          if (!one) return;
          const { value, slope } = logPreference(one, unit);
          expect(priorDensity(one, unit)).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(priorDensity(one, unit)) && Number.isFinite(value) && Number.isFinite(slope)).toBe(
            true,
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  // Between its peak and a thousandth of it, with the slope that finite differences give.
  it('prefers smoothly', () => {
    fc.assert(
      fc.property(prior, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (one, unit) => {
        const { value, slope } = logPreference(one, unit);
        expect(value).toBeLessThanOrEqual(1e-9);
        expect(value).toBeGreaterThan(-6.91);
        const h = 1e-6;
        const numeric = (logPreference(one, unit + h).value - logPreference(one, unit - h).value) / (2 * h);
        expect(Math.abs(slope - numeric)).toBeLessThan(1e-3 * (1 + Math.abs(numeric)));
      }),
    );
  });
});

const problem = (priors: readonly (ParameterPrior | null)[], width = 1): Problem => ({
  parameters: priors.map((one, i) => ({
    ...{ kind: 'double', name: `x${i}`, when: [], min: 0, max: width },
    ...{ log: false, prior: one },
  })),
});

const moments = (values: readonly number[]) => {
  const mean = values.reduce((s, v) => s + v, 0) / values.length;
  return { mean, deviation: Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / values.length) };
};

describe('points under priors', () => {
  const space = makeSpace(
    problem([{ kind: 'normal', mean: 3, scale: 0.5 }, { kind: 'beta', shapeA: 2, shapeB: 6 }, null], 10),
  );

  // Random points have the mean and the deviation of the priors, in the parameter's own units; without one they are uniform.
  it('are drawn from them', () => {
    const random = makeRandom(1);
    const points = Array.from({ length: 4000 }, () => randomPoint(space, random));
    const of = (i: number) => moments(points.map((point) => point[i] ?? Number.NaN));
    expect(of(0).mean).toBeCloseTo(0.3, 2);
    expect(of(0).deviation).toBeCloseTo(0.05, 2);
    expect(of(1).mean).toBeCloseTo(0.25, 1);
    expect(of(1).deviation).toBeCloseTo(Math.sqrt(12 / (64 * 9)), 2);
    expect(of(2).deviation).toBeCloseTo(Math.sqrt(1 / 12), 1);
    // A place that nobody believed in is among the candidates of a search all the same.
    const anywhere = Array.from({ length: 500 }, () => drawRandom(space, random, new Float64Array(3))[0] ?? 0);
    expect(Math.max(...anywhere)).toBeGreaterThan(0.95);
  });

  // The initial design begins in the middle of the priors and has one point in each of their equally likely slices.
  it('begin where they say', () => {
    const points = design(space, 9, 3, null);
    expect(points[0]?.[0]).toBeCloseTo(0.3, 6);
    expect(points[0]?.[2]).toBeCloseTo(0.5, 6);
    for (const [k, { prior }] of space.dimensions.entries()) {
      const edges = [1, 2, 3, 4, 5, 6, 7].map((i) => (prior ? priorQuantile(prior, i / 8) : i / 8));
      const slices = points.slice(1).map((point) => edges.filter((edge) => edge <= (point[k] ?? Number.NaN)).length);
      expect(slices.sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    }
  });

  // While nothing is reported gaps are filled, and by distance alone the widest would be the tails of the priors: no point of twenty lies where a thousandth of the belief is.
  it('fill gaps where something is believed in', () => {
    const narrow = makeSpace(
      problem([{ kind: 'normal', mean: 2, scale: 0.5 }, { kind: 'beta', shapeA: 5, shapeB: 1 }, null], 10),
    );
    for (let seed = 0; seed < 10; seed++) {
      const random = makeRandom(seed, 3);
      const points: Float64Array[] = [];
      for (let i = 0; i < 20; i++) points.push(fillGap(narrow, points, random, () => true) ?? new Float64Array(3));
      for (const [x = 0, y = 0] of points) {
        expect(Math.abs(x - 0.2)).toBeLessThan(3.3 * 0.05);
        expect(y).toBeGreaterThan(0.001 ** 0.2);
      }
      // And they are spread all the same: no two as near as a fiftieth of the range.
      for (const [i, point] of points.entries())
        expect(nearestDistance(narrow, point, points.slice(0, i))).toBeGreaterThan(0.02 ** 2);
    }
  });

  // A prior adds its share to the worth and its slope to the gradient, and one that the best points contradict adds next to nothing.
  it('weigh in the search', () => {
    const flat: Acquisition = { score: (_, m) => new Float64Array(m), slope: (_, gradient) => gradient.fill(0) && 0 };
    const far = Float64Array.of(0.9, 0.25, 0.5);
    const near = Float64Array.of(0.3, 0.25, 0.5);
    const worth = (best: Float64Array[], point: Float64Array) =>
      withPriors(flat, space, 1, best).score(point, 1)[0] ?? 0;
    expect(worth([near], near)).toBeGreaterThan(worth([near], far) + 5);
    expect(Math.abs(worth([far], near) - worth([far], far))).toBeLessThan(0.01);
    const gradient = new Float64Array(3);
    withPriors(flat, space, 1, [near]).slope(Float64Array.of(0.35, 0.25, 0.5), gradient);
    expect(gradient[0]).toBeLessThan(-5);
    expect(gradient[2]).toBe(0);
  });
});

describe('a study with priors', () => {
  const target = [0.22, 0.81, 0.4, 0.65];
  const best = (priors: readonly (ParameterPrior | null)[], budget: number): number => {
    const study = makeStudy(problem(priors), { seed: 5, budget });
    let found = Infinity;
    for (let i = 0; i < budget; i++) {
      const { assignments } = study.ask();
      const value = target.reduce((s, t, j) => s + (1 + j) * (Number(assignments[`x${j}`]) - t) ** 2, 0);
      found = Math.min(found, value);
      study.tell(assignments, value);
    }
    return found;
  };
  const around = (shift: number): ParameterPrior[] =>
    target.map((t) => ({ kind: 'normal', mean: Math.abs(t - shift), scale: 0.1 }));

  // A right prior is worth evaluations: after eight of them it is ahead.
  it('begins ahead with right ones', () => {
    expect(best(around(0.05), 8)).toBeLessThan(0.5 * best([null, null, null, null], 8));
  });

  // A wrong prior, sure of itself and far away, does not keep the optimum from being found.
  it('recovers from wrong ones', () => {
    expect(best(around(1), 25)).toBeLessThan(0.01);
  });
});
