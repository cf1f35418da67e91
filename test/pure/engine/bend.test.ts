// Bent ranges: their formula and slopes are true, they are found where a scale was wrong and left out where it was right.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeAcquisition } from '../../../shared/engine/acquisition/acquisition.ts';
import { bendColumns } from '../../../shared/engine/learning/bend-columns.ts';
import { fit } from '../../../shared/engine/learning/fit.ts';
import { learnedScales } from '../../../shared/engine/learning/learned-scales.ts';
import { bent, embedAll, plainly } from '../../../shared/engine/model/embedding.ts';
import { jointCost } from '../../../shared/engine/model/joint-likelihood.ts';
import { negativeLogPosterior } from '../../../shared/engine/model/likelihood.ts';
import { extend, prepare } from '../../../shared/engine/model/prepared.ts';
import type { PriorName } from '../../../shared/engine/model/prior.ts';
import { bend, bendChange, bendSlope, unbend } from '../../../shared/engine/space/bend.ts';
import { makeSpace } from '../../../shared/engine/space/space.ts';
import type { Assignments, Problem } from '../../../shared/engine/types.ts';
import { gradientError } from './gradient-error.ts';
import { head, observe, randomPoints, tail } from './history.ts';
import { meansApart } from './means-apart.ts';
import { evidenceOf } from './mixed-evidence.ts';

const anyBend = fc.oneof(
  fc.double({ min: -5, max: 5, noNaN: true }),
  fc.double({ min: -0.02, max: 0.02, noNaN: true }),
);
const anyPlace = fc.double({ min: -1, max: 2, noNaN: true });

/** Two rates of which only the logarithm matters, between 0.001 and 1, given on a linear scale; and a number on the right one. */
const rates: Problem = {
  parameters: ['x0', 'x1', 'x2'].map((name) => ({ kind: 'double', name, when: [], min: 0.001, max: 1, log: false })),
};
const waves = (x: Assignments): number =>
  Math.sin(1.5 * Math.log(Number(x['x0']))) + Math.cos(1.2 * Math.log(Number(x['x1']))) + Number(x['x2']);
/** Even everywhere on the scale that it is given on. */
const even = (x: Assignments): number =>
  Math.sin(5 * Number(x['x0'])) + Math.cos(4 * Number(x['x1'])) + Number(x['x2']);

const ratesModel = (f: (x: Assignments) => number) => {
  const space = makeSpace(rates);
  const data = observe(space, 45, 3, f);
  return { space, data, model: fit(space, data, { previous: null, seed: 5 }) };
};

