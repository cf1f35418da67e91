// Bodies of requests that create and update experiments: types and keys; the rules are the domain's.
import * as z from 'zod';
import type { ExperimentInput } from '../../domain/definition/definition-create.ts';
import type { ExperimentUpdate } from '../../domain/definition/definition-update.ts';
import { flag, id } from './common.ts';
import { experimentExamples } from './examples.ts';
import { parameterCreate, parameterUpdate } from './parameter-bodies.ts';
import { count, metadataInput, nameText } from './ruled.ts';

export const metricObject = z.strictObject({
  object: z.string().optional(),
  name: nameText.nullish(),
  objective: z.enum(['maximize', 'minimize']).nullish(),
  strategy: z.enum(['optimize', 'store', 'constraint']).nullish(),
  threshold: z.number().nullish(),
  noise: z.enum(['unknown', 'none', 'known']).nullish(),
});

/** Text is the name of a metric. */
const metric = z
  .preprocess((value) => (typeof value === 'string' ? { name: value } : value), metricObject)
  .meta({ also: [{ type: 'string' }] });

const conditional = z.strictObject({ object: z.string().optional(), name: z.string(), values: z.array(z.string()) });

const linearConstraint = z.strictObject({
  object: z.string().optional(),
  type: z.enum(['greater_than', 'less_than']),
  threshold: z.number(),
  terms: z.array(z.strictObject({ object: z.string().optional(), name: z.string(), weight: z.number() })),
});

const task = z.strictObject({ object: z.string().optional(), name: z.string(), cost: z.number() });

export const experimentCreate = z
  .strictObject({
    name: nameText,
    type: z.enum(['offline', 'random', 'grid']).nullish(),
    parameters: z.array(parameterCreate),
    metrics: z.array(metric).nullish(),
    observation_budget: count.nullish(),
    budget: count.nullish(),
    parallel_bandwidth: count.nullish(),
    num_solutions: count.nullish(),
    conditionals: z.array(conditional).nullish(),
    linear_constraints: z.array(linearConstraint).nullish(),
    tasks: z.array(task).nullish(),
    metadata: metadataInput.nullish(),
    /** Earlier experiments of the same client, by id: a hint, trusted as far as it proves right. */
    transfer_from: z.array(id).nullish(),
    project: z.string().nullish(),
    runs_only: flag,
  })
  .meta({ examples: experimentExamples }) satisfies z.ZodType<ExperimentInput>;

/** A key of creation that an update refuses in the domain's words, whatever its value. */
const fixed = z.unknown().meta({ not: {}, description: 'Cannot be changed after creation.' }).optional();

export const experimentUpdate = z.strictObject({
  name: nameText.optional(),
  state: z.enum(['active', 'deleted']).optional(),
  project: z.string().nullish(),
  observation_budget: count.nullish(),
  budget: count.nullish(),
  parallel_bandwidth: count.nullish(),
  metadata: metadataInput.nullish(),
  metrics: z.array(metric).optional(),
  parameters: z.array(parameterUpdate).optional(),
  no_optimize: flag,
  tasks: fixed,
  type: fixed,
  num_solutions: fixed,
  conditionals: fixed,
  linear_constraints: fixed,
  transfer_from: fixed,
}) satisfies z.ZodType<ExperimentUpdate>;
