// The rules of a new experiment, each with what it accepts and what it refuses.
import { describe, expect, test } from 'vitest';
import { maxDefinitionBytes } from '../../../shared/domain/definition/definition-size.ts';
import { expectRefusal } from './refusal.ts';
import { type Body, body, categorical, create, double, int } from './samples.ts';

const many = (count: number) => Array.from({ length: count }, (_, i) => `n${i}`);
const parameters = (...list: readonly unknown[]) => body({ parameters: list });
const metrics = (...list: readonly unknown[]) => body({ metrics: list });
const planned = (...list: readonly unknown[]) => body({ metrics: list, observation_budget: 30 });
const limit = (name: string) => ({ name, strategy: 'constraint', threshold: 1 });
const metadata = (value: unknown) => body({ metadata: value });
const switched = (conditions: unknown, more: Body = {}) =>
  body({
    conditionals: [{ name: 'mode', values: ['a', 'b'] }],
    parameters: [double('x'), double('y', { conditions })],
    ...more,
  });

const accepted: Record<string, Body> = {
  'the smallest body': body(),
  'a name with blanks around 100 characters': body({ name: ` ${'n'.repeat(100)} ` }),
  '100 characters outside of the basic plane': body({ name: '😀'.repeat(100) }),
  'every type': body({ type: 'random' }),
  'null for every optional key': body({
    type: null,
    metrics: null,
    observation_budget: null,
    budget: null,
    parallel_bandwidth: null,
    num_solutions: null,
    conditionals: null,
    linear_constraints: null,
    tasks: null,
    metadata: null,
    project: null,
    runs_only: null,
  }),
  'neutral values of later features': body({
    conditionals: [],
    linear_constraints: [],
    tasks: [],
    num_solutions: 1,
    runs_only: false,
  }),
  'a neutral threshold': metrics({ name: 'm', threshold: null }),
  'a neutral transformation and prior': parameters(double('x', { transformation: 'none', prior: null })),
  'one observation of budget and bandwidth': body({ observation_budget: 1, parallel_bandwidth: 1 }),
  'unknown keys inside a parameter': parameters(double('x', { object: 'parameter', precision: 3, tunable: true })),
  '100 parameters': body({ parameters: many(100).map((name) => double(name)) }),
  'the narrowest bounds': parameters(double('x', { bounds: { min: 0, max: 1e-8 } })),
  'whole bounds written as floats': parameters(int('x', { bounds: { min: 1.0, max: 2.0 } })),
  'a grid on a double': parameters({ name: 'x', type: 'double', grid: [3, 1, 2] }),
  'a grid on an int': parameters({ name: 'x', type: 'int', grid: [1, 10], bounds: null }),
  'a log grid': parameters({ name: 'x', type: 'double', grid: [0.1, 1], transformation: 'log' }),
  'categories as text': parameters(categorical('c', ['a', 'b'])),
  'categories as objects': parameters({
    name: 'c',
    type: 'categorical',
    categorical_values: [{ name: 'a', enum_index: 7 }, { name: 'b' }],
  }),
  '1000 categories': parameters(categorical('c', many(1000))),
  'a default outside of the bounds': parameters(double('x', { default_value: 5 })),
  'a default category': parameters(categorical('c', ['a', 'b'], { default_value: 'b' })),
  'a condition as a value': switched({ mode: 'a' }),
  'a condition as a list': switched({ mode: ['a', 'b'] }),
  'an unnamed metric': metrics({ objective: 'minimize' }),
  'a metric as text': metrics('loss'),
  'two optimized metrics': planned('a', { name: 'b', threshold: 0.5 }),
  'two optimized metrics of a grid, whose budget is known': {
    ...metrics('a', 'b'),
    type: 'grid',
    parameters: [int('k', { bounds: null, grid: [1, 2] })],
  },
  'four constraints': planned('m', ...['a', 'b', 'c', 'd'].map(limit)),
  'constraints alone': planned(limit('c')),
  'a metric with its object key': metrics({ object: 'metric', name: 'm' }),
  '50 metrics': metrics('best', ...many(49).map((name) => ({ name, strategy: 'store' }))),
  '100 keys of metadata': metadata(Object.fromEntries(many(100).map((key) => [key, 1]))),
  'metadata of 500 characters': metadata({ k: 'v'.repeat(500) }),
  'a name that every object inherits': parameters(double('constructor'), double('toString')),
};

/** What the specification allows is accepted. */
test.each(Object.entries(accepted))('accepts %s', (_, given) => {
  expect(create(given).parameters.length).toBeGreaterThan(0);
});

