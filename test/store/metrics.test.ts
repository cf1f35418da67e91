// Several metrics through the operations: what is asked for, reported, shown as best, and kept while thresholds change.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExperimentInput } from '../../shared/domain/definition/definition-create.ts';
import { showExperiment } from '../../shared/operations/experiments/progress.ts';
import { updateExperiment } from '../../shared/operations/experiments/update.ts';
import { bestAssignments } from '../../shared/operations/insights/best-assignments.ts';
import { stoppingCriteria } from '../../shared/operations/insights/stopping-criteria.ts';
import { loadObservation } from '../../shared/operations/load.ts';
import { removeObservation, updateObservation } from '../../shared/operations/observations/change.ts';
import { createObservation, createObservations } from '../../shared/operations/observations/report.ts';
import { forget } from '../../shared/operations/optimizer/memory.ts';
import { optimize } from '../../shared/operations/optimizer/optimize.ts';
import { viewOf } from '../../shared/operations/optimizer/view.ts';
import { ask, newExperiment, scopeOf, twoDoubles } from '../kit/experiments.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.database.stop());

type Point = Readonly<Record<string, number | string>>;
/** Accuracy grows with x, which costs milliseconds; y only costs. */
const accuracy = (x: Point): number => 1 - Math.exp(-(Number(x['x']) + 5) / 5);
const milliseconds = (x: Point): number => 10 + 2 * (Number(x['x']) + 5) + Number(x['y']);
const valuesAt = (x: Point) => [
  { name: 'accuracy', value: accuracy(x) },
  { name: 'milliseconds', value: milliseconds(x) },
];

const withMetrics = (metrics: ExperimentInput['metrics']): Promise<string> =>
  newExperiment(world.context, { ...twoDoubles, metrics, observation_budget: 40 });
const traded: ExperimentInput['metrics'] = ['accuracy', { name: 'milliseconds', objective: 'minimize' }];
const limited = (threshold: number): ExperimentInput['metrics'] => [
  'accuracy',
  { name: 'milliseconds', objective: 'minimize', strategy: 'constraint', threshold },
];

async function step(id: string) {
  const suggestion = await ask(world.context, id);
  const body = { suggestion: suggestion.id, values: valuesAt(suggestion.assignments) };
  await createObservation(world.context, { target: await scopeOf(world.context, id), body });
  return suggestion;
}

async function reportAll(id: string, pairs: readonly (readonly [number, number])[]): Promise<string[]> {
  const observations = pairs.map(([a, b], i) => ({
    assignments: { x: i / 4, y: 3 },
    values: [
      { name: 'accuracy', value: a },
      { name: 'milliseconds', value: b },
    ],
  }));
  const page = await createObservations(world.context, {
    target: await scopeOf(world.context, id),
    body: { observations },
  });
  return page.data.map((observation) => observation.id);
}

const best = async (id: string): Promise<string[]> =>
  (await bestAssignments(world.context, { target: await scopeOf(world.context, id) })).data.map((one) => one.id);
const progress = async (id: string) => (await showExperiment(await scopeOf(world.context, id))).progress;

describe('two optimized metrics', () => {
  // Guarantee: asks use a model of both metrics, with and without the worker, and receipts say what is expected of each in its own direction.
  it('are both modelled and predicted', async () => {
    const id = await withMetrics(traded);
    for (let i = 0; i < 12; i++) await step(id);
    await optimize(world.service, { client: world.context.store.client, experiment: id });
    forget((await scopeOf(world.context, id)).pk);
    expect((await step(id)).receipt).toMatchObject({ source: 'pool', predicted: [{}, {}] });
    const { receipt, assignments } = await step(id);
    expect(receipt).toMatchObject({ source: 'model', model_version: 12 });
    expect(receipt.predicted.map(({ metric }) => metric)).toEqual(['accuracy', 'milliseconds']);
    for (const { low, mean, high } of receipt.predicted) expect(low <= mean && mean <= high).toBe(true);
    expect(Math.abs((receipt.predicted[1]?.mean ?? 0) - milliseconds(assignments))).toBeLessThan(5);
    expect(receipt.arm).toMatch(/log-ehvi/);
  });

  // Guarantee: the trade-offs that nothing beats are the best, the best in the first metric first; there is no best observation; changes count at once.
  it('have a front, and no best observation', async () => {
    const id = await withMetrics(traded);
    const ids = await reportAll(id, [[0.5, 20], [0.9, 40], [0.4, 30], [0.9, 50], [0.7, 25]]); // biome-ignore format: pairs
    expect(await best(id)).toEqual([ids[1], ids[4], ids[0]]);
    expect(await progress(id)).toMatchObject({ observation_count: 5, best_observation: null });
    const target = await loadObservation(world.context, { experiment: id, observation: ids[4] ?? '' });
    await removeObservation(world.context, { target, query: {} });
    expect(await best(id)).toEqual([ids[1], ids[0]]);
  });

  // Guarantee: thresholds cut the front; when nothing meets them it is empty; progress does not care.
  it('show only what meets the thresholds', async () => {
    const id = await withMetrics(traded);
    const ids = await reportAll(id, [[0.5, 20], [0.9, 40], [0.7, 25]]); // biome-ignore format: pairs
    const change = async (threshold: number | null) => {
      const metrics = ['accuracy', { name: 'milliseconds', threshold }];
      const target = await scopeOf(world.context, id);
      return updateExperiment(world.context, { target, body: { metrics } });
    };
    expect((await change(30)).metrics.map(({ threshold }) => threshold)).toEqual([null, 30]);
    expect(await best(id)).toEqual([ids[2], ids[0]]);
    await change(10);
    expect(await best(id)).toEqual([]);
    await change(null);
    expect(await best(id)).toEqual([ids[1], ids[2], ids[0]]);
  });
});

