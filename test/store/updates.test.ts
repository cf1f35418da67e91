// Updates through the door, rule by rule: what is accepted reads back and leaves the rest as it was, what is refused changes nothing at all.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Send, sendAs } from '../kit/door.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
let send: Send;
beforeAll(async () => {
  world = await makeWorld();
  send = sendAs(world.context);
  const project = { id: 'here', name: 'Here' };
  await send('POST', `/v1/clients/${world.context.store.client}/projects`, project);
});
afterAll(() => world.database.stop());

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into by tests, which say what they expect.
type Json = any;
type Body = Readonly<Record<string, unknown>>;

const bounds = { min: 0, max: 1 };
const definition = {
  name: 'before',
  parameters: [
    { name: 'x', type: 'double', bounds, default_value: 0.5, prior: { name: 'normal', mean: 0.7, scale: 0.1 } },
    { name: 'c', type: 'categorical', categorical_values: ['p', 'q', 'r'] },
    { name: 'g', type: 'int', grid: [1, 2, 4] },
    { name: 'l', type: 'double', bounds: { min: 0.1, max: 1 }, transformation: 'log' },
    { name: 'd', type: 'double', bounds, conditions: { k: ['a'] } },
  ],
  conditionals: [{ name: 'k', values: ['a', 'b'] }],
  metrics: [{ name: 'm' }, { name: 's', strategy: 'store' }],
  observation_budget: 20,
  parallel_bandwidth: 3,
  metadata: { a: 1, b: 'two' },
};

const make = async (more: Body = {}): Promise<Json> => {
  const { status, json } = await send('POST', '/v1/experiments', { ...definition, ...more });
  expect([status, json.message]).toEqual([200, undefined]);
  return json;
};
const at = ({ id }: Json): string => `/v1/experiments/${id}`;

/** Without what every update moves. */
const lasting = ({ updated: _, ...experiment }: Json) => experiment;
const parameter = ({ parameters }: Json, name: string) => parameters.find((each: Json) => each.name === name);
const rest = ['x', 'c', 'g', 'l', 'd'].map((name) => ({ name }));
const only = (changed: Body) => ({ parameters: [changed, ...rest.filter(({ name }) => name !== changed['name'])] });