const refused: [string, Body, string, string][] = [
  ['no name', { parameters: [double('x')] }, 'name', 'Missing required json key'],
  ['a null name', body({ name: null }), 'name', 'Invalid type'],
  ['a name of blanks', body({ name: '   ' }), 'name', '1 to 100'],
  ['a name of 101 characters', body({ name: 'n'.repeat(101) }), 'name', '1 to 100'],
  ['a control character', body({ name: 'a\tb' }), 'name', 'control'],
  ['an unknown type', body({ type: 'online' }), 'type', 'is not one of the allowed values'],
  ['an unknown key', body({ colour: 1 }), 'colour', 'Unknown json keys'],
  ['no parameters', { name: 'demo' }, 'parameters', 'Missing required json key'],
  ['an empty list of parameters', body({ parameters: [] }), 'parameters', '1 to 100'],
  ['101 parameters', body({ parameters: many(101).map((name) => double(name)) }), 'parameters', '1 to 100'],
  ['a budget of 0', body({ observation_budget: 0 }), 'observation_budget', 'at least 1'],
  ['a budget of 1.5', body({ observation_budget: 1.5 }), 'observation_budget', 'Invalid type'],
  ['a budget of true', body({ observation_budget: true }), 'observation_budget', 'Invalid type'],
  ['the budget of runs', body({ budget: 3 }), 'budget', 'observation_budget'],
  ['a bandwidth of 0', body({ parallel_bandwidth: 0 }), 'parallel_bandwidth', 'at least 1'],
  ['no solution', body({ num_solutions: 0 }), 'num_solutions', 'at least 1'],
];

const refusedParameters: [string, Body, string, string][] = [
  ['no name', { type: 'double' }, 'name', 'Missing required json key'],
  ['an empty name', double(''), 'name', '1 to 100'],
  ['a name of 101 characters', double('n'.repeat(101)), 'name', '1 to 100'],
  ['the reserved name', double('__proto__'), 'name', 'reserved'],
  ['no type', { name: 'x', bounds: { min: 0, max: 1 } }, 'type', 'Missing required json key'],
  ['no bounds', { name: 'x', type: 'double' }, 'bounds', 'is missing'],
  ['half of the bounds', double('x', { bounds: { min: 0 } }), 'bounds.max', 'Missing required json key'],
  ['bounds of text', double('x', { bounds: { min: '0', max: 1 } }), 'bounds.min', 'Invalid type'],
  ['bounds that are too narrow', double('x', { bounds: { min: 0, max: 0.9e-8 } }), 'bounds', '1e-8'],
  ['bounds in the wrong order', int('x', { bounds: { min: 2, max: 1 } }), 'bounds', 'must exceed'],
  ['bounds without a finite width', double('x', { bounds: { min: -1e308, max: 1e308 } }), 'bounds', 'too far apart'],
  ['bounds of an int that are not whole', int('x', { bounds: { min: 0, max: 1.5 } }), 'bounds.max', 'whole'],
  ['bounds of an int beyond 2^53', int('x', { bounds: { min: 0, max: 2 ** 53 } }), 'bounds.max', 'whole'],
  ['bounds of a categorical', categorical('x', ['a', 'b'], { bounds: { min: 0, max: 1 } }), 'bounds', 'categorical'],
  ['categories of a number', int('x', { categorical_values: ['a', 'b'] }), 'categorical_values', 'type int'],
  ['no categories', { name: 'x', type: 'categorical' }, 'categorical_values', 'is missing'],
  ['one category', categorical('x', ['a']), 'categorical_values', '2 to 1000'],
  ['1001 categories', categorical('x', many(1001)), 'categorical_values', '2 to 1000'],
  ['a category twice', categorical('x', ['a', 'b', 'a']), 'categorical_values[2]', 'twice'],
  [
    'a category that is a number',
    { name: 'x', type: 'categorical', categorical_values: [1, 2] },
    'categorical_values[0]',
    'Invalid type: a category is text, such as "1", or an object with its name',
  ],
  ['an empty category', categorical('x', ['a', '']), 'categorical_values[1]', '1 to 50'],
  ['a category of 51 characters', categorical('x', ['a', 'c'.repeat(51)]), 'categorical_values[1]', '1 to 50'],
  ['grid and bounds', double('x', { grid: [1, 2] }), 'bounds', 'together with grid'],
  ['a grid of one value', { name: 'x', type: 'double', grid: [1] }, 'grid', 'two distinct'],
  ['a grid value twice', { name: 'x', type: 'double', grid: [1, 2, 1] }, 'grid', 'two distinct'],
  ['a grid of text', { name: 'x', type: 'double', grid: [1, 'a'] }, 'grid[1]', 'Invalid type'],
  ['a grid of an int that is not whole', { name: 'x', type: 'int', grid: [1, 1.5] }, 'grid[1]', 'Invalid type'],
  ['a grid of a categorical', categorical('x', ['a', 'b'], { grid: ['a', 'b'] }), 'grid', 'categorical'],
  ['a default of the wrong type', double('x', { default_value: 'a' }), 'default_value', 'Invalid type'],
  ['a default that is true', double('x', { default_value: true }), 'default_value', 'Invalid type'],
  ['a default that is not whole', int('x', { default_value: 1.5 }), 'default_value', 'whole'],
  [
    'an unknown default category',
    categorical('x', ['a', 'b'], { default_value: 'c' }),
    'default_value',
    'not a category',
  ],
  [
    'a default off the grid',
    { name: 'x', type: 'int', grid: [1, 3], default_value: 2 },
    'default_value',
    'on the grid',
  ],
  ['log of an int', int('x', { transformation: 'log' }), 'transformation', 'type int'],
  ['even no transformation of an int', int('x', { transformation: 'none' }), 'transformation', 'type int'],
  ['log of a categorical', categorical('x', ['a', 'b'], { transformation: 'log' }), 'transformation', 'categorical'],
  ['an unknown transformation', double('x', { transformation: 'sqrt' }), 'transformation', 'allowed values'],
  ['log of bounds at 0', double('x', { transformation: 'log' }), 'bounds.min', 'log-transformation'],
  [
    'log of a grid at 0',
    { name: 'x', type: 'double', grid: [0, 1], transformation: 'log' },
    'grid',
    'log-transformation',
  ],
  [
    'a default of a log parameter at 0',
    double('x', { bounds: { min: 1, max: 2 }, transformation: 'log', default_value: 0 }),
    'default_value',
    'log-transformation',
  ],
  ['a prior of an int', int('x', { prior: { name: 'normal', mean: 1, scale: 1 } }), 'prior', 'type double'],
  [
    'conditions without conditionals',
    double('x', { conditions: { mode: 'a' } }),
    'conditions.mode',
    'not a conditional',
  ],
];

