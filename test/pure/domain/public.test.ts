// The objects as the wire shows them.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type * as z from 'zod';
import { clientReply, organizationReply, tokenReply } from '../../../shared/api/schemas/account-reply.ts';
import { experimentReply } from '../../../shared/api/schemas/experiment-reply.ts';
import { bestAssignmentsReply, observationReply } from '../../../shared/api/schemas/observation-reply.ts';
import { queuedReply, suggestionReply } from '../../../shared/api/schemas/suggestion-reply.ts';
import type { TokenRecord } from '../../../shared/domain/identity/identity.ts';
import type { Suggestion } from '../../../shared/domain/observation.ts';
import * as shown from '../../../shared/domain/public/public.ts';
import * as identity from '../../../shared/domain/public/public-identity.ts';
import { experimentBody } from './arbitrary.ts';
import {
  type Body,
  body,
  categorical,
  create,
  double,
  experiment,
  experimentOf,
  noProgress,
  observation,
  update,
} from './samples.ts';

const demo = experiment(
  body({
    parameters: [double('x', { default_value: 0.5 }), categorical('act', ['relu', 'tanh'])],
    metrics: [{ name: 'acc' }],
    observation_budget: 30,
    parallel_bandwidth: 2,
  }),
);
const seen = observation({
  assignments: { act: 'tanh', x: 0.41 },
  suggestion: '90',
  values: [{ name: 'acc', value: 0.83, stddev: 0.02 }],
});
const assignments = { act: 'tanh', x: 0.41 };
const values = [{ object: 'metric_evaluation', name: 'acc', value: 0.83, value_stddev: 0.02 }];

/** The text, not only the content: keys stand in the order of the specification, nulls are there. */
const text = (value: unknown) => JSON.stringify(value, null, 1);

/** An experiment shows every key, in order, with what is unset as null. */
test('shows an experiment', () => {
  const reply: z.input<typeof experimentReply> = shown.publicExperiment(demo, noProgress);
  expect(text(reply)).toBe(
    text({
      object: 'experiment',
      id: '17',
      client: '3',
      name: 'demo',
      type: 'offline',
      state: 'active',
      development: false,
      runs_only: false,
      project: null,
      user: null,
      created: 1_760_000_000,
      updated: 1_760_000_000,
      metadata: null,
      observation_budget: 30,
      parallel_bandwidth: 2,
      num_solutions: null,
      conditionals: [],
      linear_constraints: [],
      metrics: [
        {
          object: 'metric',
          name: 'acc',
          objective: 'maximize',
          strategy: 'optimize',
          threshold: null,
          noise: 'unknown',
        },
      ],
      parameters: [
        {
          object: 'parameter',
          name: 'act',
          type: 'categorical',
          bounds: null,
          categorical_values: [
            { object: 'categorical_value', name: 'relu', enum_index: 1 },
            { object: 'categorical_value', name: 'tanh', enum_index: 2 },
          ],
          default_value: null,
          conditions: {},
          prior: null,
          transformation: null,
        },
        {
          object: 'parameter',
          name: 'x',
          type: 'double',
          bounds: { object: 'bounds', min: 0, max: 1 },
          categorical_values: null,
          default_value: 0.5,
          conditions: {},
          prior: null,
          transformation: null,
        },
      ],
      transfer_from: [],
      progress: {
        object: 'progress',
        observation_count: 0,
        observation_budget_consumed: 0,
        first_observation: null,
        last_observation: null,
        best_observation: null,
      },
    }),
  );
});

/** An observation, alone, in the progress and as best assignments. */
test('shows an observation', () => {
  const reply: z.input<typeof observationReply> = shown.publicObservation(demo, '17', seen);
  const expected = {
    object: 'observation',
    id: '91',
    experiment: '17',
    created: 1_760_000_001,
    assignments,
    suggestion: '90',
    failed: false,
    metadata: null,
    values,
  };
  expect(text(reply)).toBe(text(expected));
  const progress = { observationCount: 1, first: seen, last: seen, best: null, budgetConsumed: 1 };
  expect(shown.publicExperiment(demo, progress).progress).toEqual({
    object: 'progress',
    observation_count: 1,
    observation_budget_consumed: 1,
    first_observation: expected,
    last_observation: expected,
    best_observation: null,
  });
  const best: z.input<typeof bestAssignmentsReply> = shown.publicBestAssignments(demo, seen);
  expect(text(best)).toBe(text({ object: 'best_assignments', id: '91', assignments, values, metadata: null }));
});

const suggestion: Suggestion = {
  id: '90',
  assignments,
  task: null,
  metadata: { k: 1 },
  created: 1_760_000_000,
  deleted: false,
  receipt: {
    source: 'model',
    arm: 'log-ei',
    modelVersion: 3,
    dataVersion: 4,
    predicted: [{ metric: 'acc', mean: 1, low: 0, high: 2 }],
  },
};

