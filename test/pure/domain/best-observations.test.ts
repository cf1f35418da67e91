// Which observations are the best: by one metric, as trade-offs of two, as all that satisfy constraints.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Definition } from '../../../shared/domain/experiment.ts';
import { bestObservations } from '../../../shared/domain/insights/best-observations.ts';
import { hasSettled } from '../../../shared/domain/insights/stagnation.ts';
import type { Observation } from '../../../shared/domain/observation.ts';
import { body, create, observation } from './samples.ts';

const defined = (...metrics: readonly unknown[]) => create(body({ metrics, observation_budget: 9 }));
const limit = { name: 'c', strategy: 'constraint', objective: 'minimize', threshold: 5 };

type Values = { readonly a: number; readonly b: number; readonly c: number };
const valuesArbitrary = fc.array(
  fc.record({
    a: fc.integer({ min: 0, max: 5 }),
    b: fc.integer({ min: 0, max: 5 }),
    c: fc.integer({ min: 3, max: 7 }),
  }),
  { maxLength: 14 },
);

const observe = ({ metrics }: Definition, list: readonly Values[]): Observation[] =>
  list.map((values, i) =>
    observation({
      id: String(i + 1),
      values: Object.entries(values)
        .filter(([name]) => metrics.some((metric) => metric.name === name))
        .map(([name, value]) => ({ name, value, stddev: null })),
    }),
  );

const idsOf = (observations: readonly Observation[]) => observations.map(({ id }) => id);

describe('the best observations', () => {
  // By definition: an observation is kept exactly when it is acceptable and no acceptable one beats it; the best in the first metric comes first.
  test('of two metrics are all that nothing acceptable beats, and only they', () => {
    const definition = defined('a', { name: 'b', objective: 'minimize', threshold: 4 }, limit);
    fc.assert(
      fc.property(valuesArbitrary, (list) => {
        const acceptable = (v: Values) => v.b <= 4 && v.c <= 5;
        const beats = (x: Values, y: Values) => x.a >= y.a && x.b <= y.b && (x.a > y.a || x.b < y.b);
        const expected = list.flatMap((v, i) =>
          acceptable(v) && !list.some((other) => acceptable(other) && beats(other, v)) ? [String(i + 1)] : [],
        );
        const found = idsOf(bestObservations(definition, observe(definition, list)));
        expect(found.toSorted()).toEqual(expected.toSorted());
        const first = found.map((id) => list[Number(id) - 1]?.a ?? Number.NaN);
        expect(first).toEqual(first.toSorted((x, y) => y - x));
      }),
    );
  });

  // The first of equals; what misses the constraint does not count however good it is; a failure never does.
  test('of one metric is the best that satisfies the constraints', () => {
    const definition = defined('a', limit);
    const list = [
      { a: 9, b: 0, c: 6 },
      { a: 3, b: 0, c: 5 },
      { a: 4, b: 0, c: 1 },
      { a: 4, b: 0, c: 0 },
    ];
    const observations = [...observe(definition, list), observation({ id: '9', failed: true, values: [] })];
    expect(idsOf(bestObservations(definition, observations))).toEqual(['3']);
    expect(bestObservations(definition, observations.slice(0, 1))).toEqual([]);
  });

  // Nothing is better than the other.
  test('of constraints alone are all that satisfy them', () => {
    const definition = defined(limit);
    const list = [6, 5, 1].map((c) => ({ a: 0, b: 0, c }));
    expect(idsOf(bestObservations(definition, observe(definition, list)))).toEqual(['2', '3']);
  });
});

describe('hasSettled', () => {
  // It compares the best of all with the best of all but the last 5·d.
  test('looks back over the last observations', () => {
    type Item = { readonly id: string; readonly value: number };
    const items: Item[] = Array.from({ length: 12 }, (_, i) => ({ id: String(i), value: i }));
    const largest = (among: readonly Item[]) => among.slice(-1);
    const first = (among: readonly Item[]) => among.slice(0, 1);
    expect([hasSettled(items, 2, largest), hasSettled(items, 2, first), hasSettled(items, 3, first)]).toEqual([
      false,
      true,
      false,
    ]);
  });
});
