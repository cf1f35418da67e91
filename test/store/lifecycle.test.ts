// The life of an experiment on a real database: what is acknowledged is there, once, and the counters say the same as the records.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchExperiment } from '../../shared/operations/experiments/fetch.ts';
import { bestAssignments } from '../../shared/operations/insights/best-assignments.ts';
import { loadObservation } from '../../shared/operations/load.ts';
import {
  removeObservation,
  removeObservations,
  updateObservation,
} from '../../shared/operations/observations/change.ts';
import { listObservations } from '../../shared/operations/observations/read.ts';
import { createObservations } from '../../shared/operations/observations/report.ts';
import { createQueued, listQueued } from '../../shared/operations/queued/queue.ts';
import { removeSuggestions } from '../../shared/operations/suggestions/change.ts';
import { listSuggestions } from '../../shared/operations/suggestions/read.ts';
import { ask, bowl, newExperiment, report, scopeOf, step } from '../kit/experiments.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.database.stop());

const progress = async (id: string) =>
  (await fetchExperiment(world.context, { target: await scopeOf(world.context, id) })).progress;
const observations = async (id: string, query: object = {}) =>
  listObservations(world.context, { target: await scopeOf(world.context, id), query });
const suggestions = async (id: string, query: object = {}) =>
  listSuggestions(world.context, { target: await scopeOf(world.context, id), query });
const target = async (experiment: string, observation: string) =>
  loadObservation(world.context, { experiment, observation });

describe('a sequential client', () => {
  // Guarantee: progress, best assignments and lists agree with what was reported; failures count, and never are the best.
  it('sees its own reports in progress, best and lists', async () => {
    const id = await newExperiment(world.context);
    const values: number[] = [];
    for (let i = 0; i < 8; i++) {
      await step(world.context, id, (x) => {
        if (i === 2) return null;
        values.push(bowl(x));
        return bowl(x);
      });
    }
    const seen = await progress(id);
    expect(seen.observation_count).toBe(8);
    expect(seen.best_observation?.values[0]?.value).toBe(Math.min(...values));
    expect(seen.first_observation?.values[0]?.value).toBe(values[0]);
    expect(seen.last_observation?.values[0]?.value).toBe(values.at(-1));
    const best = await bestAssignments(world.context, { target: await scopeOf(world.context, id) });
    expect(best.data[0]?.id).toBe(seen.best_observation?.id);
    expect((await observations(id)).count).toBe(8);
    expect((await suggestions(id, { state: 'open' })).data).toEqual([]);
  });

  // Guarantee: a suggestion is open until somebody reports it, and stays closed when the report is deleted.
  it('closes a suggestion by its first observation for good', async () => {
    const id = await newExperiment(world.context);
    const first = await ask(world.context, id);
    await ask(world.context, id);
    const observation = await report(world.context, id, first.id, 1);
    expect((await suggestions(id, { state: 'open' })).count).toBe(1);
    await removeObservation(world.context, { target: await target(id, observation.id), query: {} });
    expect((await suggestions(id, { state: 'open' })).count).toBe(1);
    expect((await progress(id)).observation_count).toBe(0);
  });

  // Guarantee: queued suggestions are answered first, in their order, and then are gone from the queue.
  it('is answered with the queue first', async () => {
    const id = await newExperiment(world.context);
    const scope = await scopeOf(world.context, id);
    for (const x of [1, 2]) await createQueued(world.context, { target: scope, body: { assignments: { x, y: 1 } } });
    expect([(await ask(world.context, id)).assignments['x'], (await ask(world.context, id)).assignments['x']]).toEqual([
      1, 2,
    ]);
    expect((await listQueued(world.context, { target: await scopeOf(world.context, id), query: {} })).count).toBe(0);
    expect((await ask(world.context, id)).receipt.source).toBe('initial');
  });
});

