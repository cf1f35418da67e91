// What the demo says about its results: scores, quantiles, tallies, bars, and its own command line.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auc, logLoss } from '../../../examples/demo/model/scores.ts';
import { readOptions } from '../../../examples/demo/options.ts';
import { quantile, tally } from '../../../examples/demo/statistics.ts';
import { sparkline } from '../../../examples/demo/style.ts';

const upTo = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);

describe('scores', () => {
  const ranked = fc
    .array(fc.record({ p: fc.integer({ min: 1, max: 9 }), label: fc.nat(1) }), { minLength: 2, maxLength: 40 })
    .filter((rows) => new Set(rows.map(({ label }) => label)).size === 2);

  // Guarantee: AUC is the share of pairs in the right order, ties counting half, as counted pair by pair.
  test('AUC counts pairs', () => {
    fc.assert(
      fc.property(ranked, (rows) => {
        const positives = rows.filter(({ label }) => label === 1);
        const negatives = rows.filter(({ label }) => label === 0);
        const wins = positives.flatMap(({ p }) => negatives.map(({ p: q }) => (p > q ? 1 : p === q ? 0.5 : 0)));
        const expected = wins.reduce((a: number, b) => a + b, 0) / wins.length;
        const probabilities = Float64Array.from(rows, ({ p }) => p / 10);
        expect(
          auc(
            probabilities,
            Uint8Array.from(rows, ({ label }) => label),
            upTo(rows.length),
          ),
        ).toBeCloseTo(expected, 12);
      }),
    );
  });

  // Guarantee: no constant prediction has a smaller log loss than the share of the label.
  test('log loss is least for the true share', () => {
    fc.assert(
      fc.property(ranked, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (rows, guess) => {
        const labels = Uint8Array.from(rows, ({ label }) => label);
        const share = labels.reduce((a, b) => a + b, 0) / labels.length;
        const loss = (p: number): number =>
          logLoss(new Float64Array(labels.length).fill(p), labels, upTo(labels.length));
        expect(loss(share)).toBeLessThanOrEqual(loss(guess) + 1e-12);
      }),
    );
  });
});

// Guarantee: quantiles lie where the definition says, and each pair is counted once.
test('summaries of a comparison', () => {
  expect([0, 0.25, 0.5, 1].map((share) => quantile([5, 1, 3, 2, 4], share))).toEqual([1, 2, 3, 5]);
  expect(quantile([1, 2], 0.5)).toBe(1.5);
  expect(
    tally([
      [1, 2],
      [2, 1],
      [3, 3],
      [5, 4],
    ]),
  ).toEqual({ larger: 2, smaller: 1, equal: 1 });
});

// Guarantee: one bar a value, the least value lowest, the greatest highest, and never a lower bar for a greater value.
test('bars follow the values', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 2, maxLength: 50 }), (values) => {
      const bars = [...sparkline(values)];
      expect(bars).toHaveLength(values.length);
      const sorted = values.map((value, i) => ({ value, bar: bars[i] ?? '' })).sort((a, b) => a.value - b.value);
      sorted.slice(1).forEach(({ bar }, i) => {
        expect(bar >= (sorted[i]?.bar ?? '')).toBe(true);
      });
      expect(sorted[0]?.bar).toBe('▁');
    }),
  );
  expect(sparkline([3, 2, 1])).toBe('█▅▁');
});

// Guarantee: what cannot be right is refused by name before anything is started.
test('the command line is checked', () => {
  expect(readOptions(['--budget', '7', '--compare'])).toMatchObject({ budget: 7, compare: true, seeds: 5 });
  expect(() => readOptions(['--budget', 'many'])).toThrow('--budget must be a whole number of at least 2, got "many"');
  expect(() => readOptions(['--url', 'http://localhost:1'])).toThrow('--url and --token belong together');
  expect(() => readOptions(['--colour'])).toThrow('--colour');
});