const refusedMetrics: [string, Body, string, string][] = [
  ['none', metrics(), 'metrics', 'The `metrics` list must contain a metric'],
  ['51', metrics(...many(51)), 'metrics', 'at most 50'],
  [
    'an unnamed one of two',
    metrics('m', {}),
    'metrics[1].name',
    'Multimetric experiments do not support unnamed metrics',
  ],
  ['the same twice', metrics('metric', 'metric'), 'metrics[1].name', 'Duplicate metric name: metric'],
  ['a long name', metrics('m'.repeat(101)), 'metrics[0].name', '1 to 100'],
  ['an unknown key', metrics({ name: 'm', goal: 1 }), 'metrics[0].goal', 'Unknown json keys'],
  ['an unknown objective', metrics({ objective: 'up' }), 'metrics[0].objective', 'allowed values'],
  ['a number', metrics(3), 'metrics[0]', 'Invalid type'],
  ['only stored ones', metrics({ name: 'm', strategy: 'store' }), 'metrics', 'must have the strategy optimize'],
  ['three optimized ones', metrics('a', 'b', 'c'), 'metrics', 'at most 2'],
  ['five constraints', planned('m', ...['a', 'b', 'c', 'd', 'e'].map(limit)), 'metrics', 'at most 4'],
  ['two optimized ones without a budget', metrics('a', 'b'), 'observation_budget', 'more than one optimized'],
  ['a constraint without a budget', metrics('a', limit('c')), 'observation_budget', 'constraint metrics'],
  ['an unknown strategy', metrics({ name: 'm', strategy: 'ignore' }), 'metrics[0].strategy', 'allowed values'],
  [
    'a threshold of a stored one',
    metrics('m', { name: 's', strategy: 'store', threshold: 1 }),
    'metrics[1].threshold',
    'only stored',
  ],
  ['a threshold of the only one', metrics({ name: 'm', threshold: 1 }), 'metrics[0].threshold', 'only optimized'],
  [
    'a constraint without threshold',
    metrics('m', { name: 'c', strategy: 'constraint' }),
    'metrics[1].threshold',
    'is missing',
  ],
];

