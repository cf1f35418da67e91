// The demo's boosted trees, part by part, against the plainest way to compute the same.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gaussian, seeded } from '../../../bench/random.ts';
import { binCount, binned } from '../../../examples/demo/model/bins.ts';
import { boost } from '../../../examples/demo/model/boost.ts';
import { auc } from '../../../examples/demo/model/scores.ts';
import { bestCut, histogram, remainder } from '../../../examples/demo/model/split.ts';
import { grow, leafValue } from '../../../examples/demo/model/tree.ts';

const limits = { maxLeaves: 8, maxDepth: 4, minChildWeight: 1e-9, l2: 0.5 };
const upTo = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);

/** n rows of two binned features with gradients; every hessian is 1. */
const smallRows = fc
  .array(fc.record({ a: fc.nat(5), b: fc.nat(5), g: fc.integer({ min: -9, max: 9 }) }), { minLength: 2, maxLength: 30 })
  .map((rows) => ({
    bins: [Uint8Array.from(rows, ({ a }) => a), Uint8Array.from(rows, ({ b }) => b)],
    gradient: Float64Array.from(rows, ({ g }) => g),
    hessian: new Float64Array(rows.length).fill(1),
  }));

// Guarantee: bins keep the order of the values, and missing values have a bin of their own.
test('binning keeps order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.double({ noDefaultInfinity: true, noNaN: true }), fc.constant(Number.NaN)), {
        minLength: 1,
        maxLength: 200,
      }),
      (values) => {
        const bins = binned(Float64Array.from(values), upTo(values.length));
        const pairs = values.map((value, i) => ({ value, bin: bins[i] ?? -1 })).sort((a, b) => a.value - b.value);
        for (const { value, bin } of pairs)
          expect(Number.isNaN(value) ? bin === 0 : bin > 0 && bin < binCount).toBe(true);
        const present = pairs.filter(({ value }) => !Number.isNaN(value)).sort((a, b) => a.value - b.value);
        present.slice(1).forEach(({ bin, value }, i) => {
          expect(bin).toBeGreaterThanOrEqual(present[i]?.bin ?? 0);
          if (value === present[i]?.value) expect(bin).toBe(present[i]?.bin);
        });
      },
    ),
  );
});

// Guarantee: the cut found in histograms is the best of all cuts, tried one by one on the rows themselves.
test('the best cut is the best cut', () => {
  fc.assert(
    fc.property(smallRows, (rows) => {
      const members = upTo(rows.gradient.length);
      const sum = (part: Int32Array): number => part.reduce((s, row) => s + (rows.gradient[row] ?? 0), 0);
      const worth = (part: Int32Array): number => sum(part) ** 2 / (part.length + limits.l2);
      const gains = rows.bins.flatMap((column) =>
        [0, 1, 2, 3, 4].map((bin) => {
          const left = members.filter((row) => (column[row] ?? 0) <= bin);
          const right = members.filter((row) => (column[row] ?? 0) > bin);
          return left.length && right.length ? worth(left) + worth(right) - worth(members) : 0;
        }),
      );
      const cut = bestCut(histogram(rows, members, upTo(2)), upTo(2), [sum(members), members.length], limits);
      expect(cut?.gain ?? 0).toBeCloseTo(Math.max(0, ...gains), 8);
    }),
  );
});

// Guarantee: a child's histogram by subtraction is the one by counting.
test('what remains of a histogram is the other child', () => {
  fc.assert(
    fc.property(smallRows, fc.nat(4), (rows, bin) => {
      const members = upTo(rows.gradient.length);
      const left = members.filter((row) => (rows.bins[0]?.[row] ?? 0) <= bin);
      const right = members.filter((row) => (rows.bins[0]?.[row] ?? 0) > bin);
      const count = (part: Int32Array) => histogram(rows, part, upTo(2));
      expect(remainder(count(members), count(left))).toEqual(count(right));
    }),
  );
});

// Guarantee: each leaf's value minimises the second-order loss of its rows: their gradient sum over their number plus l2, with the sign turned.
test('leaves hold the optimal value of their rows, within the limits', () => {
  fc.assert(
    fc.property(smallRows, (rows) => {
      const members = upTo(rows.gradient.length);
      const tree = grow(rows, members, upTo(2), limits);
      const byLeaf = new Map<number, number[]>();
      for (const row of members) {
        const value = leafValue(tree, rows.bins, row);
        byLeaf.set(value, [...(byLeaf.get(value) ?? []), rows.gradient[row] ?? 0]);
      }
      expect(byLeaf.size).toBeLessThanOrEqual(limits.maxLeaves);
      for (const [value, gradients] of byLeaf) {
        const sum = gradients.reduce((a, b) => a + b, 0);
        // Two leaves of equal value count as one here: then the value is that of each, and of their sums with l2 counted once for each.
        const leaves = [1, 2, 3, 4, 5, 6, 7, 8].map((count) => -sum / (gradients.length + count * limits.l2));
        expect(leaves.some((expected) => Math.abs(expected - value) < 1e-9)).toBe(true);
      }
    }),
  );
});

// Guarantee: boosting fits an interaction that no single feature shows.
test('boosting learns an exclusive or', () => {
  const [rng, n] = [seeded(41), 400];
  const inputs = [0, 1].map(() => Float64Array.from({ length: n }, () => gaussian(rng)));
  const labels = Uint8Array.from({ length: n }, (_, i) =>
    (inputs[0]?.[i] ?? 0) > 0 !== (inputs[1]?.[i] ?? 0) > 0 ? 1 : 0,
  );
  const train = upTo(n / 2);
  const held = upTo(n).slice(n / 2);
  const bins = inputs.map((column) => binned(column, train));
  const settings = { ...limits, rounds: 60, learningRate: 0.3, rowShare: 0.8, columnShare: 1, positiveWeight: 1 };
  expect(auc(boost(bins, labels, train, settings, seeded(1)), labels, held)).toBeGreaterThan(0.95);
});
