// Values that scatter: how repetitions are merged, when scatter is believed in, and what a metric's own word changes.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fit } from '../../../shared/engine/learning/fit.ts';
import { makeEmbedding } from '../../../shared/engine/model/embedding.ts';
import { prepare } from '../../../shared/engine/model/prepared.ts';
import { thetaBox } from '../../../shared/engine/model/prior.ts';
import { makeProcess, posterior } from '../../../shared/engine/model/process.ts';
import { type Scatter, scatterOf } from '../../../shared/engine/model/scatter.ts';
import { makeRandom } from '../../../shared/engine/numerics/random.ts';
import { runNoise } from '../../../shared/engine/proposals/propose.ts';
import { makeSpace } from '../../../shared/engine/space/space.ts';
import { makeStudy } from '../../../shared/engine/study.ts';
import { suggest } from '../../../shared/engine/suggest.ts';
import type { Noise } from '../../../shared/engine/types.ts';
import { sortRows } from '../../../shared/engine/values/rows.ts';
import { cube } from './arbitrary-problem.ts';
import { alone, ask, randomPoints, toData } from './history.ts';
import { predict } from './predict.ts';

const space = makeSpace(cube(2));
const plan = { embedding: makeEmbedding(space), P: 2, inverse: Float64Array.of(2, 3), signal: 1.3 };

const repeated = fc.record({
  seed: fc.nat(),
  times: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 6 }),
  learned: fc.constantFrom(0, 0.05),
  equal: fc.boolean(),
});

describe('repetitions', () => {
  // Merged into one row they say what they say as rows of their own: the same posterior everywhere, with equal reported variances and any learned
  // one, or with unequal reported ones alone.
  it('merge without loss', () => {
    fc.assert(
      fc.property(repeated, ({ seed, times, learned, equal }) => {
        const random = makeRandom(seed, 3);
        const places = randomPoints(space, times.length, seed);
        const points = places.flatMap((place, i) => new Array<Float64Array>(times[i] ?? 1).fill(place));
        const values = points.map(() => random.normal());
        const variances = points.map(() => (equal || learned > 0 ? 0.2 : 0.01 + random.uniform()));
        const data = toData(points, values, variances);
        const { rows } = sortRows(data, 2);
        expect(rows.n).toBe(times.length);
        const separate = makeProcess(
          plan,
          data.points,
          data.values,
          data.variances.map((v) => v + learned),
        );
        const noise = rows.variances.map((v, i) => v + learned / (rows.counts[i] ?? 1));
        const merged = makeProcess(plan, rows.points, rows.values, noise);
        for (const point of randomPoints(space, 5, seed + 1)) {
          const [a, b] = [posterior(separate, point, 1), posterior(merged, point, 1)];
          expect(b.means[0]).toBeCloseTo(a.means[0] ?? Number.NaN, 8);
          expect(b.variances[0]).toBeCloseTo(a.variances[0] ?? Number.NaN, 8);
        }
      }),
      { numRuns: 60 },
    );
  });

  // One exact repetition among worthless ones decides alone; values without a variance stay apart from those with one.
  it('weigh by precision', () => {
    const point = Float64Array.of(0.5, 0.5);
    const { rows } = sortRows(toData([point, point, point, point], [1, 100, -100, 7], [1e-9, 1e9, 1e9, Number.NaN]), 2);
    expect([...rows.values].map((v) => Math.round(v * 1e6) / 1e6)).toEqual([1, 7]);
    expect(rows.counts[0]).toBeCloseTo(1, 9);
    expect([...rows.variances]).toEqual([expect.closeTo(1e-9, 15), 0]);
  });

  // 500 replicas of one point, with any variances: two rows at most, a finite proposal inside the bounds, and a prediction that knows the mean.
  it.each<[string, () => number]>([
    ['none reported', () => Number.NaN],
    ['all alike', () => 0.04],
    ['all different', () => 0.01 + Math.abs(Math.sin(++count))],
  ])('may be 500 (%s)', (_, variance) => {
    const random = makeRandom(9, 9);
    const others = randomPoints(space, 4, 2);
    const points = [...others, ...new Array<Float64Array>(500).fill(Float64Array.of(0.4, 0.6))];
    const values = points.map(() => 3 + 0.2 * random.normal());
    const data = toData(points, values, points.map(variance));
    const prepared = prepare(space, fit(space, data, { previous: null, seed: 1 }), data);
    expect(prepared.rows.n).toBe(5);
    for (const member of prepared.members) {
      const { mean, low, high } = predict(member, Float64Array.of(0.4, 0.6));
      expect(mean).toBeCloseTo(3, 1);
      expect(high - low).toBeLessThan(0.1);
    }
    const [proposal] = suggest(space, alone(data, prepared), ask(505));
    expect(proposal?.source).toBe('model');
    for (const v of proposal?.point ?? [Number.NaN]) expect(v >= 0 && v <= 1).toBe(true);
  });
});

let count = 0;