const refusedConditionals: [string, Body, string, string][] = [
  ['one value', body({ conditionals: [{ name: 'm', values: ['a'] }] }), 'conditionals[0].values', '2 to 1000'],
  ['a value twice', body({ conditionals: [{ name: 'm', values: ['a', 'a'] }] }), 'conditionals[0].values', 'twice'],
  ['no values', body({ conditionals: [{ name: 'm' }] }), 'conditionals[0].values', 'Missing required json key'],
  [
    'an unknown key',
    body({ conditionals: [{ name: 'm', values: ['a', 'b'], x: 1 }] }),
    'conditionals[0].x',
    'Unknown json keys',
  ],
  [
    'a name twice',
    body({ conditionals: ['m', 'm'].map((name) => ({ name, values: ['a', 'b'] })) }),
    'conditionals[1].name',
    'another conditional',
  ],
  [
    'the name of a parameter',
    body({ conditionals: [{ name: 'x', values: ['a', 'b'] }] }),
    'parameters[0].name',
    'name of a conditional',
  ],
  ['an unknown conditional', switched({ kind: 'a' }), 'parameters[1].conditions.kind', 'not a conditional'],
  ['an unknown value', switched({ mode: ['a', 'c'] }), 'parameters[1].conditions.mode', 'of the conditional'],
  ['an empty condition', switched({ mode: [] }), 'parameters[1].conditions.mode', 'of the conditional'],
  ['a condition that is a number', switched({ mode: 1 }), 'parameters[1].conditions.mode', 'of the conditional'],
  [
    'a combination without parameters',
    switched({ mode: 'a' }, { parameters: [double('y', { conditions: { mode: 'a' } })] }),
    'parameters',
    '"mode":"b"',
  ],
];

const refusedMetadata: [string, Body, string, string][] = [
  ['101 keys', metadata(Object.fromEntries(many(101).map((key) => [key, 1]))), 'metadata', 'at most 100'],
  ['a key of 101 characters', metadata({ ['k'.repeat(101)]: 1 }), 'metadata', '1 to 100'],
  ['a text of 501 characters', metadata({ k: 'v'.repeat(501) }), 'metadata.k', 'at most 500'],
  ['true', metadata({ k: true }), 'metadata.k', 'Invalid type'],
  ['a nested object', metadata({ k: {} }), 'metadata.k', 'Invalid type'],
  ['a list', metadata([1]), 'metadata', 'Invalid type'],
];

/** Each rule refuses what breaks it, and says which field. */
describe('refuses', () => {
  test.each(refused)('%s', (_, given, field, fragment) => expectRefusal(() => create(given), field, fragment));
  test.each(refusedParameters)('a parameter with %s', (_, parameter, field, fragment) => {
    expectRefusal(() => create(parameters(parameter)), `parameters[0].${field}`, fragment);
  });
  test.each(refusedMetrics)('metrics: %s', (_, given, field, fragment) =>
    expectRefusal(() => create(given), field, fragment),
  );
  test.each(refusedConditionals)('conditionals: %s', (_, given, field, fragment) =>
    expectRefusal(() => create(given), field, fragment),
  );
  test.each(refusedMetadata)('metadata: %s', (_, given, field, fragment) =>
    expectRefusal(() => create(given), field, fragment),
  );
});

const ofRuns = (more: Body): Body => body({ project: 'mine', runs_only: true, metrics: [{ name: 'm' }], ...more });

/** An experiment made of runs is in a project, counts its budget by another name, and names its metrics. */
test('is made of runs', () => {
  expect(create(ofRuns({ budget: 7 }))).toMatchObject({ project: 'mine', runsOnly: true, observationBudget: 7 });
  expect(create(body({ project: 'mine' }))).toMatchObject({ project: 'mine', runsOnly: false });
});

const refusedRuns: [string, Body, string, string][] = [
  ['no project', ofRuns({ project: null }), 'project', 'is missing'],
  ['the other budget', ofRuns({ observation_budget: 7 }), 'observation_budget', 'Use budget'],
  ['no metrics', ofRuns({ metrics: null }), 'metrics', 'is missing'],
  ['an unnamed metric', ofRuns({ metrics: [{}] }), 'metrics[0].name', 'Name each metric'],
  [
    'tasks',
    ofRuns({
      tasks: [
        { name: 'a', cost: 1 },
        { name: 'b', cost: 0.1 },
      ],
    }),
    'tasks',
    'made of runs',
  ],
  ['a missing budget', ofRuns({ metrics: [{ name: 'a' }, { name: 'b' }] }), 'budget', 'is missing'],
  ['the budget of runs without runs', body({ budget: 7 }), 'budget', 'Use observation_budget'],
];

