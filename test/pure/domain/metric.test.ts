// Which metrics guide suggestions, which of two values is better, and what is acceptable.
import { expect, test } from 'vitest';
import {
  better,
  guidingMetrics,
  leadingMetric,
  meetsThresholds,
  metricValue,
  soleOptimized,
} from '../../../shared/domain/metrics/metric.ts';
import { body, create, observation } from './samples.ts';

const definition = create(
  body({
    metrics: [
      { name: 'a', strategy: 'store' },
      { name: 'loss', objective: 'minimize' },
    ],
  }),
);

/** The optimized metric is found among stored ones; there is no sole one where two are traded off or nothing is optimized. */
test('finds the metrics that matter', () => {
  const names = (given: readonly unknown[]) => {
    const made = create(body({ metrics: given, observation_budget: 9 }));
    return [
      guidingMetrics(made)
        .map(({ name }) => name)
        .join(),
      leadingMetric(made).name,
      soleOptimized(made)?.name,
    ];
  };
  const limit = { name: 'c', strategy: 'constraint', threshold: 1 };
  expect(names([{ name: 'a', strategy: 'store' }, 'loss'])).toEqual(['loss', 'loss', 'loss']);
  expect(names([limit, 'loss'])).toEqual(['c,loss', 'loss', 'loss']);
  expect(names(['a', limit, 'b'])).toEqual(['a,b,c', 'a', undefined]);
  expect(names([limit])).toEqual(['c', 'c', undefined]);
  expect(leadingMetric(create(body())).name).toBeNull();
});

/** Each threshold in its metric's own direction, met by equality; a failure meets none. */
test('knows what is acceptable', () => {
  const made = create(
    body({
      metrics: [
        { name: 'a', threshold: 2 },
        { name: 'b', objective: 'minimize' },
        { name: 'c', strategy: 'constraint', objective: 'minimize', threshold: 5 },
      ],
      observation_budget: 9,
    }),
  );
  const meets = (a: number, b: number, c: number) =>
    meetsThresholds(
      made,
      observation({ values: Object.entries({ a, b, c }).map(([name, value]) => ({ name, value, stddev: null })) }),
    );
  expect([meets(2, 99, 5), meets(1.9, 0, 0), meets(3, 0, 5.1)]).toEqual([true, false, false]);
  expect(meetsThresholds(made, observation({ failed: true, values: [] }))).toBe(false);
});

/** A value by name; null when the evaluation failed. */
test('reads a value', () => {
  const values = [
    { name: 'a', value: 3, stddev: null },
    { name: 'loss', value: 0, stddev: null },
  ];
  expect(metricValue(observation({ values }), leadingMetric(definition))).toBe(0);
  expect(metricValue(observation({ failed: true, values: [] }), leadingMetric(definition))).toBeNull();
});

/** Strictly better, by the metric's direction: equal values are not better than each other. */
test('compares values', () => {
  expect([better({ objective: 'minimize' }, 1, 2), better({ objective: 'maximize' }, 1, 2)]).toEqual([true, false]);
  expect([better({ objective: 'minimize' }, 1, 1), better({ objective: 'maximize' }, 1, 1)]).toEqual([false, false]);
});
