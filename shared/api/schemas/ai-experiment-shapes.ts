// Experiments made of runs: the bodies of their requests, and how answers show them.
import * as z from 'zod';
import type { ExperimentUpdate } from '../../domain/definition/definition-update.ts';
import type { AiExperimentInput } from '../../operations/experiments/ai-experiments.ts';
import { experimentCreate, experimentUpdate, metricObject } from './experiment-bodies.ts';
import { experimentReply } from './experiment-reply.ts';

/** Metrics are objects here, never mere names, and there is at least one. */
export const aiExperimentCreate = experimentCreate
  .omit({ project: true, runs_only: true, observation_budget: true, tasks: true })
  .extend({ metrics: z.array(metricObject) }) satisfies z.ZodType<AiExperimentInput>;

/** The project is among the keys so that the domain may say that it stays. */
export const aiExperimentUpdate = experimentUpdate
  .omit({ observation_budget: true, tasks: true })
  .extend({ metrics: z.array(metricObject).optional() }) satisfies z.ZodType<ExperimentUpdate>;

export const aiExperimentReply = experimentReply
  .omit({ development: true, observation_budget: true, progress: true, tasks: true })
  .extend({
    object: z.literal('aiexperiment'),
    runs_only: z.literal(true),
    budget: z.int().nullable(),
    progress: z.strictObject({
      object: z.literal('progress'),
      finished_run_count: z.int(),
      active_run_count: z.int(),
      total_run_count: z.int(),
      /** Null without a budget; below zero when more runs were finished than planned. */
      remaining_budget: z.int().nullable(),
    }),
  });