/** A suggestion says where it came from. */
test('shows suggestions and queued suggestions', () => {
  const reply: z.input<typeof suggestionReply> = shown.publicSuggestion(demo, '17', suggestion, 'open');
  expect(text(reply)).toBe(
    text({
      object: 'suggestion',
      id: '90',
      experiment: '17',
      created: 1_760_000_000,
      assignments,
      state: 'open',
      deleted: false,
      metadata: { k: 1 },
      receipt: {
        source: 'model',
        arm: 'log-ei',
        model_version: 3,
        data_version: 4,
        predicted: [{ metric: 'acc', mean: 1, low: 0, high: 2 }],
        considered: [],
      },
    }),
  );
  const queued: z.input<typeof queuedReply> = shown.publicQueued(demo, '17', {
    id: '92',
    assignments,
    task: null,
    created: 1,
  });
  expect(text(queued)).toBe(text({ object: 'queued_suggestion', id: '92', experiment: '17', created: 1, assignments }));
});

const record: TokenRecord = {
  hash: 'h',
  kind: 'client-api',
  tenant: { client: '3', organization: '2' },
  user: null,
  level: 'write',
  prefix: 'p',
  lastFour: 'abcd',
  created: 1,
  expires: null,
  revoked: false,
};

/** Tokens, clients and organizations carry what their schemas promise, and nothing of the record that is secret. */
test('shows tokens, clients and organizations', () => {
  const reply: z.input<typeof tokenReply> = identity.publicToken(record, 'secret');
  expect(tokenReply.parse(reply)).toMatchObject({
    token: 'secret',
    client: '3',
    organization: '2',
    development: false,
    permissions: 'write',
  });
  expect(JSON.stringify(reply)).not.toContain('abcd');
  const dev = identity.publicToken({ ...record, kind: 'client-dev', level: 'read' }, 'secret');
  expect(tokenReply.parse(dev)).toMatchObject({ token_type: 'client-dev', development: true, permissions: 'read' });
  const client: z.input<typeof clientReply> = identity.publicClient({
    id: '3',
    organization: '2',
    name: 'n',
    created: 1,
  });
  expect(clientReply.parse(client)).toEqual(client);
  const organization: z.input<typeof organizationReply> = identity.publicOrganization({
    id: '2',
    name: 'n',
    created: 1,
  });
  expect(organizationReply.parse(organization)).toEqual(organization);
});

/** Hidden unless there: removed parameters and categories, grids; the categories of a grid experiment are its grid. */
test('hides what is not there', () => {
  const { definition } = update(demo, { parameters: [{ name: 'act', categorical_values: ['relu', 'gelu'] }] });
  const { parameters } = shown.publicExperiment(experimentOf(definition), noProgress);
  expect(parameters.map(({ name }) => name)).toEqual(['act']);
  expect(parameters[0]?.categorical_values?.map((category) => category.enum_index)).toEqual([1, 3]);
  const walked = experiment(
    body({ type: 'grid', parameters: [{ name: 'g', type: 'int', grid: [2, 1] }, categorical('c', ['b', 'a'])] }),
  );
  expect(shown.publicExperiment(walked, noProgress).parameters.map((parameter) => parameter.grid)).toEqual([
    ['b', 'a'],
    [1, 2],
  ]);
});

/** What was shown, as somebody sends it to create a copy: without what follows from the grid and what the server sets. */
function copyOf(given: ReturnType<typeof shown.publicExperiment>): Body {
  const {
    name,
    type,
    metadata,
    observation_budget,
    parallel_bandwidth,
    num_solutions,
    conditionals,
    linear_constraints,
    metrics,
  } = given;
  const parameters = given.parameters.map((parameter) => (parameter.grid ? { ...parameter, bounds: null } : parameter));
  return {
    name,
    type,
    metadata,
    observation_budget,
    parallel_bandwidth,
    num_solutions,
    conditionals,
    linear_constraints,
    metrics,
    parameters,
  };
}

/** Law: create, show, create again gives an equal definition, and what is shown fits its schema. */
test('shows all that a definition is', () => {
  fc.assert(
    fc.property(experimentBody, (given) => {
      const made = experiment(given);
      const reply = shown.publicExperiment(made, noProgress);
      expect(experimentReply.parse(reply)).toEqual(reply);
      expect(experimentOf(create(JSON.parse(JSON.stringify(copyOf(reply)))))).toEqual(made);
    }),
  );
});

/** Law: replies fit their schemas, whatever is null. */
test('shows observations and suggestions that fit their schemas', () => {
  for (const one of [seen, observation({ failed: true, values: [], metadata: { k: 'v' } })]) {
    expect(observationReply.safeParse(shown.publicObservation(demo, '17', one)).success).toBe(true);
    expect(bestAssignmentsReply.safeParse(shown.publicBestAssignments(demo, one)).success).toBe(true);
  }
  expect(suggestionReply.safeParse(shown.publicSuggestion(demo, '17', suggestion, 'closed')).success).toBe(true);
  expect(
    queuedReply.safeParse(shown.publicQueued(demo, '17', { id: '1', assignments, task: null, created: 1 })).success,
  ).toBe(true);
});
