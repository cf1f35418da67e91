// The rules of an update: what stays, what may change, what is kept of what was removed.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Experiment } from '../../../shared/domain/experiment.ts';
import { liveParameters } from '../../../shared/domain/parameters/parameter.ts';
import { publicExperiment } from '../../../shared/domain/public/public.ts';
import { experimentBody } from './arbitrary.ts';
import { expectRefusal } from './refusal.ts';
import { type Body, body, categorical, double, experiment, experimentOf, int, noProgress, update } from './samples.ts';

/** x double, i int, g grid, l log, c categorical, d conditioned on mode = a; two metrics. */
const base = experiment(
  body({
    conditionals: [{ name: 'mode', values: ['a', 'b'] }],
    parameters: [
      double('x', { default_value: 0.5 }),
      int('i'),
      { name: 'g', type: 'double', grid: [1, 2, 4] },
      double('l', { bounds: { min: 1, max: 10 }, transformation: 'log' }),
      categorical('c', ['p', 'q', 'r'], { default_value: 'q' }),
      double('d', { conditions: { mode: 'a' } }),
    ],
    metrics: [
      { name: 'm', objective: 'minimize' },
      { name: 's', strategy: 'store' },
    ],
    observation_budget: 10,
    parallel_bandwidth: 2,
    metadata: { k: 1 },
  }),
);
const grid = experiment(body({ type: 'grid', parameters: [{ name: 'g', type: 'int', grid: [1, 2] }] }));

/** The list of all live parameters by name alone, with some of them replaced. */
const listed = (...changes: readonly Body[]) => ({
  parameters: [
    ...liveParameters(base)
      .filter(({ name }) => !changes.some((change) => change['name'] === name))
      .map(({ name }) => ({ name })),
    ...changes,
  ],
});
const only = (...parameters: readonly Body[]) => ({ parameters });
const parameterOf = (current: Experiment, given: Body, name: string) =>
  update(current, given).definition.parameters.find((parameter) => parameter.name === name);
const thresholds = (current: Experiment, given: Body): Experiment => experimentOf(update(current, given).definition);

const accepted: Record<string, Body> = {
  'a new name': { name: ' other ' },
  archiving: { state: 'deleted' },
  'no budget': { observation_budget: null },
  'no bandwidth': { parallel_bandwidth: null },
  'metadata of null': { metadata: null },
  no_optimize: { no_optimize: true },
  'no project': { project: null, budget: null },
  'another project': { project: 'p' },
  'the metrics as they are, in another order': {
    metrics: [
      { name: 's', threshold: null },
      { name: 'm', objective: 'minimize' },
    ],
  },
  'metrics as text': { metrics: ['m', 's'] },
  'other bounds': listed({ name: 'x', bounds: { min: -1, max: 1 } }),
  'another grid': listed({ name: 'g', grid: [8, 1] }),
  'another grid with the old bounds': listed({ name: 'g', bounds: { min: 1, max: 4 }, grid: [8, 1] }),
  'a grid instead of bounds': listed({ name: 'i', grid: [2, 3] }),
  'an unchanged type, scale and condition': listed({
    name: 'd',
    type: 'double',
    transformation: 'none',
    conditions: { mode: ['a'] },
  }),
  'no prior': listed({ name: 'x', prior: null }),
  'a default of null': listed({ name: 'x', default_value: null }),
  'a new parameter': listed(double('new', { default_value: 0 })),
  'a new conditioned parameter': listed(double('new', { default_value: 0, conditions: { mode: 'b' } })),
};

/** What the specification allows is accepted. */
test.each(Object.entries(accepted))('accepts %s', (_, given) => {
  expect(update(base, given).definition.metrics).toEqual(base.metrics);
});