describe('scatter', () => {
  // It is believed in when the metric says so, or values show it; a metric said to be exact is taken at its word.
  it('is believed in by word or by evidence', () => {
    const point = Float64Array.of(0.5, 0.5);
    const kind = (said: Noise, values: number[], variance = Number.NaN): string => {
      const { rows, repetition } = sortRows(
        toData(
          values.map(() => point),
          values,
          values.map(() => variance),
        ),
        2,
      );
      return scatterOf(said, rows, repetition).kind;
    };
    expect(kind('unknown', [1, 1])).toBe('unknown');
    expect(kind('unknown', [1, 1.1])).toBe('repeated');
    expect(kind('unknown', [1], 0.1)).toBe('reported');
    expect(kind('known', [1])).toBe('some');
    expect(kind('none', [1, 1.1], 0.1)).toBe('none');
    const most = (scatter: Scatter) => Math.exp(thetaBox('dimension-scaled', 2, scatter).upper[3] ?? 0);
    expect(most({ kind: 'some' })).toBeCloseTo(0.7, 9);
    expect(most({ kind: 'reported' })).toBeCloseTo(0.7, 9);
    expect(most({ kind: 'unknown' })).toBeCloseTo(0.01, 9);
    expect(most({ kind: 'none' })).toBeCloseTo(0.01, 9);
  });

  const random = makeRandom(12, 1);
  const points = randomPoints(space, 40, 6);
  const scattered = toData(
    points,
    points.map(([x = 0]) => x + 0.4 * random.normal()),
  );
  const learned = (noise: Noise): number => {
    const model = fit(space, scattered, { previous: null, seed: 2, noise });
    return prepare(space, model, scattered).members[1]?.noise ?? Number.NaN;
  };

  // A slope under scatter: the member that follows values closely learns the scatter once the metric says that there is some, and not before.
  it('is learned when the metric says so', () => {
    expect(learned('known')).toBeGreaterThan(0.2);
    expect(learned('unknown')).toBeLessThanOrEqual(0.01 + 1e-12);
    expect(learned('none')).toBeLessThanOrEqual(0.01 + 1e-12);
  });

  // A smooth function said to be exact is predicted to six digits at what was observed.
  it('is nothing where the metric says so', () => {
    const smooth = toData(
      points,
      points.map(([x = 0, y = 0]) => Math.sin(3 * x) + y * y),
    );
    const prepared = prepare(space, fit(space, smooth, { previous: null, seed: 2, noise: 'none' }), smooth);
    for (const member of prepared.members) {
      for (const [i, point] of points.entries()) {
        const value = smooth.values[i] ?? Number.NaN;
        expect(Math.abs(predict(member, point).mean - value)).toBeLessThan(1e-5);
      }
    }
  });

  // Repetitions measure it: a few pairs are enough to learn its size within a factor of two, and without the metric's word.
  it('is learned from repetitions', () => {
    const twice = [...points.slice(0, 20), ...points.slice(0, 20)];
    const data = toData(
      twice,
      twice.map(([x = 0]) => x + 0.4 * random.normal()),
    );
    const model = fit(space, data, { previous: null, seed: 2 });
    for (const { warp, noise } of prepare(space, model, data).members) {
      const stddev = Math.sqrt(noise) * warp.deviation * warp.spread;
      expect(stddev).toBeGreaterThan(0.2);
      expect(stddev).toBeLessThan(0.8);
    }
  });

  // Where deviations are reported, little is learned beside them: values that scatter as reported leave less than a tenth of it unexplained.
  it('is not learned twice', () => {
    const reported = toData(
      points,
      scattered.values,
      points.map(() => 0.16),
    );
    const model = fit(space, reported, { previous: null, seed: 2 });
    const spread = model.members[1]?.explanations[0]?.warp.spread ?? Number.NaN;
    expect(prepare(space, model, reported).members[1]?.noise).toBeLessThan((0.1 * 0.16) / spread ** 2);
  });
});

describe('the noise of a single evaluation', () => {
  // A row that is the mean of four evaluations scatters half as much as each of them; what an evaluation is worth is judged by its own scatter.
  it('is not that of a mean', () => {
    const space = makeSpace(cube(1));
    const points = randomPoints(space, 8, 3).flatMap((point) => [point, point, point, point]);
    const data = toData(
      points,
      points.map((point, i) => Math.sin(4 * (point[0] ?? 0)) + ([-0.3, 0.1, 0.3, -0.1][i % 4] ?? 0)),
    );
    const prepared = prepare(space, fit(space, data, { previous: null, seed: 2, noise: 'known' }), data);
    for (const member of prepared.members) {
      const asking = ask(40, { metrics: [{ role: 'optimize', threshold: null, noise: 'known' }] });
      expect(runNoise(space, prepared, member, asking)).toBeCloseTo(member.noise, 12);
    }
  });
});

describe('a space that is used up', () => {
  const problem = { parameters: [{ kind: 'int', name: 'k', when: [], min: 1, max: 8, log: false } as const] };

  /** Share of the repetitions that go to the two best of eight values, which lie 0.1 apart under a scatter of 0.3. */
  function share(noise: Noise): number {
    const random = makeRandom(31, 1);
    const study = makeStudy(problem, { seed: 5, noise });
    let good = 0;
    for (let i = 0; i < 48; i++) {
      const { assignments, source } = study.ask();
      const k = Number(assignments['k']);
      // Where values are known to scatter, repetitions begin before every point has been seen.
      if (noise !== 'known' || i < 4) expect(source === 'exhausted').toBe(i >= 8);
      if (i >= 8 && (k === 4 || k === 5)) good += 1;
      study.tell(assignments, Math.abs(k - 4.4) * 0.5 + 0.3 * random.normal());
    }
    return good / 40;
  }

  // Unless the metric is said not to scatter, repetitions go to the promising points; else each is as good as another.
  it('is looked at again where it matters', () => {
    expect(share('known')).toBeGreaterThan(0.6);
    expect(share('unknown')).toBeGreaterThan(0.6);
    expect(share('none')).toBeLessThan(0.5);
  });
});