describe('of an experiment', () => {
  const accepted: readonly (readonly [string, Body, (now: Json) => unknown, unknown])[] = [
    ['its name', { name: 'after' }, (now) => now.name, 'after'],
    ['its state', { state: 'deleted' }, (now) => now.state, 'deleted'],
    ['its project', { project: 'here' }, (now) => now.project, 'here'],
    ['no project', { project: null }, (now) => now.project, null],
    ['its budget', { observation_budget: 5 }, (now) => now.observation_budget, 5],
    ['no budget', { observation_budget: null }, (now) => now.observation_budget, null],
    ['its bandwidth', { parallel_bandwidth: 1 }, (now) => now.parallel_bandwidth, 1],
    ['no bandwidth', { parallel_bandwidth: null }, (now) => now.parallel_bandwidth, null],
    ['other metadata', { metadata: { c: 3 } }, (now) => now.metadata, { c: 3 }],
    ['no metadata', { metadata: null }, (now) => now.metadata, null],
    ['the same metrics', { metrics: ['s', { name: 'm', objective: 'maximize' }] }, (now) => now.metrics.length, 2],
    ['nothing to do for it', { no_optimize: true, name: 'quiet' }, (now) => now.name, 'quiet'],
    ['nothing', {}, (now) => now.name, 'before'],
    ['bounds', only({ name: 'x', bounds: { min: 0.25, max: 2 } }), (now) => parameter(now, 'x').bounds.max, 2],
    [
      'a grid',
      only({ name: 'g', grid: [8, 2] }),
      (now) => [parameter(now, 'g').grid, parameter(now, 'g').bounds.max],
      [[2, 8], 8],
    ],
    ['a default', only({ name: 'l', default_value: 0.3 }), (now) => parameter(now, 'l').default_value, 0.3],
    [
      'a default left as it was',
      only({ name: 'x', default_value: null }),
      (now) => parameter(now, 'x').default_value,
      0.5,
    ],
    [
      'a prior',
      only({ name: 'd', prior: { name: 'beta', shape_a: 2, shape_b: 3 } }),
      (now) => parameter(now, 'd').prior,
      { object: 'beta_prior', name: 'beta', shape_a: 2, shape_b: 3 },
    ],
    ['no prior', only({ name: 'x', prior: null }), (now) => parameter(now, 'x').prior, null],
    [
      'unchanged type and scale',
      only({ name: 'l', type: 'double', transformation: 'log' }),
      (now) => parameter(now, 'l').transformation,
      'log',
    ],
    [
      'fewer parameters',
      { parameters: rest.slice(0, 2) },
      (now) => now.parameters.map((each: Json) => each.name),
      ['c', 'x'],
    ],
    [
      'one more',
      { parameters: [...rest, { name: 'n', type: 'int', bounds: { min: 0, max: 3 }, default_value: 1 }] },
      (now) => parameter(now, 'n').default_value,
      1,
    ],
    [
      'other categories',
      only({ name: 'c', categorical_values: ['r', 'p', 'new'] }),
      (now) =>
        Object.fromEntries(parameter(now, 'c').categorical_values.map((each: Json) => [each.name, each.enum_index])),
      { p: 1, r: 3, new: 4 },
    ],
  ];

  // Guarantee: each of these changes what it names, the answer is what is stored, and `updated` moves.
  test.each(accepted)('takes %s', async (_name, body, read, expected) => {
    const before = await make();
    world.clock.now += 2000;
    const { status, json } = await send('PUT', at(before), body);
    expect([status, json.message]).toEqual([200, undefined]);
    expect(read(json)).toEqual(expected);
    expect(json.updated).toBeGreaterThan(before.updated);
    expect((await send('GET', at(before))).json).toEqual(json);
    const named = Object.keys(body);
    for (const key of [
      'name',
      'state',
      'project',
      'observation_budget',
      'parallel_bandwidth',
      'metadata',
      'metrics',
      'parameters',
    ])
      if (!named.includes(key)) expect([key, json[key]]).toEqual([key, before[key]]);
  });

  const parameters = 'parameters[0]';
  const refused: readonly (readonly [string, Body, string])[] = [
    ['a null name', { name: null }, 'name'],
    ['a state of its own', { state: 'paused' }, 'state'],
    ['a project that is not there', { project: 'nowhere' }, 'project'],
    ['the budget of runs', { budget: 3 }, 'budget'],
    ['a budget of none', { observation_budget: 0 }, 'observation_budget'],
    ['no worker', { parallel_bandwidth: 0 }, 'parallel_bandwidth'],
    ['metadata in metadata', { metadata: { a: {} } }, 'metadata.a'],
    ['one metric less', { metrics: ['m'] }, 'metrics'],
    ['a metric of another name', { metrics: ['m', 'other'] }, 'metrics[1].name'],
    ['another objective', { metrics: [{ name: 'm', objective: 'minimize' }, 's'] }, 'metrics[0].objective'],
    ['another strategy', { metrics: ['m', { name: 's', strategy: 'optimize' }] }, 'metrics[1].strategy'],
    [
      'a threshold of the only optimized metric',
      { metrics: [{ name: 'm', threshold: 1 }, 's'] },
      'metrics[0].threshold',
    ],
    ['tasks', { tasks: [] }, 'tasks'],
    ['a type', { type: 'offline' }, 'type'],
    ['solutions', { num_solutions: 2 }, 'num_solutions'],
    ['conditionals', { conditionals: definition.conditionals }, 'conditionals'],
    ['linear constraints', { linear_constraints: [] }, 'linear_constraints'],
    ['an id', { id: '1' }, 'id'],
    ['no parameter', { parameters: [] }, 'parameters'],
    ['another type of a parameter', only({ name: 'x', type: 'int' }), `${parameters}.type`],
    ['another scale', only({ name: 'x', transformation: 'log' }), `${parameters}.transformation`],
    ['other conditions', only({ name: 'd', conditions: { k: ['b'] } }), `${parameters}.conditions`],
    ['a logarithm of nothing', only({ name: 'l', bounds: { min: 0, max: 1 } }), `${parameters}.bounds.min`],
    ['bounds that leave the default', only({ name: 'x', bounds: { min: 0.6, max: 1 } }), `${parameters}.default_value`],
    ['a default outside', only({ name: 'x', default_value: 2 }), `${parameters}.default_value`],
    ['one category', only({ name: 'c', categorical_values: ['p'] }), `${parameters}.categorical_values`],
    ['a name twice', { parameters: [...rest, { name: 'x' }] }, 'parameters[5].name'],
    [
      'a new one without a default',
      { parameters: [...rest, { name: 'n', type: 'double', bounds }] },
      'parameters[5].default_value',
    ],
  ];

  let kept: Json;
  beforeAll(async () => {
    kept = await make();
  });

  // Guarantee: each of these is refused by its field, also beside a change that would be right, and the experiment is the same, to `updated`.
  test.each(refused)('refuses %s', async (_name, body, field) => {
    const { status, json } = await send('PUT', at(kept), { parallel_bandwidth: 7, ...body });
    expect([status, json.errors?.[0].field]).toEqual([400, field]);
    expect((await send('GET', at(kept))).json).toEqual(kept);
  });

  // Guarantee: what a kind of experiment fixes for good is fixed through the door too.
  test.each([
    [
      'grid',
      { type: 'grid', conditionals: [], parameters: [{ name: 'x', type: 'int', grid: [1, 2] }], observation_budget: 2 },
      ['observation_budget', 'parameters'],
    ],
    ['two optimized metrics', { metrics: ['m', 's'] }, ['observation_budget']],
    [
      'several solutions',
      { num_solutions: 2, conditionals: [], parameters: [{ name: 'x', type: 'double', bounds }] },
      ['observation_budget'],
    ],
    [
      'linear constraints',
      {
        linear_constraints: [
          { type: 'less_than', threshold: 1, terms: ['x', 'y'].map((name) => ({ name, weight: 1 })) },
        ],
        conditionals: [],
        parameters: ['x', 'y'].map((name) => ({ name, type: 'double', bounds })),
      },
      ['parameters'],
    ],
  ] as const)('of %s', async (_name, more: Body, fixed: readonly string[]) => {
    const experiment = await make(more);
    const names = experiment.parameters.map(({ name }: Json) => ({ name }));
    for (const [key, value] of [
      ['observation_budget', 9],
      ['parameters', names],
    ]) {
      const { status } = await send('PUT', at(experiment), { [key]: value });
      expect([key, status]).toEqual([key, fixed.includes(key) ? 400 : 200]);
    }
  });

  // Guarantee: thresholds alone of two metrics change: set, kept by absence, removed by null.
  test('thresholds', async () => {
    const experiment = await make({
      metrics: [
        { name: 'm', threshold: 0.5 },
        { name: 's', objective: 'minimize' },
      ],
    });
    const thresholds = async (metrics: readonly unknown[]) =>
      (await send('PUT', at(experiment), { metrics })).json.metrics.map((each: Json) => each.threshold);
    expect(await thresholds([{ name: 'm' }, { name: 's', threshold: 2 }])).toEqual([0.5, 2]);
    expect(await thresholds(['m', 's'])).toEqual([0.5, 2]);
    expect(await thresholds([{ name: 'm', threshold: null }, 's'])).toEqual([null, 2]);
  });

  // Guarantee: what was read may be sent back as it is, the words of the server included, and changes nothing.
  test('with what was read', async () => {
    const experiment = await make();
    const { parameters: read, metrics, metadata, name } = (await send('GET', at(experiment))).json;
    const { status, json } = await send('PUT', at(experiment), { parameters: read, metrics, metadata, name });
    expect([status, lasting(json)]).toEqual([200, lasting(experiment)]);
  });
});

