// A direction in which parameters act together: its slopes are true, it is found where there is one and left out where there is none.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeAcquisition } from '../../../shared/engine/acquisition/acquisition.ts';
import { directionColumns } from '../../../shared/engine/learning/direction-columns.ts';
import { fit } from '../../../shared/engine/learning/fit.ts';
import { along, embedAll, plainly } from '../../../shared/engine/model/embedding.ts';
import { jointCost } from '../../../shared/engine/model/joint-likelihood.ts';
import { negativeLogPosterior } from '../../../shared/engine/model/likelihood.ts';
import { extend, prepare } from '../../../shared/engine/model/prepared.ts';
import type { PriorName } from '../../../shared/engine/model/prior.ts';
import { makeSpace } from '../../../shared/engine/space/space.ts';
import type { Assignments } from '../../../shared/engine/types.ts';
import { cube } from './arbitrary-problem.ts';
import { gradientError } from './gradient-error.ts';
import { head, observe, randomPoints, tail } from './history.ts';
import { meansApart } from './means-apart.ts';
import { evidenceOf } from './mixed-evidence.ts';

const weights = [0.8, -0.4, 0.4, -0.2];
/** The coordinate that matters in a space of four numbers: they act together, 0 in the middle. */
const together = (x: Assignments): number => weights.reduce((sum, w, k) => sum + w * (Number(x[`x${k}`]) - 0.5), 0);
/** A narrow valley that runs across the axes. */
const valley = (x: Assignments): number =>
  (12 * together(x)) ** 2 + 0.3 * Object.values(x).reduce<number>((sum, v) => sum + (Number(v) - 0.4) ** 2, 0);
/** A bowl along the axes. */
const round = (x: Assignments): number =>
  Object.values(x).reduce<number>((sum, v, k) => sum + (k + 1) * (Number(v) - 0.4) ** 2, 0);

const turnedModel = (n: number) => {
  const space = makeSpace(cube(4));
  const data = observe(space, n, 3, valley);
  return { space, data, model: fit(space, data, { previous: null, seed: 5 }) };
};

describe('a direction', () => {
  // The joint cost has the gradient that it reports, for both schools, every lengthscale, signal, noise and part of the direction.
  it.each<PriorName>(['independent', 'dimension-scaled'])('has true slopes (%s)', (prior) => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 25 }), fc.nat(), (n, seed) => {
        const { evidence, z } = evidenceOf(n, seed);
        expect(
          gradientError(jointCost(evidence, prior, directionColumns(3)), z, [0, 1, 2, 3, 4, 5, 6, 7, 8]),
        ).toBeLessThan(1e-4);
      }),
      { numRuns: 30 },
    );
  });

  // Learned together or as one more column with a lengthscale, it is the same density: the two costs agree.
  it.each<PriorName>(['independent', 'dimension-scaled'])('is a column like others (%s)', (prior) => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 25 }), fc.nat(), (n, seed) => {
        const { evidence, z, points } = evidenceOf(n, seed);
        const strength = Math.hypot(...z.slice(6));
        const direction = Array.from(z.slice(6), (v) => v / strength);
        const embedding = along(evidence.embedding, direction);
        const rows = embedAll(embedding, points, n, 4, new Float64Array(5).fill(1));
        const theta = Float64Array.of(...z.slice(0, 3), -Math.log(strength), ...z.slice(3, 6));
        const column = negativeLogPosterior({ ...evidence, embedding, rows }, prior)(theta, new Float64Array(7));
        expect(column).toBeCloseTo(jointCost(evidence, prior, directionColumns(3))(z, new Float64Array(9)), 4);
        expect(plainly(embedding)).toEqual(evidence.embedding);
      }),
      { numRuns: 30 },
    );
  });

  // A valley across the axes is found by both schools, along its normal to within a few degrees; the explanation without it is kept behind.
  it('is found where there is one', () => {
    const { model } = turnedModel(40);
    for (const { explanations } of model.members) {
      const [best, plain] = explanations;
      const size = Math.hypot(...weights);
      const cosine = weights.reduce((sum, w, k) => sum + (w / size) * (best?.direction?.[k] ?? 0), 0);
      expect(Math.abs(cosine)).toBeGreaterThan(0.99);
      expect(plain?.direction).toBeUndefined();
      expect(best?.cost).toBeLessThan(plain?.cost ?? Number.NEGATIVE_INFINITY);
    }
  });

  // A bowl along the axes has none, and neither has a model of fewer rows than a direction has parts.
  it('is left out where there is none', () => {
    const space = makeSpace(cube(4));
    const models = [observe(space, 40, 3, round), observe(space, 5, 3, valley)].map((data) =>
      fit(space, data, { previous: null, seed: 5 }),
    );
    for (const { members } of models)
      for (const { explanations } of members) expect(explanations.some((e) => e.direction)).toBe(false);
  });

  // An acquisition on a model with a direction has the gradient that it reports.
  it('is in the slope of an acquisition', () => {
    const { space, data, model } = turnedModel(40);
    const prepared = prepare(space, model, data);
    for (const { process } of prepared.members) {
      const acquisition = makeAcquisition(process, null, 'log-ei', -0.5);
      const f = (x: Float64Array, gradient: Float64Array): number => acquisition.slope(x, gradient);
      for (const point of randomPoints(space, 20, 9)) expect(gradientError(f, point, [0, 1, 2, 3])).toBeLessThan(1e-3);
    }
  });

  // Rows appended to a model with a direction give the posterior of a model that knew them from the start.
  it('is kept when rows are appended', () => {
    const { space, data, model } = turnedModel(40);
    const whole = prepare(space, model, data);
    const grown = extend(prepare(space, model, head(data, 36)), tail(data, 36));
    expect(meansApart(space, whole, grown)).toBeLessThan(1e-6);
  });
});
