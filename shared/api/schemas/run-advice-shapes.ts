// Advice on a training run: what may be asked, and how it is answered.
import * as z from 'zod';
import { maxNameLength } from '../../domain/name.ts';
import { maxCheckpoints } from '../../domain/runs/checkpoint.ts';
import { wholeNumber } from './queries.ts';

const objective = z.enum(['maximize', 'minimize']);
const rule = z.enum(['halving', 'hyperband', 'median']);
const steps = (least: number) => wholeNumber.pipe(z.int().min(least).max(maxCheckpoints)).optional();

export const runAdviceQuery = z.object({
  /** Without it, the one metric that the experiment optimizes, or else the only one that the run's checkpoints have. */
  metric: z.string().min(1).max(maxNameLength).optional(),
  /** Without it, that of the experiment's metric of this name; of no such metric, `maximize`. */
  objective: objective.optional(),
  rule: rule.default('halving'),
  /** Values that a whole run reports; without it, as many as the longest of these runs has. */
  steps: steps(1),
  /** No run is judged before this step; without it, 3 or a tenth of a whole run. */
  from_step: steps(1),
  /** The run is not told to stop while one of so many latest values was its best. */
  patience: steps(0),
});

export const runAdviceReply = z.strictObject({
  object: z.literal('run_advice'),
  training_run: z.string(),
  /** Null before there is a checkpoint to tell it by. */
  metric: z.string().nullable(),
  objective,
  rule,
  /** Advice alone: nothing stops by itself. */
  action: z.enum(['continue', 'stop']),
  reason: z.string(),
  /** Values of the metric that the run has reported, how many a whole run does, and from which on runs are judged. */
  step: z.int(),
  steps: z.int(),
  from_step: z.int(),
  /** The best of them, which is what a run is worth. */
  best: z.number().nullable(),
  /** The highest rung that the run has reached: its rank among all that came there, and how many of them go on. Null below the first, and by the median rule. */
  rung: z.strictObject({ step: z.int(), rank: z.int(), reached: z.int(), places: z.int() }).nullable(),
  /** Other runs that it was compared with, and those of them that came to their own end. */
  siblings: z.int(),
  finished: z.int(),
  /**
   * The best value that the run is expected to end with, how far finished siblings were off such a forecast, and the ends of the central 80 % interval;
   * null below eight finished siblings. Reported with its deviation, a stopped run teaches the optimizer as much as is known.
   */
  forecast: z
    .strictObject({ value: z.number(), value_stddev: z.number().min(0), low: z.number(), high: z.number() })
    .nullable(),
});