describe('of an observation', () => {
  const base = {
    name: 'observed',
    parameters: [{ name: 'x', type: 'double', bounds }],
    metrics: ['m', { name: 's', strategy: 'store' }],
  };
  const values = [
    { name: 'm', value: 1, value_stddev: 0.5 },
    { name: 's', value: 2 },
  ];
  let path: string;
  let suggestion: Json;
  let other: Json;
  beforeAll(async () => {
    path = at(await make({ ...base, conditionals: [], observation_budget: undefined }));
    suggestion = (await send('POST', `${path}/suggestions`, { assignments: { x: 0.25 } })).json;
    other = (await send('POST', `${path}/suggestions`, { assignments: { x: 0.75 } })).json;
  });

  const report = async (body: Body): Promise<Json> => (await send('POST', `${path}/observations`, body)).json;
  type Case = readonly [string, Body, Body, Body | string];
  const own = { assignments: { x: 0.5 }, values, metadata: { a: 1 } };
  const cited = () => ({ suggestion: suggestion.id, values });
  const failed = { assignments: { x: 0.5 }, failed: true };
  const shown = (stddevs: readonly (number | null)[], [m, s] = [1, 2]) => ({
    failed: false,
    values: [
      { object: 'metric_evaluation', name: 'm', value: m, value_stddev: stddevs[0] },
      { object: 'metric_evaluation', name: 's', value: s, value_stddev: stddevs[1] },
    ],
  });

  /** What stands stored, what is sent, and what changes; or the field that the refusal names. */
  const cases = (): readonly Case[] => [
    ['values to a failure', own, { failed: true, values: null }, { failed: true, values: [] }],
    ['a failure beside values', own, { failed: true }, 'values'],
    ['a failure and values', own, { failed: true, values }, 'values'],
    ['a failure to values', failed, { failed: false, values }, shown([0.5, null])],
    ['a failure to values, still failed', failed, { values }, 'values'],
    ['a failure to no failure alone', failed, { failed: false }, 'values'],
    ['no values', own, { values: null }, 'values'],
    [
      'a suggestion to assignments',
      cited(),
      { suggestion: null, assignments: { x: 0.1 } },
      { suggestion: null, assignments: { x: 0.1 } },
    ],
    ['assignments beside a suggestion', cited(), { assignments: { x: 0.1 } }, 'assignments'],
    ['a suggestion taken away', cited(), { suggestion: null }, 'suggestion'],
    [
      'assignments to a suggestion',
      own,
      { assignments: null, suggestion: other.id },
      { suggestion: other.id, assignments: { x: 0.75 } },
    ],
    ['a suggestion beside assignments', own, { suggestion: other.id }, 'suggestion'],
    ['another suggestion', cited(), { suggestion: other.id }, { suggestion: other.id, assignments: { x: 0.75 } }],
    ['other assignments', own, { assignments: { x: 2 } }, { assignments: { x: 2 } }],
    ['assignments that are none', own, { assignments: { x: 'a' } }, 'assignments.x'],
    ['a suggestion that is none', own, { assignments: null, suggestion: '1' }, 'suggestion'],
    [
      'values without deviations',
      own,
      { values: values.map(({ name }) => ({ name, value: 3 })) },
      shown([0.5, null], [3, 3]),
    ],
    ['no deviation', own, { values: [{ ...values[0], value_stddev: null }, values[1]] }, shown([null, null])],
    ['a value too few', own, { values: [values[0]] }, 'values'],
    ['a value of another metric', own, { values: [values[0], { name: 'z', value: 1 }] }, 'values[1].name'],
    [
      'a negative deviation',
      own,
      { values: [{ ...values[0], value_stddev: -1 }, values[1]] },
      'values[0].value_stddev',
    ],
    ['other metadata', own, { metadata: { b: 2 } }, { metadata: { b: 2 } }],
    ['no metadata', own, { metadata: null }, { metadata: null }],
    ['a task where there are none', own, { task: 'a' }, 'task'],
    ['an unknown key', own, { value: 1 }, 'value'],
    ['nothing', own, {}, {}],
    ['what is quiet', own, { no_optimize: true, metadata: { c: 1 } }, { metadata: { c: 1 } }],
  ];

  // Guarantee: the merged result is checked: what is right is stored and keeps all that was not named, what is wrong leaves the observation alone.
  test.each(Array.from({ length: 27 }, (_, i) => i))('case %i', async (i) => {
    const found = cases()[i];
    if (!found) throw new Error('there are fewer cases than tests');
    const [name, stored, body, outcome] = found;
    const before = await report(stored);
    const { status, json } = await send('PUT', `${path}/observations/${before.id}`, body);
    const now = (await send('GET', `${path}/observations/${before.id}`)).json;
    if (typeof outcome === 'string') {
      expect([name, status, json.errors?.[0].field]).toEqual([name, 400, outcome]);
      expect(now).toEqual(before);
    } else {
      expect([name, status, json]).toEqual([name, 200, { ...before, ...outcome }]);
      expect(now).toEqual(json);
    }
  });

  test('are all of the cases', () => expect(cases()).toHaveLength(27));
});

