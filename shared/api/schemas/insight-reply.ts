// What is known about an experiment, as answers show it.
import * as z from 'zod';
import { assignmentsReply } from './common.ts';

/** Expected value of a metric without the noise of a measurement, and the ends of its central 80 % interval, in the metric's own units. */
export const predictedReply = z.array(
  z.strictObject({ metric: z.string().nullable(), mean: z.number(), low: z.number(), high: z.number() }),
);

/** Versions: of the stored model (null: made for this answer) and of the data that it knows. */
const versions = { model_version: z.number().nullable(), data_version: z.number() };

export const predictionsReply = z.strictObject({
  object: z.literal('predictions'),
  ...versions,
  /** In the order of the request's points. */
  data: z.array(
    z.strictObject({ object: z.literal('prediction'), assignments: assignmentsReply, predicted: predictedReply }),
  ),
});

/** Shares of what moves the metric, by parameter and conditional; they add up to 1. */
export const metricImportancesReply = z.strictObject({
  object: z.literal('metric_importances'),
  metric: z.string().nullable(),
  importances: z.record(z.string(), z.number().nullable()),
});

export const stoppingCriteriaReply = z.strictObject({
  object: z.literal('stopping_criteria'),
  should_stop: z.boolean(),
  reasons: z.array(z.enum(['possible_stagnation', 'observation_budget_reached'])),
});

export const bestPracticesReply = z.strictObject({
  object: z.literal('best_practices'),
  /** A sentence for each. */
  violations: z.array(z.string()),
});

export const adviceReply = z.strictObject({
  object: z.literal('advice'),
  level: z.enum(['keep_going', 'diminishing', 'stop']),
  should_stop: z.boolean(),
  /** Nothing better by more than this is to be expected anywhere; null before three successes, or with several metrics. Units of the metric. */
  regret_bound: z.number().nullable(),
  /** What the next `evaluations_ahead` evaluations are expected to bring together. */
  expected_gain: z.number().nullable(),
  evaluations_ahead: z.int(),
  /** Evaluations since a value as good as the best was first seen, and how many such there must be before a stop is advised. */
  since_improvement: z.int().nullable(),
  patience: z.int(),
  /** The observed point to take, where values scatter not the one with the best value; null with several metrics, without a model, and where none is expected to satisfy the constraints. */
  recommendation: z.strictObject({ assignments: assignmentsReply, predicted: predictedReply }).nullable(),
  /**
   * Each experiment of `transfer_from` by each metric: how many values it told, whether the model believes them (null: not yet to be said), and how its and today's values
   * correlate at one point as the model sees them (null for one that is not believed).
   */
  transfer: z.array(
    z.strictObject({
      experiment: z.string(),
      metric: z.string().nullable(),
      observations: z.int(),
      believed: z.boolean().nullable(),
      correlation: z.number().nullable(),
    }),
  ),
  ...versions,
  /** What the optimizer does for this experiment now, and if nothing, why. */
  optimizer: z.strictObject({ state: z.enum(['working', 'due', 'idle']), reason: z.string() }),
});
