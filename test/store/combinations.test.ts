// What combines with what: every pair of features in one definition, accepted or refused as the contract's table says, and what is accepted is tuned.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Send, sendAs } from '../kit/door.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
let send: Send;
beforeAll(async () => {
  world = await makeWorld();
  send = sendAs(world.context);
});
afterAll(() => world.database.stop());

type Named = { readonly name: string } & Readonly<Record<string, unknown>>;
type Part = {
  readonly parameters?: readonly Named[];
  readonly metrics?: readonly Named[];
  readonly [key: string]: unknown;
};

const bounds = { min: 0, max: 1 };
const sum = (names: readonly string[]) => ({
  ...{ type: 'less_than', threshold: 1.5, terms: names.map((name) => ({ name, weight: 1 })) },
});

const features = {
  conditionals: {
    conditionals: [{ name: 'k', values: ['a', 'b'] }],
    parameters: [{ name: 'sometimes', type: 'double', bounds, conditions: { k: ['a'] } }],
  },
  'linear constraints': { linear_constraints: [sum(['x', 'y'])] },
  tasks: {
    tasks: [
      { name: 'cheap', cost: 0.1 },
      { name: 'dear', cost: 1 },
    ],
  },
  'two optimized metrics': { metrics: [{ name: 'second', objective: 'minimize' }] },
  'constraint metrics': { metrics: [{ name: 'limit', strategy: 'constraint', threshold: 0.9, objective: 'minimize' }] },
  'stored metrics': { metrics: [{ name: 'kept', strategy: 'store' }] },
  'several solutions': { num_solutions: 2 },
  grid: { type: 'grid', observation_budget: undefined },
  random: { type: 'random' },
  'log transformation': {
    parameters: [{ name: 'l', type: 'double', bounds: { min: 0.1, max: 1 }, transformation: 'log' }],
  },
  prior: { parameters: [{ name: 'p', type: 'double', bounds, prior: { name: 'normal', mean: 0.5, scale: 0.2 } }] },
} satisfies Record<string, Part>;

type Feature = keyof typeof features;

/** Every other pair is accepted. A grid gives its parameters no bounds, so that there is nothing left for constraints and priors to be about. */
const refused: readonly (readonly [Feature, Feature])[] = [
  ['conditionals', 'several solutions'],
  ['conditionals', 'grid'],
  ['tasks', 'two optimized metrics'],
  ['tasks', 'constraint metrics'],
  ['tasks', 'several solutions'],
  ['two optimized metrics', 'several solutions'],
  ['linear constraints', 'grid'],
  ['grid', 'prior'],
];

const names = Object.keys(features) as Feature[];
const pairs = names
  .flatMap((a, i) => names.slice(i + 1).map((b) => [a, b] as const))
  .filter(([a, b]) => !(a === 'grid' && b === 'random'));
const isRefused = (a: Feature, b: Feature) => refused.some(([c, d]) => (a === c && b === d) || (a === d && b === c));

const onGrid = ({ bounds: _, ...parameter }: Named): Named => ({ ...parameter, grid: [0.25, 0.5, 1] });

function definitionOf(parts: readonly Part[]): Part {
  const isGrid = parts.some(({ type }) => type === 'grid');
  const parameters = [
    ...['x', 'y'].map((name) => ({ name, type: 'double', bounds })),
    ...parts.flatMap((part) => part.parameters ?? []),
  ];
  return {
    ...{ name: 'a pair', observation_budget: 20 },
    ...Object.assign({}, ...parts),
    parameters: isGrid ? parameters.map(onGrid) : parameters,
    metrics: [{ name: 'first' }, ...parts.flatMap((part) => part.metrics ?? [])],
  };
}

/** The value of every metric at a point, the same for the same point. */
const valuesAt = (metrics: readonly Named[], assignments: Readonly<Record<string, unknown>>) =>
  metrics.map(({ name }, i) => ({ name, value: Math.abs(Number(assignments['x']) - i / 3) }));

// Guarantee: a pair that does not combine is refused by a field's name; one that does comes back as sent, and is asked, reported and asked again.
test.each(pairs)('%s with %s', async (a, b) => {
  const definition = definitionOf([features[a], features[b]]);
  const { status, json } = await send('POST', '/v1/experiments', definition);
  if (isRefused(a, b)) {
    expect([status, json.errors?.[0].field]).toEqual([400, expect.stringMatching(/./)]);
    return;
  }
  expect([status, json.message]).toEqual([200, undefined]);
  const path = `/v1/experiments/${json.id}`;
  for (let i = 0; i < 4; i++) {
    const asked = await send('POST', `${path}/suggestions`, {});
    expect([asked.status, asked.json.message]).toEqual([200, undefined]);
    const values = valuesAt(definition.metrics ?? [], asked.json.assignments);
    const reported = await send('POST', `${path}/observations`, { suggestion: asked.json.id, values });
    expect([reported.status, reported.json.message]).toEqual([200, undefined]);
    // What was suggested passes the rules for what users send.
    const again = await send('POST', `${path}/observations`, {
      ...{ assignments: asked.json.assignments, values },
      ...('task' in asked.json ? { task: asked.json.task.name } : {}),
    });
    expect([again.status, again.json.message]).toEqual([200, undefined]);
  }
  for (const below of ['best_assignments', 'stopping_criteria', 'best_practices', 'advice'])
    expect([below, (await send('GET', `${path}/${below}`)).status]).toEqual([below, 200]);
});

// Guarantee: three rules that name a parameter: what is conditioned, logarithmic or on a grid is in no constraint; beside one it may be.
test.each([
  ['sometimes', features.conditionals],
  ['l', features['log transformation']],
  ['g', { parameters: [{ name: 'g', type: 'double', grid: [0, 1] }] }],
])('%s in a linear constraint', async (name, part: Part) => {
  const beside = definitionOf([part, features['linear constraints']]);
  expect((await send('POST', '/v1/experiments', beside)).status).toBe(200);
  const { status, json } = await send('POST', '/v1/experiments', { ...beside, linear_constraints: [sum(['x', name])] });
  expect([status, json.message]).toEqual([400, expect.stringContaining(name)]);
});

// Guarantee: what needs a budget is refused without one.
test.each(['tasks', 'two optimized metrics', 'constraint metrics', 'several solutions'] as const)(
  '%s need a budget',
  async (feature) => {
    const { observation_budget: _, ...without } = definitionOf([features[feature]]);
    const { status, json } = await send('POST', '/v1/experiments', without);
    expect([status, json.errors?.[0].field]).toEqual([400, 'observation_budget']);
  },
);

// Guarantee: several solutions go with constraint metrics beside one optimized metric, and with no optimized metric they do not.
test('several solutions of a search', async () => {
  const limit = features['constraint metrics'].metrics[0];
  const search = { ...definitionOf([features['several solutions']]), metrics: [limit] };
  expect((await send('POST', '/v1/experiments', search)).status).toBe(400);
  expect((await send('POST', '/v1/experiments', { ...search, metrics: [{ name: 'first' }, limit] })).status).toBe(200);
});
