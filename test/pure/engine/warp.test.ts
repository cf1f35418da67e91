// The output transform: monotone, reversible, and able to take whatever is reported.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  backward,
  fitWarps,
  forward,
  forwardAll,
  forwardSlope,
  inverseYeoJohnson,
  thresholdWarp,
  yeoJohnson,
} from '../../../shared/engine/values/warp.ts';

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const lambdas = fc.double({ min: -3, max: 4, noNaN: true });
const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 });

describe('yeoJohnson', () => {
  it('is undone by its inverse', () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 5, noNaN: true }), lambdas, (z, lambda) => {
        expect(inverseYeoJohnson(yeoJohnson(z, lambda), lambda)).toBeCloseTo(z, 8);
      }),
    );
  });
});

describe('fitWarps', () => {
  // A better value never becomes a worse one: else the optimizer would prefer the wrong points.
  it('gives transforms that keep the order', () => {
    fc.assert(
      fc.property(values, (list) => {
        const sorted = [...list].sort((a, b) => a - b);
        for (const warp of fitWarps(Float64Array.from(list))) {
          const warped = sorted.map((y) => forward(warp, y));
          for (let i = 1; i < warped.length; i++) expect(warped[i]).toBeGreaterThanOrEqual((warped[i - 1] ?? 0) - 1e-9);
        }
      }),
    );
  });

  // Guarantee: values of any size, penalties of 1e300 beside values of 1e-300 among them, become numbers, around any threshold too.
  it('gives transforms that make numbers of any values', () => {
    const sizes = fc.constantFrom(0, 1e-300, 1, 1e12, 1e154, 1e300, Number.MAX_VALUE);
    const value = fc.tuple(sizes, fc.boolean(), unit).map(([size, isGood, part]) => (isGood ? -size : size) * part);
    const any = fc.oneof(value, sizes);
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 12 }), any, fc.boolean(), (list, limit, isTraded) => {
        const given = Float64Array.from(list);
        for (const warp of [...fitWarps(given, isTraded), thresholdWarp(given, limit)])
          expect([...forwardAll(warp, given)].every(Number.isFinite), JSON.stringify(warp)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  // Where the better half is one value but for rounding errors, the other values are told apart all the same.
  it('does not take rounding errors for the scale of the values', () => {
    const list = [6e-17, 0, 5e-33, 2e-17, 0, 7e-18, 0.5, 0.6, 1.04, 0.08, 0.46];
    for (const warp of fitWarps(Float64Array.from(list)))
      expect(new Set(list.slice(6).map((y) => forward(warp, y))).size).toBe(5);
  });

  // Predictions come back in the units of the values (bad values beyond the cap come back as the cap).
  it('gives transforms that can be undone', () => {
    const list = Float64Array.from({ length: 30 }, (_, i) => Math.exp(i / 10) - 5);
    for (const warp of fitWarps(list)) for (const y of list) expect(backward(warp, forward(warp, y))).toBeCloseTo(y, 6);
  });

  // Guarantee: something is left to hope for: a value as far below the best as that is below the mean counts by its logarithm at least, however the others lie.
  it('gives transforms that leave room below the best value', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 8, maxLength: 40 }), (values) => {
        const best = Math.min(...values);
        for (const warp of fitWarps(Float64Array.from(values))) {
          const below = warp.center - best;
          const z = below / warp.spread;
          const gained = (forward(warp, best) - forward(warp, best - below)) * warp.deviation;
          expect(gained).toBeGreaterThanOrEqual(Math.log((1 + 2 * z) / (1 + z)) - 1e-9);
        }
      }),
      { numRuns: 300 },
    );
  });

  // The delta method's slope is the slope.
  it('reports its slope', () => {
    const list = Float64Array.from({ length: 30 }, (_, i) => Math.exp(i / 10) - 5);
    for (const warp of fitWarps(list)) {
      const numeric = (forward(warp, 1.001) - forward(warp, 0.999)) / 0.002;
      expect(forwardSlope(warp, 1)).toBeCloseTo(numeric, 4);
    }
  });

  // Skewed values are recognized: Yeo–Johnson with λ < 1 is offered and takes most of the skew away.
  it('straightens skewed values', () => {
    const list = Float64Array.from({ length: 200 }, (_, i) => Math.exp(6 * ((i * 0.618034) % 1)));
    const [power, plain] = fitWarps(list);
    if (!power || !plain) throw new Error('a transform is missing');
    expect(power.kind).toBe('yeo-johnson');
    expect(power.lambda).toBeLessThan(0.5);
    const skewness = (warp: typeof power): number =>
      list.reduce((sum, y) => sum + forward(warp, y) ** 3, 0) / list.length;
    expect(Math.abs(skewness(power))).toBeLessThan(0.4 * Math.abs(skewness(plain)));
  });

  // Whatever finite numbers are reported, there is a finite transform, and good values keep apart from each other beside an absurd one.
  it.each([
    ['constant values', [3, 3, 3, 3, 3, 3, 3, 3, 3]],
    ['one value', [5]],
    ['the largest numbers', [1e300, -1e300, 1.7e308, 2, 3, 4, 5, 6, 7]],
    ['the smallest numbers', [1e-300, 2e-300, 3e-310, 5e-324, 0, -1e-300, 4e-300, 5e-300]],
  ])('takes %s', (_, list) => {
    for (const warp of fitWarps(Float64Array.from(list))) {
      for (const y of list) {
        expect(Number.isFinite(forward(warp, y))).toBe(true);
        expect(Number.isFinite(backward(warp, forward(warp, y)))).toBe(true);
      }
    }
  });

  it('keeps good values apart beside an absurd one', () => {
    for (const warp of fitWarps(Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 1e30))) {
      expect(forward(warp, 5) - forward(warp, 1)).toBeGreaterThan(1e-3);
    }
  });
});