describe('of an observation of several tasks', () => {
  const tasks = [
    { name: 'cheap', cost: 0.1 },
    { name: 'dear', cost: 1 },
  ];
  let path: string;
  let before: Json;
  beforeEach(async () => {
    path = at(
      await make({
        ...{ tasks, conditionals: [], metrics: ['m'] },
        parameters: [{ name: 'x', type: 'double', bounds }],
      }),
    );
    before = (
      await send('POST', `${path}/observations`, { assignments: { x: 0.5 }, task: 'cheap', values: [{ value: 1 }] })
    ).json;
  });

  // Guarantee: the task of an observation with assignments of its own may change, that of a suggestion's may not.
  test('its task', async () => {
    const changed = await send('PUT', `${path}/observations/${before.id}`, { task: 'dear' });
    expect([changed.status, changed.json.task.name]).toEqual([200, 'dear']);
    expect((await send('PUT', `${path}/observations/${before.id}`, { task: 'none' })).status).toBe(400);
    const suggestion = (await send('POST', `${path}/suggestions`, {})).json;
    const cited = (await send('POST', `${path}/observations`, { suggestion: suggestion.id, values: [{ value: 1 }] }))
      .json;
    const another = suggestion.task.name === 'cheap' ? 'dear' : 'cheap';
    expect((await send('PUT', `${path}/observations/${cited.id}`, { task: another })).status).toBe(400);
    expect((await send('GET', path)).json.progress.observation_budget_consumed).toBeCloseTo(1 + suggestion.task.cost);
  });
});