const refused: [string, Body, string, string][] = [
  ['a null name', { name: null }, 'name', 'Invalid type'],
  ['an empty name', { name: ' ' }, 'name', '1 to 100'],
  ['an unknown state', { state: 'paused' }, 'state', 'allowed values'],
  ['a null state', { state: null }, 'state', 'Invalid type'],
  ['a type, even the same', { type: 'offline' }, 'type', 'cannot be changed after creation'],
  ['conditionals', { conditionals: [] }, 'conditionals', 'cannot be changed after creation'],
  ['num_solutions', { num_solutions: 1 }, 'num_solutions', 'cannot be changed after creation'],
  ['earlier experiments', { transfer_from: ['1'] }, 'transfer_from', 'cannot be changed after creation'],
  ['a key that nobody knows', { colour: 'red' }, 'colour', 'Unknown json keys'],
  ['tasks, even none', { tasks: [] }, 'tasks', 'cannot be changed'],
  ['a project of a wrong name', { project: 'P' }, 'project', 'a-z 0-9 . - _. Send'],
  ['the budget of runs', { budget: 5 }, 'budget', 'observation_budget'],
  ['a budget of 0', { observation_budget: 0 }, 'observation_budget', 'at least 1'],
  ['nested metadata', { metadata: { k: [] } }, 'metadata.k', 'Invalid type'],
  ['fewer metrics', { metrics: ['m'] }, 'metrics', 'cannot be added or removed'],
  ['an unknown metric', { metrics: ['m', 'z'] }, 'metrics[1].name', 'cannot be renamed'],
  ['a metric without name', { metrics: ['m', {}] }, 'metrics[1].name', 'not a metric'],
  ['the same metric twice', { metrics: ['m', 'm'] }, 'metrics[1].name', 'Duplicate metric name: m'],
  [
    'another objective',
    { metrics: [{ name: 'm', objective: 'maximize' }, 's'] },
    'metrics[0].objective',
    'cannot be changed. Leave the key out, or create a new experiment; its transfer_from may take along',
  ],
  [
    'another strategy',
    { metrics: [{ name: 'm', strategy: 'store' }, 's'] },
    'metrics[0].strategy',
    'cannot be changed',
  ],
  ['a threshold', { metrics: [{ name: 'm', threshold: 1 }, 's'] }, 'metrics[0].threshold', 'only optimized'],
  ['null parameters', { parameters: null }, 'parameters', 'Invalid type'],
  ['no parameter', { parameters: [] }, 'parameters', '1 to 100'],
  ['a parameter twice', listed({ name: 'x' }, { name: 'x' }), 'parameters[6].name', 'twice'],
  ['a parameter of another type', only({ name: 'x', type: 'int' }), 'parameters[0].type', 'cannot be changed'],
  ['a scale', only({ name: 'x', transformation: 'log' }), 'parameters[0].transformation', 'cannot be changed'],
  ['no scale', only({ name: 'l', transformation: null }), 'parameters[0].transformation', 'cannot be changed'],
  [
    'another condition',
    only({ name: 'd', conditions: { mode: 'b' } }),
    'parameters[0].conditions',
    'cannot be changed',
  ],
  ['no condition', only({ name: 'd', conditions: {} }), 'parameters[0].conditions', 'cannot be changed'],
  [
    'a condition on more',
    only({ name: 'x', conditions: { mode: 'a' } }),
    'parameters[0].conditions',
    'cannot be changed',
  ],
  [
    'log bounds at 0',
    only({ name: 'l', bounds: { min: 0, max: 1 } }),
    'parameters[0].bounds.min',
    'log-transformation',
  ],
  ['narrow bounds', only({ name: 'x', bounds: { min: 0, max: 0 } }), 'parameters[0].bounds', 'must exceed'],
  ['bounds of a categorical', only({ name: 'c', bounds: { min: 0, max: 1 } }), 'parameters[0].bounds', 'categorical'],
  [
    'categories of a number',
    only({ name: 'x', categorical_values: ['a', 'b'] }),
    'parameters[0].categorical_values',
    'double',
  ],
  [
    'bounds of a grid parameter',
    only({ name: 'g', bounds: { min: 0, max: 9 } }),
    'parameters[0].bounds',
    'follow from the grid',
  ],
  [
    'a default outside of the bounds',
    only({ name: 'x', default_value: 2 }),
    'parameters[0].default_value',
    'within the bounds',
  ],
  [
    'bounds that leave the default',
    only({ name: 'x', bounds: { min: 0.6, max: 1 } }),
    'parameters[0].default_value',
    'within the bounds',
  ],
  ['one category', only({ name: 'c', categorical_values: ['q'] }), 'parameters[0].categorical_values', '2 to 1000'],
  [
    'removing the default category',
    only({ name: 'c', categorical_values: ['p', 'r'] }),
    'parameters[0].default_value',
    'not a category',
  ],
  [
    'a prior outside of the bounds',
    only({ name: 'x', prior: { name: 'normal', mean: 99, scale: 1 } }),
    'parameters[0].prior',
    'within the bounds',
  ],
  ['a new parameter without type', only({ name: 'new', default_value: 0 }), 'parameters[0].type', 'is missing'],
  ['a new parameter without default', only(double('new')), 'parameters[0].default_value', 'is missing'],
  [
    'a new default outside of the bounds',
    only(double('new', { default_value: 3 })),
    'parameters[0].default_value',
    'within the bounds',
  ],
  [
    'the name of a conditional',
    only(double('mode', { default_value: 0 })),
    'parameters[0].name',
    'name of a conditional',
  ],
  ['no parameter for mode = b', only({ name: 'd' }), 'parameters', '"mode":"b"'],
];

