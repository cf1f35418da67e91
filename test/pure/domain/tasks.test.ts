// Tasks with costs: what a definition may say of them, how one is named, and what an observation's task may become.
import { describe, expect, test } from 'vitest';
import { createDefinition } from '../../../shared/domain/definition/definition-create.ts';
import { updateDefinition } from '../../../shared/domain/definition/definition-update.ts';
import { costOf, readTask, requireTask, taskOfCost } from '../../../shared/domain/definition/tasks.ts';
import type { Experiment } from '../../../shared/domain/experiment.ts';
import { publicExperiment, publicObservation } from '../../../shared/domain/public/public.ts';
import { checkReport, mergeReport } from '../../../shared/domain/reports/report.ts';
import { expectRefusal } from './refusal.ts';
import { noProgress, observation } from './samples.ts';

type Input = Parameters<typeof createDefinition>[0];
const cheap = { name: 'cheap', cost: 0.1 };
const whole = { name: 'whole', cost: 1 };
const input = (more: Partial<Input> = {}): Input => ({
  ...{ name: 'demo', observation_budget: 10, tasks: [cheap, whole] },
  parameters: [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }],
  ...more,
});
const definition = createDefinition(input());
const experiment: Experiment = {
  ...definition,
  ...{ id: '17', client: '3', user: null, state: 'active', development: false, created: 1, updated: 1, revision: 1 },
};
const plain = createDefinition(input({ tasks: null }));

describe('a definition', () => {
  // Stored and shown dearest first, costs as they were given; an experiment without tasks does not show the key.
  test('keeps its tasks', () => {
    expect(definition.tasks).toEqual([whole, cheap]);
    expect(createDefinition(input({ tasks: [] })).tasks).toEqual([]);
    const shown = publicExperiment(experiment, noProgress);
    expect(shown).toMatchObject({
      tasks: [
        { object: 'task', ...whole },
        { object: 'task', ...cheap },
      ],
    });
    expect('tasks' in publicExperiment({ ...experiment, tasks: [] }, noProgress)).toBe(false);
  });

  const refused: [string, Partial<Input>, string, string][] = [
    ['one task', { tasks: [whole] }, 'tasks', 'at least two'],
    ['names twice', { tasks: [whole, { name: 'whole', cost: 0.2 }] }, 'tasks[1].name', 'listed twice'],
    ['costs twice', { tasks: [whole, cheap, { name: 'b', cost: 0.1 }] }, 'tasks[2].cost', 'listed twice'],
    ['a cost of nothing', { tasks: [whole, { name: 'b', cost: 0 }] }, 'tasks[1].cost', 'above 0'],
    ['a cost above 1', { tasks: [whole, { name: 'b', cost: 1.5 }] }, 'tasks[1].cost', 'at most 1'],
    ['no full task', { tasks: [cheap, { name: 'b', cost: 0.5 }] }, 'tasks', 'cost 1'],
    ['an empty name', { tasks: [whole, { name: '', cost: 0.5 }] }, 'tasks[1].name', 'name'],
    ['no budget', { observation_budget: null }, 'observation_budget', 'tasks'],
    ['two optimized metrics', { metrics: ['a', 'b'] }, 'tasks', 'more than one optimized metric'],
    [
      'constraint metrics',
      { metrics: ['a', { name: 'b', strategy: 'constraint', threshold: 1 }] },
      'tasks',
      'constraint metrics',
    ],
  ];
  // The rules of the contract, each in a message that names the field.
  test.each(refused)('refuses %s', (_, more, field, fragment) =>
    expectRefusal(() => createDefinition(input(more)), field, fragment),
  );

  // Tasks are for good, and the rest can still be changed.
  test('does not change them', () => {
    expectRefusal(() => updateDefinition(experiment, { tasks: [] }), 'tasks', 'cannot be changed');
    expect(updateDefinition(experiment, { name: 'other' }).definition.tasks).toEqual([whole, cheap]);
  });
});

describe('a task', () => {
  // A name, an object with it, or that with its own cost; nothing else, and nothing in an experiment without tasks.
  test('is named', () => {
    for (const given of ['cheap', { name: 'cheap' }, { name: 'cheap', cost: 0.1, object: 'task' }])
      expect(readTask(definition, given, 'task')).toBe('cheap');
    expect(readTask(definition, null, 'task')).toBeNull();
    for (const given of ['other', 7, [], {}, { name: 7 }])
      expectRefusal(() => readTask(definition, given, 'task'), 'task', 'must be a task of the experiment');
    expectRefusal(() => readTask(definition, { name: 'cheap', cost: 0.5 }, 'task'), 'task.cost', 'must be the cost');
    expectRefusal(() => readTask(plain, 'cheap', 'task'), 'task', 'has no tasks');
    expectRefusal(() => requireTask(definition, undefined, 'task'), 'task', 'is missing');
    expect(requireTask(plain, undefined, 'task')).toBeNull();
  });

  // Costs and names go back and forth.
  test('has a cost', () => {
    expect(['cheap', 'whole', null].map((name) => costOf(definition, name))).toEqual([0.1, 1, 1]);
    expect([0.1, 1, null].map((cost) => taskOfCost(definition, cost))).toEqual(['cheap', 'whole', null]);
  });
});

describe('an observation', () => {
  const values = [{ value: 1 }];
  const own = observation({ task: 'cheap' });
  const tied = observation({ task: 'cheap', suggestion: '90' });
  const task = (stored: typeof own, update: object) => mergeReport(definition, stored, update).task;

  // Beside assignments the task must be said, beside a suggestion it must not; without tasks in the experiment the key is ignored.
  test('is reported with its task', () => {
    expect(checkReport(definition, { assignments: { x: 0.5 }, values, task: 'cheap' }).task).toBe('cheap');
    expect(checkReport(definition, { suggestion: '90', values }).task).toBeNull();
    expectRefusal(() => checkReport(definition, { assignments: { x: 0.5 }, values }), 'task', 'is missing');
    expectRefusal(() => checkReport(definition, { suggestion: '90', values, task: 'cheap' }), 'task', 'together');
    expect(checkReport(plain, { assignments: { x: 0.5 }, values, task: 'cheap' }).task).toBeNull();
    expect(publicObservation(definition, '17', own)).toMatchObject({ task: { object: 'task', ...cheap } });
  });

  // One with assignments of its own may change its task; that of a suggestion may be repeated, not changed.
  test('changes its task', () => {
    expect(task(own, {})).toBe('cheap');
    expect(task(own, { task: 'whole' })).toBe('whole');
    expectRefusal(() => task(own, { task: null }), 'task', 'is missing');
    expect(task(tied, { task: 'cheap' })).toBe('cheap');
    expect(task(tied, { task: null })).toBe('cheap');
    expectRefusal(() => task(tied, { task: 'whole' }), 'task', 'that of the suggestion (cheap)');
    expect(task(tied, { suggestion: null, assignments: { x: 0.7 }, task: 'whole' })).toBe('whole');
    expect(task(tied, { suggestion: null, assignments: { x: 0.7 } })).toBe('cheap');
    expect(mergeReport(definition, tied, { suggestion: '95' })).toMatchObject({ assignments: null, task: null });
    expectRefusal(() => mergeReport(plain, observation({}), { task: 'cheap' }), 'task', 'has no tasks');
  });
});