describe('a bent range', () => {
  // It begins at 0, ends at 1 and rises between and beyond; bent the other way it is its own mirror image.
  it('is a range', () => {
    fc.assert(
      fc.property(anyPlace, anyPlace, anyBend, (u, v, a) => {
        expect(bend(0, a)).toBeCloseTo(0, 12);
        expect(bend(1, a)).toBeCloseTo(1, 12);
        expect(bend(u, a)).toBeCloseTo(1 - bend(1 - u, -a), 9);
        if (u >= 0 && u <= 1) expect(unbend(bend(u, a), a)).toBeCloseTo(u, 9);
        if (u < v) expect(bend(u, a)).toBeLessThanOrEqual(bend(v, a));
      }),
    );
  });

  // Its slopes along the range and in the bend are those of differences, the seams to the series and to the straight lines included.
  it('has true slopes', () => {
    const step = 1e-6;
    fc.assert(
      fc.property(anyPlace, anyBend, (u, a) => {
        const change = (bend(u, a + step) - bend(u, a - step)) / (2 * step);
        const slope = (bend(u + step, a) - bend(u - step, a)) / (2 * step);
        expect(Math.abs(bendChange(u, a, bend(u, a)) - change)).toBeLessThan(1e-4 * (1 + Math.abs(change)));
        expect(Math.abs(bendSlope(bend(u, a), a) - slope)).toBeLessThan(1e-4 * (1 + Math.abs(slope)));
      }),
    );
  });

  // The joint cost has the gradient that it reports, for both schools, every lengthscale, signal, noise and bend.
  it.each<PriorName>(['independent', 'dimension-scaled'])('has true slopes in the likelihood (%s)', (prior) => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 25 }), fc.nat(), (n, seed) => {
        const { evidence, z } = evidenceOf(n, seed);
        const error = gradientError(jointCost(evidence, prior, bendColumns(3)), z, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
        expect(error).toBeLessThan(1e-4);
      }),
      { numRuns: 30 },
    );
  });

  // Learned together or given, it is the same density: the two costs agree.
  it.each<PriorName>(['independent', 'dimension-scaled'])('is an embedding like others (%s)', (prior) => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 25 }), fc.nat(), (n, seed) => {
        const { evidence, z, points } = evidenceOf(n, seed);
        const embedding = bent(evidence.embedding, [...z.slice(6)]);
        const rows = embedAll(embedding, points, n, 4, new Float64Array(4).fill(1));
        const given = negativeLogPosterior({ ...evidence, embedding, rows }, prior)(z.slice(0, 6), new Float64Array(6));
        expect(given).toBeCloseTo(jointCost(evidence, prior, bendColumns(3))(z, new Float64Array(9)), 4);
        expect(plainly(embedding)).toEqual(evidence.embedding);
      }),
      { numRuns: 30 },
    );
  });

  // Where two of three numbers act by their logarithms, both schools spread the beginning of these two; the explanation without bends is kept behind.
  it('is found where a scale was wrong', () => {
    for (const { explanations } of ratesModel(waves).model.members) {
      const [best] = explanations;
      const [first = 0, second = 0, third = 0] = best?.bends ?? [];
      expect(first).toBeGreaterThan(2);
      expect(second).toBeGreaterThan(2);
      expect(Math.abs(third)).toBeLessThan(1.5);
      const plain = explanations.find((e) => !e.bends && !e.direction);
      expect(best?.cost).toBeLessThan(plain?.cost ?? Number.NEGATIVE_INFINITY);
    }
  });

  // A function that is even on the scale that it is given on has none.
  it('is left out where the scale was right', () => {
    for (const { explanations } of ratesModel(even).model.members)
      expect(explanations.some((e) => e.bends)).toBe(false);
  });

  // What a person is told of it: the two parameters by name, the strongest bend of any metric; nothing where the scale was right.
  it('is told by name', () => {
    const { space, model } = ratesModel(waves);
    const told = learnedScales(space, [ratesModel(even).model, model]);
    expect(told.map(({ name }) => name)).toEqual(['x0', 'x1']);
    for (const { bend: a } of told) expect(a).toBeGreaterThan(Math.log(10));
    expect(learnedScales(space, [ratesModel(even).model])).toEqual([]);
    expect(learnedScales(space, [])).toEqual([]);
  });

  // An acquisition on bent ranges has the gradient that it reports along the ranges as they were given.
  it('is in the slope of an acquisition', () => {
    const { space, data, model } = ratesModel(waves);
    for (const { process } of prepare(space, model, data).members) {
      const acquisition = makeAcquisition(process, null, 'log-ei', -0.5);
      const f = (x: Float64Array, gradient: Float64Array): number => acquisition.slope(x, gradient);
      for (const point of randomPoints(space, 20, 9)) expect(gradientError(f, point, [0, 1, 2])).toBeLessThan(1e-3);
    }
  });

  // Rows appended to a model with bends give the posterior of a model that knew them from the start.
  it('is kept when rows are appended', () => {
    const { space, data, model } = ratesModel(waves);
    const whole = prepare(space, model, data);
    const grown = extend(prepare(space, model, head(data, 40)), tail(data, 40));
    expect(meansApart(space, whole, grown)).toBeLessThan(1e-6);
  });
});
