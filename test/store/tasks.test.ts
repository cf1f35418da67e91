// Experiments with tasks, and metrics that say how noisy they are, through the operations that the routes call, on a real database.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExperimentInput } from '../../shared/domain/definition/definition-create.ts';
import { fetchExperiment } from '../../shared/operations/experiments/fetch.ts';
import { updateExperiment } from '../../shared/operations/experiments/update.ts';
import { bestAssignments } from '../../shared/operations/insights/best-assignments.ts';
import { metricImportances } from '../../shared/operations/insights/importances.ts';
import {
  removeObservation,
  removeObservations,
  updateObservation,
} from '../../shared/operations/observations/change.ts';
import { createObservation, createObservations } from '../../shared/operations/observations/report.ts';
import { optimize } from '../../shared/operations/optimizer/optimize.ts';
import { createQueued } from '../../shared/operations/queued/queue.ts';
import { createSuggestion } from '../../shared/operations/suggestions/create.ts';
import { findObservation } from '../../shared/store/observations/observations.ts';
import { ask, bowl, newExperiment, report, scopeOf, twoDoubles } from '../kit/experiments.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.database.stop());

const tasks = [
  { name: 'cheap', cost: 0.1 },
  { name: 'whole', cost: 1 },
];
const staged: ExperimentInput = { ...twoDoubles, name: 'staged', observation_budget: 12, tasks };
const point = { x: 1, y: 2 };
const values = [{ value: 5 }];

const shown = async (id: string) => fetchExperiment(world.context, { target: await scopeOf(world.context, id) });
const consumed = async (id: string) => (await shown(id)).progress.observation_budget_consumed;
const refusal = (answer: Promise<unknown>) => expect(answer).rejects;

async function observationTarget(id: string, observation: string) {
  const scope = await scopeOf(world.context, id);
  const found = await findObservation(scope, observation);
  if (!found) throw new Error(`no observation ${observation}`);
  return { scope, experiment: scope.experiment, ...found };
}

const reportOwn = async (id: string, task: string, value: number) =>
  createObservation(world.context, {
    target: await scopeOf(world.context, id),
    body: { assignments: point, values: [{ value }], task },
  });