/** Each rule refuses what breaks it, and says which field. */
test.each(refused)('refuses %s', (_, given, field, fragment) =>
  expectRefusal(() => update(base, given), field, fragment),
);

/** A grid is walked once: its parameters and its budget are fixed. */
test('refuses to change a grid', () => {
  expectRefusal(() => update(grid, { parameters: [{ name: 'g' }] }), 'parameters', 'type grid');
  expectRefusal(() => update(grid, { observation_budget: 2 }), 'observation_budget', 'type grid');
  expect(update(grid, { name: 'other' }).definition).toEqual({ ...update(grid, {}).definition, name: 'other' });
});

/** Null clears what can be cleared; a state goes back and forth. */
test('clears and replaces', () => {
  const { definition, state } = update(base, {
    observation_budget: null,
    parallel_bandwidth: 3,
    metadata: { z: null, y: 'v' },
    state: 'deleted',
  });
  expect(definition).toMatchObject({ observationBudget: null, parallelBandwidth: 3, metadata: { y: 'v' } });
  expect(state).toBe('deleted');
  expect(update({ ...base, state: 'deleted' }, { state: 'active' }).state).toBe('active');
  expect(update({ ...base, state: 'deleted' }, {}).state).toBe('deleted');
});

/** A sole metric is recognised without its name. */
test('lets a sole metric go unnamed', () => {
  const sole = experiment(body({ metrics: ['acc'] }));
  expect(update(sole, { metrics: [{ objective: 'maximize' }] }).definition.metrics).toEqual(sole.metrics);
  expectRefusal(() => update(sole, { metrics: ['other'] }), 'metrics[0].name', 'cannot be renamed');
});

/** A removed parameter is kept, hidden; it comes back as what it was, and needs a default for the time without it. */
test('removes and restores a parameter', () => {
  const without = thresholds(base, only({ name: 'x' }, { name: 'c' }));
  expect(liveParameters(without).map(({ name }) => name)).toEqual(['c', 'x']);
  expect(without.parameters.map(({ name }) => name)).toEqual(base.parameters.map(({ name }) => name));
  const all = [{ name: 'x' }, { name: 'c' }];
  expectRefusal(() => update(without, only(...all, { name: 'i' })), 'parameters[2].default_value', 'is missing');
  expectRefusal(
    () => update(without, only(...all, { name: 'i', default_value: 10 })),
    'parameters[2].default_value',
    'within the bounds',
  );
  expectRefusal(
    () => update(without, only(...all, double('i', { default_value: 2 }))),
    'parameters[2].type',
    'cannot be changed',
  );
  const stored = base.parameters.find(({ name }) => name === 'i');
  expect(parameterOf(without, only(...all, { name: 'i', default_value: 2 }), 'i')).toEqual({
    ...stored,
    defaultValue: 2,
  });
});

