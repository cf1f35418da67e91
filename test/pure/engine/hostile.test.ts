// Numbers never break it: any history gives an answer in bounds, without NaN, from the stored model and without one.
import { describe, expect, it } from 'vitest';
import { fit } from '../../../shared/engine/learning/fit.ts';
import { fitSurrogate, prepareSurrogate } from '../../../shared/engine/learning/surrogate.ts';
import { extend, prepare } from '../../../shared/engine/model/prepared.ts';
import { decode, makeSpace } from '../../../shared/engine/space/space.ts';
import { suggest } from '../../../shared/engine/suggest.ts';
import type { Assignments, Data, Point } from '../../../shared/engine/types.ts';
import { complaints, cube } from './arbitrary-problem.ts';
import { alone, ask, bowl, observe, randomPoints, toData } from './history.ts';

const problem = cube(3);
const space = makeSpace(problem);
const spread = (n: number): Point[] => randomPoints(space, n, 6);
const values = (n: number, f: (i: number) => number): number[] => Array.from({ length: n }, (_, i) => f(i));
const line = (n: number): Point[] => values(n, (i) => i / n).map((v) => Float64Array.of(v, v, v));
const same = (n: number): Point[] => values(n, () => 0).map(() => Float64Array.of(0.2, 0.4, 0.6));

const histories: readonly (readonly [string, Data])[] = [
  [
    'constant values',
    toData(
      spread(15),
      values(15, () => 7),
    ),
  ],
  [
    'values of 1e300',
    toData(
      spread(15),
      values(15, (i) => (i % 2 ? 1e300 : -1e300)),
    ),
  ],
  [
    'the largest double beside small ones',
    toData(
      spread(15),
      values(15, (i) => (i === 3 ? Number.MAX_VALUE : i)),
    ),
  ],
  [
    'differences at the end of precision',
    toData(
      spread(15),
      values(15, (i) => 1 + i * 2.3e-16),
    ),
  ],
  [
    'denormal values',
    toData(
      spread(15),
      values(15, (i) => i * 5e-324),
    ),
  ],
  [
    'all failed',
    toData(
      spread(15),
      values(15, () => Number.NaN),
    ),
  ],
  [
    'infinite values',
    toData(
      spread(15),
      values(15, (i) => (i % 3 ? i : Number.NEGATIVE_INFINITY)),
    ),
  ],
  [
    'all but one failed',
    toData(
      spread(15),
      values(15, (i) => (i === 4 ? 1 : Number.NaN)),
    ),
  ],
  ['one observation', toData(spread(1), [1])],
  ['two observations', toData(spread(2), [1, 2])],
  [
    'one point fifteen times',
    toData(
      same(15),
      values(15, (i) => i % 2),
    ),
  ],
  [
    'one point fifteen times, always the same',
    toData(
      same(15),
      values(15, () => 1),
    ),
  ],
  [
    'a point that fails and succeeds',
    toData(
      same(15),
      values(15, (i) => (i % 2 ? 1 : Number.NaN)),
    ),
  ],
  [
    'points on a line',
    toData(
      line(30),
      values(30, (i) => Math.sin(i)),
    ),
  ],
  [
    'points almost on top of each other',
    toData(
      line(20).map((p) => p.map((v) => 0.5 + 1e-9 * v)),
      values(20, (i) => i),
    ),
  ],
  [
    'points far outside the bounds',
    toData(
      spread(15).map((p) => p.map((v) => 1e6 * (v - 0.5))),
      values(15, (i) => i),
    ),
  ],
  [
    'absurd variances',
    toData(
      spread(15),
      values(15, (i) => i),
      values(15, (i) => (i % 2 ? 1e308 : 1e-308)),
    ),
  ],
  [
    'one point with both of the largest doubles, sure and unsure',
    toData(
      same(15),
      values(15, (i) => (i % 2 ? -1 : 1) * Number.MAX_VALUE),
      values(15, (i) => (i % 3 === 1 ? 1e-308 : 1e308)),
    ),
  ],
  [
    'variances of zero and less',
    toData(
      spread(15),
      values(15, (i) => i),
      values(15, (i) => -i),
    ),
  ],
];

function expectSound(
  proposals: readonly { assignments: Assignments; point: Point; predicted: readonly object[] }[],
): void {
  for (const { assignments, point, predicted } of proposals) {
    expect(complaints(problem, assignments)).toEqual([]);
    expect(assignments).toEqual(decode(space, point));
    for (const v of predicted.flatMap((p) => Object.values(p))) expect(v).toSatisfy(Number.isFinite);
  }
}

describe('hostile histories', () => {
  it.each(histories)('%s', (_, data) => {
    const model = fit(space, data, { previous: null, seed: 3 });
    expect(JSON.parse(JSON.stringify(model))).toEqual(model);
    const prepared = prepare(space, model, data);
    // Four asks in a row meet both models and both acquisitions.
    expectSound(suggest(space, alone(data, prepared), ask(20, { count: 4 })));
    expectSound(suggest(space, alone(data), ask(20, { count: 4 })));
    const later = extend(prepared, toData(spread(2), [Number.NaN, 1e200]));
    expectSound(suggest(space, alone(data, { ...later, n: data.n }), ask(20, { count: 2 })));
  });

  // A fit that starts from a model of other data, or of nothing, is as good as one from nothing.
  it('leaves no trace in the next fit', () => {
    const poisoned = fit(
      space,
      observe(space, 12, 1, (x) => (Number(x['x0']) > 0.5 ? 1e300 : Number.NaN)),
      { previous: null, seed: 1 },
    );
    const data = observe(space, 20, 1, bowl);
    const clean = fit(space, data, { previous: null, seed: 1 });
    const after = fit(space, data, { previous: poisoned, seed: 1 });
    for (const [i, member] of after.members.entries()) {
      expect(member.explanations[0]?.cost).toBeLessThanOrEqual((clean.members[i]?.explanations[0]?.cost ?? 0) + 0.1);
    }
  });

  // Where nothing but constraints is asked for, a search shuns balls around known points: when these cover 2^53 values, it must not look at them all.
  it('gives up when all of a huge finite space is near to what is known', () => {
    const whole = { kind: 'int', name: 'x', when: [], min: 1 - 2 ** 53, max: 2 ** 53 - 1, log: false } as const;
    const ints = makeSpace({ parameters: [whole] });
    const metrics = [{ role: 'constraint', threshold: 0.5 }] as const;
    const n = 60;
    const data = {
      ...{ n, points: Float64Array.from({ length: n }, (_, i) => i / (n - 1)) },
      columns: [
        { values: Float64Array.from({ length: n }, (_, i) => i % 3), variances: new Float64Array(n).fill(NaN) },
      ],
    };
    const prepared = prepareSurrogate(ints, fitSurrogate(ints, data, { previous: null, seed: 1, metrics }), data);
    for (const { assignments } of suggest(ints, { data, prepared }, ask(n + 1, { metrics, count: 4 }))) {
      expect(complaints({ parameters: [whole] }, assignments)).toEqual([]);
    }
  });

  // Thousands of observations: a subset is modelled, the answer stays sound.
  it('takes ten thousand observations', { timeout: 120_000 }, () => {
    const data = observe(space, 10_000, 1, bowl);
    const prepared = prepare(space, fit(space, data, { previous: null, seed: 1 }), data);
    expectSound(suggest(space, alone(data, prepared), ask(10_001)));
  });
});
