// Bodies of requests for insights.
import * as z from 'zod';
import type { PredictionsBody } from '../../operations/insights/predictions.ts';
import { predictionExamples } from './examples.ts';
import { assignmentsInput } from './ruled.ts';

/** Up to 1 000 assignments of the experiment's parameters and conditionals. */
export const predictionsBody = z
  .strictObject({ points: z.array(assignmentsInput) })
  .meta({ examples: predictionExamples }) satisfies z.ZodType<PredictionsBody>;
