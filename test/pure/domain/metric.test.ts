// Which metric is optimized, and which of two values is better.
import { expect, test } from 'vitest';
import { better, metricValue, optimizedMetric } from '../../../shared/domain/metric.ts';
import { body, create, observation } from './samples.ts';

const definition = create(
  body({
    metrics: [
      { name: 'a', strategy: 'store' },
      { name: 'loss', objective: 'minimize' },
    ],
  }),
);

/** The optimized metric is found among stored ones. */
test('finds the optimized metric', () => {
  expect(optimizedMetric(definition).name).toBe('loss');
  expect(optimizedMetric(create(body())).name).toBeNull();
});

/** A value by name; null when the evaluation failed. */
test('reads a value', () => {
  const values = [
    { name: 'a', value: 3, stddev: null },
    { name: 'loss', value: 0, stddev: null },
  ];
  expect(metricValue(observation({ values }), optimizedMetric(definition))).toBe(0);
  expect(metricValue(observation({ failed: true, values: [] }), optimizedMetric(definition))).toBeNull();
});

/** Strictly better, by the metric's direction: equal values are not better than each other. */
test('compares values', () => {
  expect([better({ objective: 'minimize' }, 1, 2), better({ objective: 'maximize' }, 1, 2)]).toEqual([true, false]);
  expect([better({ objective: 'minimize' }, 1, 1), better({ objective: 'maximize' }, 1, 1)]).toEqual([false, false]);
});
