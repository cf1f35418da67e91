// The normal distribution's functions against values computed with 60 digits (mpmath), and against each other.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  distribution,
  erfcx,
  type LogImprovement,
  logDistribution,
  logImprovement,
  quantile,
} from '../../../shared/engine/numerics/normal.ts';

const relative = (value: number, truth: number): number => Math.abs(value - truth) / Math.abs(truth);

describe('erfcx', () => {
  // Full double precision in each of its three branches and at their seams.
  it.each([
    [0, 1],
    [0.3, 0.7345993345676551],
    [0.46, 0.636787383832713],
    [0.47, 0.6314005166600343],
    [1, 0.427583576155807],
    [2, 0.25539567631050575],
    [3.9, 0.14031418160068973],
    [4.1, 0.133834116418652],
    [10, 0.05614099274382259],
    [100, 0.005641613782989433],
  ])('erfcx(%d)', (x, truth) => {
    expect(relative(erfcx(x), truth)).toBeLessThan(3e-15);
  });
});

describe('logImprovement', () => {
  const at = (z: number): LogImprovement => {
    const out = { value: 0, cumulative: 0, density: 0 };
    logImprovement(z, out);
    return out;
  };

  // ln(φ(z) + zΦ(z)) stays exact where the value itself is far below the smallest double; the seams at −4 and −50 do not show.
  it.each([
    [-3.99999, -11.849017252759094],
    [-4.00001, -11.849105902433928],
    [-49.999999, -1258.7441328285092],
    [-50.000001, -1258.7442329084133],
    [-1e5, -5000000023.94479],
  ])('ln h(%d)', (z, truth) => {
    expect(relative(at(z).value, truth)).toBeLessThan(1e-13);
  });

  // d/dz ln h = Φ/h: value and slope cannot drift apart in any branch.
  it('has the slope it reports', () => {
    fc.assert(
      fc.property(fc.double({ min: -200, max: 8, noNaN: true }), (z) => {
        const step = 1e-4 * Math.max(1, Math.abs(z) / 10);
        const numeric = (at(z + step).value - at(z - step).value) / (2 * step);
        expect(relative(numeric, at(z).cumulative)).toBeLessThan(1e-5);
      }),
    );
  });
});

describe('distribution and quantile', () => {
  // The quantile undoes the distribution over the whole range that is used.
  it('are inverse', () => {
    fc.assert(
      fc.property(fc.double({ min: -6.5, max: 6.5, noNaN: true }), (z) => {
        expect(quantile(distribution(z))).toBeCloseTo(z, 5);
      }),
    );
  });

  it.each([
    [-8, 6.220960574271784e-16],
    [-1, 0.15865525393145705],
    [1.5, 0.9331927987311419],
  ])('Φ(%d)', (z, truth) => {
    expect(relative(distribution(z), truth)).toBeLessThan(1e-14);
  });

  // ln Φ far in the tail, where Φ itself is 0 in double precision.
  it('has an exact logarithm in the tail', () => {
    expect(relative(logDistribution(-40).value, -804.6084420137539)).toBeLessThan(1e-13);
    expect(relative(logDistribution(-0.5).value, Math.log(0.3085375387259869))).toBeLessThan(1e-13);
  });
});