/** A removed category keeps its index, comes back with it, and no other name ever gets it. */
test('removes, restores and adds categories', () => {
  const fewer = thresholds(base, listed({ name: 'c', categorical_values: ['q', 'new'] }));
  expect(fewer.parameters.find(({ name }) => name === 'c')?.categories).toEqual([
    { name: 'p', index: 1, deleted: true },
    { name: 'q', index: 2, deleted: false },
    { name: 'r', index: 3, deleted: true },
    { name: 'new', index: 4, deleted: false },
  ]);
  const again = listed({ name: 'c', categorical_values: [{ name: 'r', enum_index: 1 }, 'q', 'newest'] });
  expect(parameterOf(fewer, again, 'c')?.categories).toEqual([
    { name: 'p', index: 1, deleted: true },
    { name: 'q', index: 2, deleted: false },
    { name: 'r', index: 3, deleted: false },
    { name: 'new', index: 4, deleted: true },
    { name: 'newest', index: 5, deleted: false },
  ]);
});

const names = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'constructor');

/** Law: over any sequence of replacements, an index belongs to one name and a name to one index. */
test('never gives an index of a category to another name', () => {
  const start = experiment(body({ parameters: [categorical('k', ['a', 'b'])] }));
  const replacements = fc.array(fc.uniqueArray(names, { minLength: 2 }), { maxLength: 6 });
  fc.assert(
    fc.property(replacements, (sets) => {
      const owner = new Map<number, string>();
      const index = new Map<string, number>();
      let current = start;
      for (const set of sets) {
        current = thresholds(current, only({ name: 'k', categorical_values: set }));
        const categories = current.parameters[0]?.categories ?? [];
        expect(
          categories
            .filter(({ deleted }) => !deleted)
            .map(({ name }) => name)
            .sort(),
        ).toEqual([...set].sort());
        for (const category of categories) {
          expect(owner.get(category.index) ?? category.name).toBe(category.name);
          expect(index.get(category.name) ?? category.index).toBe(category.index);
          owner.set(category.index, category.name);
          index.set(category.name, category.index);
        }
      }
    }),
  );
});

/** Law: an update that says nothing, or repeats what a reader was shown, changes nothing. */
test('changes nothing when nothing new is said', () => {
  fc.assert(
    fc.property(experimentBody, (given) => {
      const current = experiment(given);
      const unchanged = { definition: update(current, {}).definition, state: 'active' };
      expect(experimentOf(unchanged.definition)).toEqual(current);
      const { name, parameters, metrics, metadata } = publicExperiment(current, noProgress);
      expect(update(current, JSON.parse(JSON.stringify({ name, parameters, metrics, metadata })))).toEqual(unchanged);
    }),
  );
});

describe('thresholds', () => {
  const guided = experiment(
    body({
      metrics: ['a', { name: 'b', threshold: 2 }, { name: 'c', strategy: 'constraint', threshold: 3 }],
      observation_budget: 30,
    }),
  );
  const thresholds = (...metrics: readonly unknown[]) =>
    update(guided, { metrics }).definition.metrics.map(({ threshold }) => threshold);

  /** A number sets, null removes, what is absent stays; the order of the request does not matter. */
  test('can be set, removed and left alone', () => {
    expect(thresholds('a', 'b', 'c')).toEqual([null, 2, 3]);
    expect(
      thresholds({ name: 'c', threshold: -1 }, { name: 'a', threshold: 5 }, { name: 'b', threshold: null }),
    ).toEqual([5, null, -1]);
  });

  /** The rules of creation hold. */
  test('follow the rules of creation', () => {
    expectRefusal(() => thresholds('a', 'b', { name: 'c', threshold: null }), 'metrics[2].threshold', 'is missing');
    const stored = experiment(body({ metrics: ['m', { name: 's', strategy: 'store' }] }));
    const given = { metrics: ['m', { name: 's', threshold: 1 }] };
    expectRefusal(() => update(stored, given), 'metrics[1].threshold', 'only stored');
  });

  /** With two optimized metrics the plan is made for the budget, so it stays. */
  test('come with a budget that cannot be changed for two optimized metrics', () => {
    for (const budget of [40, null])
      expectRefusal(
        () => update(guided, { observation_budget: budget }),
        'observation_budget',
        'more than one optimized',
      );
    const single = experiment(
      body({ metrics: ['m', { name: 'c', strategy: 'constraint', threshold: 3 }], observation_budget: 30 }),
    );
    expect(update(single, { observation_budget: 40 }).definition.observationBudget).toBe(40);
  });
});