describe('an experiment with tasks', () => {
  // Guarantee: every suggestion names its task, an observation takes that of its suggestion, and the model's suggestions come with both tasks.
  it('suggests and observes runs', async () => {
    const id = await newExperiment(world.context, staged);
    expect((await shown(id)).tasks).toEqual([
      { object: 'task', name: 'whole', cost: 1 },
      { object: 'task', name: 'cheap', cost: 0.1 },
    ]);
    const seen = new Map<string, number>();
    let spent = 0;
    for (let i = 0; i < 16; i++) {
      const suggestion = await ask(world.context, id);
      const { name, cost } = suggestion.task ?? { name: 'none', cost: 0 };
      const observation = await report(
        world.context,
        id,
        suggestion.id,
        bowl(suggestion.assignments) + (cost < 1 ? 3 : 0),
      );
      expect(observation.task).toEqual(suggestion.task);
      seen.set(name, (seen.get(name) ?? 0) + 1);
      spent += cost;
      if (i === 12) await optimize(world.service, { client: world.context.store.client, experiment: id });
    }
    expect([...seen.keys()].sort()).toEqual(['cheap', 'whole']);
    // By the experiment's id, 9 to 13 of 16 in sixty experiments, and once 8: a majority would be luck.
    expect(seen.get('cheap')).toBeGreaterThan(4);
    expect(await consumed(id)).toBeCloseTo(spent, 9);
    const { data } = await metricImportances(world.context, { target: await scopeOf(world.context, id) });
    expect(Object.keys(data[0]?.importances ?? {}).sort()).toEqual(['x', 'y']);
  });

  // Guarantee: however good a cheap run is, the best is a full one; its list names the task.
  it('has only full runs for the best', async () => {
    const id = await newExperiment(world.context, staged);
    await reportOwn(id, 'cheap', -100);
    expect((await shown(id)).progress.best_observation).toBeNull();
    const whole = await reportOwn(id, 'whole', 7);
    await reportOwn(id, 'cheap', -200);
    expect((await shown(id)).progress.best_observation?.id).toBe(whole.id);
    const { data } = await bestAssignments(world.context, { target: await scopeOf(world.context, id) });
    expect(data).toMatchObject([{ id: whole.id, task: 'whole' }]);
    const target = await observationTarget(id, whole.id);
    await updateObservation(world.context, { target, body: { task: 'cheap' } });
    expect((await shown(id)).progress.best_observation).toBeNull();
  });

  // Guarantee: the budget is consumed by costs, exactly, through reports, batches, changes of task and deletions.
  it('counts costs', async () => {
    const id = await newExperiment(world.context, staged);
    const first = await reportOwn(id, 'cheap', 1);
    const batch = Array.from({ length: 120 }, (_, i) => ({
      assignments: point,
      values,
      task: i % 3 === 0 ? 'whole' : 'cheap',
    }));
    await createObservations(world.context, {
      target: await scopeOf(world.context, id),
      body: { observations: batch },
    });
    expect(await consumed(id)).toBe(48.1);
    await updateObservation(world.context, { target: await observationTarget(id, first.id), body: { task: 'whole' } });
    expect(await consumed(id)).toBe(49);
    await removeObservation(world.context, { target: await observationTarget(id, first.id), query: {} });
    expect(await consumed(id)).toBe(48);
    await removeObservations(world.context, { target: await scopeOf(world.context, id) });
    expect(await consumed(id)).toBe(0);
    await reportOwn(id, 'cheap', 1);
    expect(await consumed(id)).toBe(0.1);
  });

  // Guarantee: the user's own points, asked for or queued, come with a task and keep it; the rules of the contract are told in words.
  it('takes tasks of the user', async () => {
    const id = await newExperiment(world.context, staged);
    const target = await scopeOf(world.context, id);
    const own = await createSuggestion(world.context, {
      target,
      body: { assignments: point, task: { name: 'cheap' } },
    });
    expect(own.task?.name).toBe('cheap');
    await createQueued(world.context, { target, body: { assignments: point, task: 'whole' } });
    expect(await ask(world.context, id)).toMatchObject({ assignments: point, task: { name: 'whole' } });
    await refusal(createSuggestion(world.context, { target, body: { assignments: point } })).toMatchObject({
      status: 400,
    });
    await refusal(createSuggestion(world.context, { target, body: { task: 'cheap' } })).toMatchObject({ status: 400 });
    await refusal(createQueued(world.context, { target, body: { assignments: point } })).toMatchObject({ status: 400 });
    await refusal(
      createObservation(world.context, { target, body: { suggestion: own.id, values, task: 'cheap' } }),
    ).toMatchObject({ status: 400 });
    const plain = await newExperiment(world.context);
    const without = await scopeOf(world.context, plain);
    await refusal(
      createSuggestion(world.context, { target: without, body: { assignments: point, task: 'cheap' } }),
    ).toMatchObject({ status: 400 });
    const ignored = await createObservation(world.context, {
      target: without,
      body: { assignments: point, values, task: 'cheap' },
    });
    expect('task' in ignored).toBe(false);
  });

  // Guarantee: random and grid experiments run tasks too: at random, and in full.
  it.each(['random', 'grid'] as const)('may be of type %s', async (type) => {
    // Of random ones so many that chance has no say in whether both tasks come.
    const [grid, asks] = type === 'random' ? [[1, 2, 3, 4, 5, 6], 30] : [[1, 2, 3], 9];
    const parameters = [{ name: 'x', type: 'double', grid } as const, { name: 'y', type: 'double', grid } as const];
    const { observation_budget: _, ...rest } = staged;
    const id = await newExperiment(world.context, { ...rest, type, parameters, observation_budget: asks });
    const names = new Set<string>();
    for (let i = 0; i < asks; i++) {
      const suggestion = await ask(world.context, id);
      names.add(suggestion.task?.name ?? 'none');
      await report(world.context, id, suggestion.id, 1);
    }
    expect([...names].sort()).toEqual(type === 'grid' ? ['whole'] : ['cheap', 'whole']);
  });
});

describe("a metric's noise", () => {
  // Guarantee: what is said about noise is kept and shown, and cannot be changed later.
  it('is kept', async () => {
    const body: ExperimentInput = { ...twoDoubles, metrics: [{ name: 'loss', objective: 'minimize', noise: 'known' }] };
    const id = await newExperiment(world.context, body);
    expect((await shown(id)).metrics[0]?.noise).toBe('known');
    expect((await shown(await newExperiment(world.context))).metrics[0]?.noise).toBe('unknown');
    const target = await scopeOf(world.context, id);
    await refusal(
      updateExperiment(world.context, { target, body: { metrics: [{ name: 'loss', noise: 'none' }] } }),
    ).toMatchObject({ status: 400 });
  });
});
