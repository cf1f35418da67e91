// Experiments, made the way a request makes them, for the tests of the rules.
import { parse } from '../../../shared/api/parse.ts';
import { experimentCreate, experimentUpdate } from '../../../shared/api/schemas/experiment-bodies.ts';
import { createDefinition } from '../../../shared/domain/definition/definition-create.ts';
import { updateDefinition } from '../../../shared/domain/definition/definition-update.ts';
import type { Definition, Experiment } from '../../../shared/domain/experiment.ts';
import type { Observation } from '../../../shared/domain/observation.ts';
import type { Progress } from '../../../shared/domain/public/public.ts';

export type Body = Readonly<Record<string, unknown>>;

/** Schema and rules together, as a request meets them. */
export const create = (body: Body): Definition => createDefinition(parse(experimentCreate, body, 'body'));
export const update = (current: Experiment, body: Body) =>
  updateDefinition(current, parse(experimentUpdate, body, 'body'));

export const experimentOf = (definition: Definition): Experiment => ({
  ...definition,
  id: '17',
  client: '3',
  user: null,
  state: 'active',
  development: false,
  created: 1_760_000_000,
  updated: 1_760_000_000,
  revision: 1,
});

export const experiment = (body: Body): Experiment => experimentOf(create(body));

export const double = (name: string, more: Body = {}) => ({
  name,
  type: 'double',
  bounds: { min: 0, max: 1 },
  ...more,
});
export const int = (name: string, more: Body = {}) => ({ name, type: 'int', bounds: { min: 1, max: 9 }, ...more });
export const categorical = (name: string, values: readonly string[], more: Body = {}) => ({
  name,
  type: 'categorical',
  categorical_values: values,
  ...more,
});

/** A small valid body; `more` replaces keys of it. */
export const body = (more: Body = {}): Body => ({ name: 'demo', parameters: [double('x')], ...more });

export const noProgress: Progress = { observationCount: 0, first: null, last: null, best: null, budgetConsumed: 0 };

export const observation = (more: Partial<Observation>): Observation => ({
  id: '91',
  assignments: { x: 0.5 },
  task: null,
  suggestion: null,
  values: [{ name: null, value: 1, stddev: null }],
  failed: false,
  metadata: null,
  created: 1_760_000_001,
  deleted: false,
  ...more,
});