test.each(refusedRuns)('refuses runs with %s', (_, given, field, fragment) =>
  expectRefusal(() => create(given), field, fragment),
);

/** What is missing deep inside is named by its path. */
test('prefers the message of the specification', () => {
  expectRefusal(
    () => create(body({ linear_constraints: [{ type: 'less_than' }] })),
    'linear_constraints[0].threshold',
    'Missing required json key',
  );
  expectRefusal(() => create(body({ project: 'Not A Slug' })), 'project', 'a-z 0-9');
});

/** Defaults: offline, one unnamed maximized metric, nothing else. */
test('fills in defaults', () => {
  expect(create(body({ name: '  demo ' }))).toEqual({
    name: 'demo',
    type: 'offline',
    parameters: [
      {
        name: 'x',
        type: 'double',
        bounds: { min: 0, max: 1 },
        grid: null,
        categories: [],
        defaultValue: null,
        conditions: {},
        prior: null,
        transformation: null,
        deleted: false,
      },
    ],
    conditionals: [],
    metrics: [{ name: null, objective: 'maximize', strategy: 'optimize', threshold: null, noise: 'unknown' }],
    tasks: [],
    observationBudget: null,
    parallelBandwidth: null,
    linearConstraints: [],
    transferFrom: [],
    project: null,
    runsOnly: false,
    numSolutions: null,
    metadata: null,
  });
});

/** Parameters and metrics are sorted by name, grids by value; bounds of a grid are its ends; categories count from 1 as given. */
test('puts things in order', () => {
  const made = create(
    body({
      parameters: [categorical('c', ['z', 'a']), { name: 'b', type: 'int', grid: [3, 1, 2] }],
      metrics: ['m', { name: 'a', strategy: 'store' }],
    }),
  );
  expect(made.parameters.map(({ name }) => name)).toEqual(['b', 'c']);
  expect(made.metrics.map(({ name }) => name)).toEqual(['a', 'm']);
  expect(made.parameters[0]).toMatchObject({ grid: [1, 2, 3], bounds: { min: 1, max: 3 } });
  expect(made.parameters[1]?.categories).toEqual([
    { name: 'z', index: 1, deleted: false },
    { name: 'a', index: 2, deleted: false },
  ]);
});

const gridBody = (more: Body = {}) =>
  body({
    type: 'grid',
    parameters: [{ name: 'g', type: 'int', grid: [1, 2, 3] }, categorical('c', ['a', 'b'])],
    ...more,
  });

/** The budget of a grid is its number of points, and nothing else. */
test('computes the budget of a grid', () => {
  expect(create(gridBody()).observationBudget).toBe(6);
  expect(create(gridBody({ observation_budget: 6 })).observationBudget).toBe(6);
  for (const wrong of [5, 7]) {
    expectRefusal(() => create(gridBody({ observation_budget: wrong })), 'observation_budget', '6');
  }
  expectRefusal(
    () => create(gridBody({ parameters: [categorical('c', ['a', 'b']), double('x')] })),
    'parameters[1].grid',
    'needs a grid',
  );
  expectRefusal(
    () => create(gridBody({ conditionals: [{ name: 'm', values: ['a', 'b'] }] })),
    'conditionals',
    'type grid',
  );
  const huge = many(60).map((name) => categorical(name, ['a', 'b']));
  expectRefusal(() => create(gridBody({ parameters: huge })), 'parameters', '2^53');
});

/** A definition that would not fit into its item is refused with size and limit. */
test('refuses a definition above 300 KB', () => {
  const wide = many(20).map((name) =>
    categorical(
      name,
      many(1000).map((value) => value.padEnd(50, '-')),
    ),
  );
  expectRefusal(() => create(body({ parameters: wide })), 'parameters', String(maxDefinitionBytes));
});

/** Strategy and threshold are kept as they were given, whatever the order. */
test('keeps what metrics are for', () => {
  const made = create(planned(limit('z'), { name: 'b', objective: 'minimize', threshold: 0.5 }, 'a'));
  expect(made.metrics).toEqual([
    { name: 'a', objective: 'maximize', strategy: 'optimize', threshold: null, noise: 'unknown' },
    { name: 'b', objective: 'minimize', strategy: 'optimize', threshold: 0.5, noise: 'unknown' },
    { name: 'z', objective: 'maximize', strategy: 'constraint', threshold: 1, noise: 'unknown' },
  ]);
});