describe('corrections', () => {
  // Guarantee: first, last and best follow every correction and deletion, also when the best itself is taken away.
  it('keeps first, last and best true', async () => {
    const id = await newExperiment(world.context);
    const made = [];
    for (const value of [5, 1, 3, 2])
      made.push(await report(world.context, id, (await ask(world.context, id)).id, value));
    const [a, b, c, d] = made.map((observation) => observation.id) as [string, string, string, string];
    await updateObservation(world.context, { target: await target(id, b), body: { values: [{ value: 9 }] } });
    expect((await progress(id)).best_observation?.id).toBe(d);
    await updateObservation(world.context, { target: await target(id, c), body: { values: [{ value: 0 }] } });
    expect((await progress(id)).best_observation?.id).toBe(c);
    for (const gone of [c, a, d]) await removeObservation(world.context, { target: await target(id, gone), query: {} });
    const left = await progress(id);
    expect([
      left.first_observation?.id,
      left.last_observation?.id,
      left.best_observation?.id,
      left.observation_count,
    ]).toEqual([b, b, b, 1]);
    expect((await observations(id, { deleted: true })).data.map((o) => o.id)).toEqual([d, c, a]);
  });

  // Guarantee: deleting all hides everything at once; what is reported afterwards counts from one again.
  it('deletes all observations and all open suggestions', async () => {
    const id = await newExperiment(world.context);
    for (let i = 0; i < 4; i++) await step(world.context, id, bowl);
    const open = [await ask(world.context, id), await ask(world.context, id)];
    await removeObservations(world.context, { target: await scopeOf(world.context, id) });
    expect(await progress(id)).toMatchObject({
      observation_count: 0,
      first_observation: null,
      last_observation: null,
      best_observation: null,
    });
    expect((await observations(id)).data).toEqual([]);
    expect((await observations(id, { deleted: true })).count).toBe(4);
    await removeSuggestions(world.context, { target: await scopeOf(world.context, id), query: { state: 'open' } });
    expect((await suggestions(id)).count).toBe(4);
    expect((await suggestions(id, { deleted: true })).data.map((s) => s.id).sort()).toEqual(
      open.map((s) => s.id).sort(),
    );
    await expect(report(world.context, id, open[0]?.id ?? '', 1)).rejects.toMatchObject({ status: 400 });
    await removeSuggestions(world.context, { target: await scopeOf(world.context, id), query: {} });
    expect(await suggestions(id)).toMatchObject({ count: 0, data: [] });
    await step(world.context, id, bowl);
    expect((await progress(id)).observation_count).toBe(1);
  });
});

describe('batches', () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ assignments: { x: i / 1000, y: 1 }, values: [{ value: count - i }] }));

  // Guarantee: a batch of any size appears whole, in its order, counted once, with ids rising.
  it.each([3, 90, 400])('of %i appears whole and in order', async (count) => {
    const id = await newExperiment(world.context);
    const answer = await createObservations(world.context, {
      target: await scopeOf(world.context, id),
      body: { observations: rows(count) },
    });
    expect(answer.data).toHaveLength(count);
    const listed = await observations(id, { ascending: true });
    expect(listed.count).toBe(count);
    expect(listed.data.map((o) => o.values[0]?.value)).toEqual(rows(count).map((row) => row.values[0]?.value));
    expect((await progress(id)).best_observation?.values[0]?.value).toBe(1);
  });

  // Guarantee: an invalid element refuses the whole batch and names itself; nothing is stored.
  it('is refused whole', async () => {
    const id = await newExperiment(world.context);
    const bad = [...rows(2), { assignments: { x: 1 }, values: [{ value: 1 }] }];
    await expect(
      createObservations(world.context, { target: await scopeOf(world.context, id), body: { observations: bad } }),
    ).rejects.toThrow(/observations\[2\]/);
    expect((await observations(id)).count).toBe(0);
  });
});

describe('numbers', () => {
  // Guarantee: every double comes back as it was sent, also those that DynamoDB's own numbers cannot hold.
  it.each([1e300, 1e-300, -1.7976931348623157e308, 5e-324, 0.1 + 0.2])('keeps %d', async (value) => {
    const id = await newExperiment(world.context);
    const { id: observation } = await report(world.context, id, (await ask(world.context, id)).id, value);
    expect((await observations(id)).data[0]?.values[0]?.value).toBe(value);
    expect((await progress(id)).best_observation?.id).toBe(observation);
  });
});
