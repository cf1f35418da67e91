// ψ and ψ′ beside values known in closed form (Abramowitz & Stegun 6.3.2, 6.3.3, 6.4.2, 6.4.4), their recurrences, and the logarithms of drawn chi-square variables.
import { expect, it } from 'vitest';
import { gaussian, seeded } from '../../../bench/random.ts';
import { mean } from '../../../bench/statistics.ts';
import { digamma, trigamma } from '../../../shared/engine/numerics/polygamma.ts';

const euler = 0.5772156649015329;

it('knows the closed forms', () => {
  expect(digamma(1)).toBeCloseTo(-euler, 9);
  expect(digamma(0.5)).toBeCloseTo(-euler - 2 * Math.LN2, 9);
  expect(trigamma(1)).toBeCloseTo(Math.PI ** 2 / 6, 9);
  expect(trigamma(0.5)).toBeCloseTo(Math.PI ** 2 / 2, 9);
});

it.each([0.3, 1, 4.5, 9.99, 10, 37])('has ψ′ for the slope of ψ at %f', (x) => {
  const step = 1e-4;
  const slope = (digamma(x + step) - digamma(x - step)) / (2 * step);
  expect(Math.abs(slope / trigamma(x) - 1)).toBeLessThan(1e-6);
});

// What the prior of noise rests on: ln χ²_ν has mean ψ(ν/2) + ln 2 and variance ψ′(ν/2).
it.each([1, 2, 5])('tells the logarithm of a chi-square of %i degrees', (degrees) => {
  const rng = seeded(degrees);
  const draws = Array.from({ length: 20_000 }, () => {
    const squares = Array.from({ length: degrees }, () => gaussian(rng) ** 2);
    return Math.log(squares.reduce((a, b) => a + b, 0));
  });
  const centre = mean(draws);
  expect(Math.abs(centre - digamma(degrees / 2) - Math.LN2)).toBeLessThan(0.06);
  expect(Math.abs(mean(draws.map((v) => (v - centre) ** 2)) / trigamma(degrees / 2) - 1)).toBeLessThan(0.08);
});
