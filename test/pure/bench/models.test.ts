// The trained models behind the tasks: they learn, and they are what their names say.
import { describe, expect, test } from 'vitest';
import type { Assignments } from '../../../bench/task.ts';
import { friedman, kernelRidgeError } from '../../../bench/tasks/models/kernel-ridge.ts';
import { logisticLoss, longTails } from '../../../bench/tasks/models/logistic.ts';
import { neighborsError } from '../../../bench/tasks/models/neighbors.ts';
import { networkLoss } from '../../../bench/tasks/models/network.ts';

const ridge = { kernel: 'gaussian', penalty: 1e-2, tail_weight: 0.2, lengthscale: 0.8 };
const spiral = {
  width: 16,
  activation: 'tanh',
  learning_rate: 0.5,
  momentum: 0.9,
  weight_decay: 1e-6,
  batch_size: 8,
  initial_spread: 3,
};
const birds = {
  neighbors: 8,
  power: 2,
  weighting: 'uniform',
  beak_length: 0.5,
  beak_depth: 0.5,
  flipper: 2,
  species: 2,
  sex: 2,
};
const tails = { scaling: 'robust', clip: 1.8, products: 'both', l1: 0.01, l2: 0.01, positive_weight: 1 };

const spread = (values: readonly number[]): number => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
};

// Guarantee: with sensible settings each model beats the guess that ignores its inputs, on rows it was not trained on, by a wide margin.
describe('learns', () => {
  test('kernel ridge: less than half of the spread of the targets', () => {
    expect(kernelRidgeError(ridge)).toBeLessThan(0.5 * spread(friedman(200, 102).targets));
  });
  test('network: less than a third of the loss of guessing', () => {
    expect(networkLoss(spiral)).toBeLessThan(Math.LN2 / 3);
  });
  test('neighbors: less than half of the spread of the masses, 0.80 kg', () => {
    expect(neighborsError(birds)).toBeLessThan(0.4);
  });
  test('logistic regression: a fifth below the entropy of the labels', () => {
    const { labels } = longTails(500, 122);
    const share = labels.reduce((a, b) => a + b, 0) / labels.length;
    const entropy = -share * Math.log(share) - (1 - share) * Math.log(1 - share);
    expect(logisticLoss(tails)).toBeLessThan(0.8 * entropy);
  });
});

// Guarantee: settings that must ruin a model do: what is tuned really reaches the training.
describe('can be ruined', () => {
  const worse = (f: (x: Assignments) => number, good: Assignments, change: Assignments): void =>
    expect(f({ ...good, ...change })).toBeGreaterThan(1.2 * f(good));
  test('kernel ridge, by a penalty that flattens it', () => worse(kernelRidgeError, ridge, { penalty: 10 }));
  test('network, by a rate too small to move', () => worse(networkLoss, spiral, { learning_rate: 1e-4 }));
  test('network, by a rate that diverges', () => worse(networkLoss, spiral, { activation: 'relu', learning_rate: 10 }));
  test('neighbors, by listening to one only', () => worse(neighborsError, birds, { neighbors: 1 }));
  test('logistic regression, by a penalty that leaves the intercept alone', () =>
    worse(logisticLoss, tails, { l1: 1 }));
});

// Guarantee: with a penalty that forbids all weights, logistic regression is left with the share of the labels, so its loss is their entropy.
test('logistic regression without weights predicts the base rate', () => {
  const [train, held] = [longTails(240, 121).labels, longTails(500, 122).labels];
  const share = (labels: readonly number[]): number => labels.reduce((a, b) => a + b, 0) / labels.length;
  const cross = -share(held) * Math.log(share(train)) - (1 - share(held)) * Math.log(1 - share(train));
  expect(logisticLoss({ ...tails, products: 'none', scaling: 'standard', l1: 1 })).toBeCloseTo(cross, 2);
});
