// The demo's model on real rows: it learns, and it learns from the training rows alone.
import { describe, expect, test } from 'vitest';
import { seeded } from '../../../bench/random.ts';
import { untuned } from '../../../examples/demo/experiment.ts';
import { binned } from '../../../examples/demo/model/bins.ts';
import { boost } from '../../../examples/demo/model/boost.ts';
import { featureColumns } from '../../../examples/demo/model/encode.ts';
import { baseRate, evaluate, prepare } from '../../../examples/demo/model/evaluate.ts';

const problem = prepare();
const limits = { maxLeaves: 8, maxDepth: 4, minChildWeight: 1e-9, l2: 0.5 };

describe('on real rows', () => {
  const settings = {
    ...untuned,
    learning_rate: 0.05,
    max_depth: 4,
    encoding: 'frequency',
    row_share: 0.7,
    column_share: 0.5,
  };

  // Guarantee: on rows it was not trained on, the model clearly beats the one that ignores its inputs, in both scores.
  test('beats the base rate on held-out rows', () => {
    const [base, model] = [baseRate(problem, 'test'), evaluate(problem, settings, 'test')];
    expect(model.logLoss).toBeLessThan(0.85 * base.logLoss);
    expect(model.auc).toBeGreaterThan(0.78);
  });

  // Guarantee: the same values give the same scores, so a comparison of searches compares searches.
  test('is repeatable', () => {
    const quick = { ...settings, rounds: 10 };
    expect(evaluate(problem, quick, 'validation')).toEqual(evaluate(problem, quick, 'validation'));
  });

  // Guarantee: labels of held-out rows reach neither the features nor the model: with all of them turned round, predictions stay the same.
  test('never looks at held-out labels', () => {
    const { data, parts } = problem;
    const turned = data.labels.slice();
    for (const row of [...parts.validation, ...parts.test]) turned[row] = 1 - (turned[row] ?? 0);
    const predict = (labels: Uint8Array): Float64Array => {
      const columns = featureColumns({ ...data, labels }, parts.train, 'both', 10);
      const bins = columns.map((column) => binned(column, parts.train));
      return boost(
        bins,
        labels,
        parts.train,
        { ...limits, rounds: 5, learningRate: 0.3, rowShare: 1, columnShare: 1, positiveWeight: 1 },
        seeded(1),
      );
    };
    expect(predict(turned)).toEqual(predict(data.labels));
  });

  // Guarantee: a training row's own label does not shape its own features (it would give the answer away).
  test('encodes a training row without its own label', () => {
    const { data, parts } = problem;
    const row = parts.train[123] ?? 0;
    const turned = data.labels.slice();
    turned[row] = 1 - (turned[row] ?? 0);
    const before = featureColumns(data, parts.train, 'target', 1e-9).slice(data.numbers.length);
    const after = featureColumns({ ...data, labels: turned }, parts.train, 'target', 1e-9).slice(data.numbers.length);
    // Smoothing of almost nothing takes the overall average, which does know the label, out of the picture.
    before.forEach((column, i) => {
      expect(column[row]).toBeCloseTo(after[i]?.[row] ?? Number.NaN, 9);
    });
  });
});