describe('constraint metrics', () => {
  // Guarantee: the best is the best that satisfies them; progress ignores them; correcting a value is enough to change it.
  it('decide what counts as best', async () => {
    const id = await withMetrics(limited(30));
    const ids = await reportAll(id, [[0.5, 20], [0.9, 40], [0.7, 30]]); // biome-ignore format: pairs
    expect(await best(id)).toEqual([ids[2]]);
    expect((await progress(id)).best_observation?.id).toBe(ids[1]);
    const target = await loadObservation(world.context, { experiment: id, observation: ids[2] ?? '' });
    const values = [
      { name: 'accuracy', value: 0.7 },
      { name: 'milliseconds', value: 31 },
    ];
    await updateObservation(world.context, { target, body: { values } });
    expect(await best(id)).toEqual([ids[0]]);
  });

  // Guarantee: asks turn to where the constraint holds, and the optimum at its border is found.
  it('keep suggestions where they hold', async () => {
    const id = await withMetrics(limited(25));
    for (let i = 0; i < 18; i++) await step(id);
    const target = await scopeOf(world.context, id);
    const [shown] = (await bestAssignments(world.context, { target })).data;
    expect(shown?.values.find(({ name }) => name === 'accuracy')?.value).toBeGreaterThan(0.7); // 0.777 at x = 2.5, y = 0
  });

  // Guarantee: a changed threshold holds for the next ask and the next model; rows and model of before are not mixed with it.
  it('follow a changed threshold', async () => {
    const id = await withMetrics(limited(25));
    for (let i = 0; i < 12; i++) await step(id);
    const run = { client: world.context.store.client, experiment: id };
    await optimize(world.service, run);
    const metrics = ['accuracy', { name: 'milliseconds', threshold: 50 }];
    await updateExperiment(world.context, { target: await scopeOf(world.context, id), body: { metrics } });
    expect((await step(id)).receipt).toMatchObject({ source: 'model', model_version: null });
    await optimize(world.service, run);
    const scope = await scopeOf(world.context, id);
    expect(scope.state.model?.revision).toBe(scope.experiment.revision);
    const view = await viewOf(scope, scope.state, 1000);
    expect(view?.prepared?.metrics[1]?.model.members[0]?.explanations[0]?.warp).toMatchObject({ kind: 'bilog' });
  });
});

describe('constraints alone', () => {
  const search: ExperimentInput['metrics'] = [
    { name: 'accuracy', strategy: 'constraint', threshold: 0.6 },
    { name: 'milliseconds', objective: 'minimize', strategy: 'constraint', threshold: 30 },
  ];

  // Guarantee: everything that satisfies them is best, nothing is before that; the later asks satisfy them and are different.
  it('are searched for all that satisfies them', async () => {
    const id = await withMetrics(search);
    for (let i = 0; i < 18; i++) await step(id);
    const target = await scopeOf(world.context, id);
    const { data } = await bestAssignments(world.context, { target });
    expect(data.length).toBeGreaterThan(3);
    for (const { assignments } of data)
      expect(accuracy(assignments) >= 0.6 && milliseconds(assignments) <= 30).toBe(true);
    expect(await progress(id)).toMatchObject({ observation_count: 18, best_observation: null });
    expect(await stoppingCriteria(world.context, { target })).toMatchObject({ should_stop: false });
  });
});

describe('snapshots', () => {
  // Guarantee: a cold function reads the same rows of both metrics as a warm one had.
  it('keep the values of every metric', async () => {
    const id = await withMetrics(traded);
    await reportAll(
      id,
      Array.from({ length: 260 }, (_, i) => [(i * 7) % 13, (i * 5) % 17] as const),
    );
    await optimize(world.service, { client: world.context.store.client, experiment: id });
    const rows = async () => {
      const scope = await scopeOf(world.context, id);
      return (await viewOf(scope, scope.state, 10_000))?.data.columns.map(({ values }) => [...values]);
    };
    const warm = await rows();
    forget((await scopeOf(world.context, id)).pk);
    expect(await rows()).toEqual(warm);
    expect(warm?.map((values) => values[1])).toEqual([-7, 5]);
    expect((await scopeOf(world.context, id)).state.model?.snapshot).not.toBeNull();
  });
});
