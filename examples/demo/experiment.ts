// What is tuned: eleven settings of the boosted trees, as the body of POST /v1/experiments.
import type { Values } from './model/evaluate.ts';

export type Search = 'offline' | 'random';

const log = { transformation: 'log' };
const double = (name: string, min: number, max: number, more: object = {}) => ({
  name,
  type: 'double',
  bounds: { min, max },
  ...more,
});
const int = (name: string, min: number, max: number, more: object = {}) => ({
  name,
  type: 'int',
  bounds: { min, max },
  ...more,
});

/** `offline` is the service's word for Bayesian optimization, `random` for random search. */
export const definition = (name: string, type: Search, budget: number) => ({
  name,
  type,
  observation_budget: budget,
  metrics: [
    { name: 'log_loss', objective: 'minimize' },
    { name: 'auc', objective: 'maximize', strategy: 'store' },
  ],
  conditionals: [{ name: 'growth', values: ['depthwise', 'leafwise'] }],
  parameters: [
    int('max_depth', 1, 10, { conditions: { growth: ['depthwise'] } }),
    int('max_leaves', 2, 64, { conditions: { growth: ['leafwise'] } }),
    int('rounds', 10, 300),
    double('learning_rate', 0.002, 1, log),
    double('min_child_weight', 0.01, 100, log),
    double('l2', 0.001, 1000, log),
    double('row_share', 0.2, 1),
    double('column_share', 0.1, 1),
    double('positive_weight', 0.2, 20, log),
    { name: 'encoding', type: 'categorical', categorical_values: ['target', 'frequency', 'both'] },
    double('smoothing', 0.1, 1000, log),
  ],
  metadata: { example: 'demo', data: 'birdstrikes' },
});

/** What well-known libraries use when nothing is tuned: 100 rounds at 0.3, depth 6, no sampling. */
export const untuned: Values = {
  growth: 'depthwise',
  max_depth: 6,
  rounds: 100,
  learning_rate: 0.3,
  min_child_weight: 1,
  l2: 1,
  row_share: 1,
  column_share: 1,
  positive_weight: 1,
  encoding: 'target',
  smoothing: 10,
};
