// Two requests whose steps interleave: whatever comes in between, counters, lists and bill agree with the records afterwards.
import { TransactionInProgressException } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../shared/operations/context.ts';
import { fetchExperiment } from '../../shared/operations/experiments/fetch.ts';
import { updateExperiment } from '../../shared/operations/experiments/update.ts';
import { loadObservation, loadSuggestion } from '../../shared/operations/load.ts';
import {
  removeObservation,
  removeObservations,
  updateObservation,
} from '../../shared/operations/observations/change.ts';
import { listObservations } from '../../shared/operations/observations/read.ts';
import { createObservations } from '../../shared/operations/observations/report.ts';
import { optimize } from '../../shared/operations/optimizer/optimize.ts';
import { removeSuggestion, removeSuggestions } from '../../shared/operations/suggestions/change.ts';
import { listSuggestions } from '../../shared/operations/suggestions/read.ts';
import { deleteAllObservations } from '../../shared/store/observations/change-observations.ts';
import { disagreements } from '../kit/audit.ts';
import { ask, bowl, newExperiment, report, scopeOf, step, twoDoubles } from '../kit/experiments.ts';
import { intercepted, meanwhile } from '../kit/faults.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.database.stop());

const transaction = /TransactWrite/;
const interrupted = (action: () => Promise<unknown>, kind = transaction): Context =>
  world.on(meanwhile(world.service.table, kind, action));
const target = (experiment: string, observation: string) => loadObservation(world.context, { experiment, observation });
const progress = async (id: string) =>
  (await fetchExperiment(world.context, { target: await scopeOf(world.context, id) })).progress;
const agree = async (id: string) => expect(await disagreements(world.context, id, '2026-11')).toEqual([]);
const suggestions = async (id: string, query: object = {}) =>
  listSuggestions(world.context, { target: await scopeOf(world.context, id), query });
const batch = (count: number, size = 0) =>
  Array.from({ length: count }, (_, i) => ({
    assignments: { x: i / 1000, y: 1 },
    values: [{ value: i }],
    metadata: size ? { note: 'n'.repeat(size) } : null,
  }));
const reportBatch = async (context: Context, id: string, observations: ReturnType<typeof batch>) =>
  createObservations(context, { target: await scopeOf(context, id), body: { observations } });
const work = (id: string) => optimize(world.service, { client: world.context.store.client, experiment: id });

describe('the best', () => {
  // Guarantee: a correction that makes the best worse while a report is under way leaves the true best.
  it('is true after a correction in between', async () => {
    const id = await newExperiment(world.context);
    const first = await report(world.context, id, (await ask(world.context, id)).id, 1);
    const { id: next } = await ask(world.context, id);
    const worsen = async () =>
      updateObservation(world.context, { target: await target(id, first.id), body: { values: [{ value: 5 }] } });
    await report(interrupted(worsen), id, next, 2);
    expect((await progress(id)).best_observation?.values[0]?.value).toBe(2);
    await agree(id);
  });
});

describe('delete all observations', () => {
  // Guarantee: one deletion or correction that meets it ends as a 404, and nothing counts below zero.
  it.each(['delete', 'correct'])('while another wants to %s one', async (verb) => {
    const id = await newExperiment(world.context);
    const { id: one } = await report(world.context, id, (await ask(world.context, id)).id, 1);
    const context = interrupted(async () => deleteAllObservations(await scopeOf(world.context, id)));
    const observation = await loadObservation(context, { experiment: id, observation: one });
    const change =
      verb === 'delete'
        ? removeObservation(context, { target: observation, query: {} })
        : updateObservation(context, { target: observation, body: { values: [{ value: 0 }] } });
    await expect(change).rejects.toMatchObject({ status: 404 });
    expect(await progress(id)).toMatchObject({ observation_count: 0, best_observation: null });
    await agree(id);
  });
});

describe('delete suggestions', () => {
  // Guarantee: what is asked for afterwards is live, also when the clock of the process that deleted was ahead.
  it('by a process whose clock is ahead', async () => {
    const id = await newExperiment(world.context);
    await ask(world.context, id);
    const now = world.clock.now;
    world.clock.now += 60_000;
    await ask(world.context, id);
    await removeSuggestions(world.context, { target: await scopeOf(world.context, id), query: {} });
    world.clock.now = now;
    const later = await ask(world.context, id);
    expect((await suggestions(id)).data.map((s) => s.id)).toEqual([later.id]);
    await report(world.context, id, later.id, 1);
  });

  // Guarantee: all open ones deleted while one of them is deleted or reported: counts and lists agree, and nothing comes back.
  it.each(['delete', 'report'])('all open ones, while another wants to %s one', async (verb) => {
    const id = await newExperiment(world.context);
    const { id: one } = await ask(world.context, id);
    await ask(world.context, id);
    const all = async () =>
      removeSuggestions(world.context, { target: await scopeOf(world.context, id), query: { state: 'open' } });
    const context = interrupted(all);
    const other =
      verb === 'delete'
        ? removeSuggestion(context, { target: await loadSuggestion(context, { experiment: id, suggestion: one }) })
        : report(context, id, one, 1);
    await expect(other).rejects.toMatchObject({ status: verb === 'delete' ? 404 : 400 });
    expect(await suggestions(id)).toMatchObject({ count: 0, data: [] });
    expect((await suggestions(id, { deleted: true })).count).toBe(2);
    await agree(id);
  });
});

describe('a correction that cites another suggestion', () => {
  // Guarantee: one that is deleted with all open ones in between is not closed by it: counts and lists agree, and the correction is refused.
  it('while all open ones are deleted', async () => {
    const id = await newExperiment(world.context);
    const { id: first } = await report(world.context, id, (await ask(world.context, id)).id, 1);
    const { id: open } = await ask(world.context, id);
    const all = async () =>
      removeSuggestions(world.context, { target: await scopeOf(world.context, id), query: { state: 'open' } });
    const context = interrupted(all);
    const observation = await loadObservation(context, { experiment: id, observation: first });
    const correction = updateObservation(context, { target: observation, body: { suggestion: open } });
    await expect(correction).rejects.toMatchObject({ status: 400, errors: [{ field: 'suggestion', value: open }] });
    expect((await suggestions(id, { deleted: true })).data.map((one) => one.id)).toEqual([open]);
    await agree(id);
  });

  // Guarantee: one that says nothing of suggestions is not kept out, and the one that was reported stays closed.
  it('does not depend on floors where it cites what it cited', async () => {
    const id = await newExperiment(world.context);
    const { id: suggestion } = await ask(world.context, id);
    const { id: first } = await report(world.context, id, suggestion, 1);
    await ask(world.context, id);
    const all = async () =>
      removeSuggestions(world.context, { target: await scopeOf(world.context, id), query: { state: 'open' } });
    const context = interrupted(all);
    const observation = await loadObservation(context, { experiment: id, observation: first });
    await updateObservation(context, { target: observation, body: { values: [{ value: 2 }] } });
    expect((await suggestions(id)).data.map((one) => one.id)).toEqual([suggestion]);
    await agree(id);
  });
});

describe('an answer that is lost', () => {
  // Guarantee: a transaction that was done, but whose answer said "still in progress", is not done twice.
  it('does not store a report twice', async () => {
    const id = await newExperiment(world.context);
    const { id: suggestion } = await ask(world.context, id);
    let lost = false;
    const table = intercepted(world.service.table, async (command, send) => {
      const answer = await send(command);
      if (lost || !transaction.test(command.constructor.name)) return answer;
      lost = true;
      throw new TransactionInProgressException({ message: 'in progress', $metadata: {} });
    });
    await report(world.on(table), id, suggestion, 1);
    expect((await progress(id)).observation_count).toBe(1);
    await agree(id);
  });
});

describe('a large batch', () => {
  // Guarantee: it gets through beside somebody who reports all the time, and both are counted.
  it('is not kept out by steady reports', async () => {
    const id = await newExperiment(world.context);
    let writing = true;
    const steady = (async () => {
      for (let reports = 0; ; reports++) {
        if (!writing) return reports;
        await report(world.context, id, (await ask(world.context, id)).id, 50);
      }
    })();
    await reportBatch(world.context, id, batch(150));
    writing = false;
    const reports = await steady;
    expect((await progress(id)).observation_count).toBe(150 + reports);
    await agree(id);
  });

  // Guarantee: while it is hidden, and beside rows that a reader may not see, lists show everything that is there.
  it('hides nothing but itself', async () => {
    const id = await newExperiment(world.context);
    const { id: visible } = await report(world.context, id, (await ask(world.context, id)).id, 1);
    const list = async (query: object = {}) =>
      listObservations(world.context, { target: await scopeOf(world.context, id), query });
    let during: Awaited<ReturnType<typeof list>> | null = null;
    await reportBatch(
      interrupted(async () => {
        during = await list();
      }),
      id,
      batch(100, 490),
    );
    expect(during).toMatchObject({ count: 1, data: [{ id: visible }] });
    const { data } = await list();
    for (const one of data.slice(0, 3))
      await removeObservation(world.context, { target: await target(id, one.id), query: {} });
    await removeObservation(world.context, { target: await target(id, visible), query: {} });
    expect((await list({ deleted: true })).data).toHaveLength(4);
    await agree(id);
  });

  // Guarantee: one whose answer could not be sent is refused before anything is stored.
  it('that cannot be answered is refused', async () => {
    const parameters = Array.from({ length: 100 }, (_, i) => ({
      name: `parameter ${i} ${'x'.repeat(70)}`,
      type: 'double' as const,
      bounds: { min: 0, max: 1 },
    }));
    const id = await newExperiment(world.context, { ...twoDoubles, parameters });
    const { id: suggestion } = await ask(world.context, id);
    const observations = Array.from({ length: 2500 }, () => ({ suggestion, failed: true }));
    const refused = createObservations(world.context, {
      target: await scopeOf(world.context, id),
      body: { observations },
    });
    await expect(refused).rejects.toMatchObject({ status: 400, errors: [{ field: 'observations' }] });
    expect((await progress(id)).observation_count).toBe(0);
  });
});

describe('pages', () => {
  // Guarantee: markers that cross each other, or that a deletion overtook, give an empty page.
  it('are empty between crossing markers', async () => {
    const id = await newExperiment(world.context);
    for (let i = 0; i < 3; i++) await step(world.context, id, bowl);
    const list = async (query: object) =>
      listObservations(world.context, { target: await scopeOf(world.context, id), query });
    const { paging } = await list({ limit: 1 });
    const older = await list({ limit: 1, before: paging.before });
    expect((await list({ before: older.paging.before, after: paging.after })).data).toEqual([]);
    await removeObservations(world.context, { target: await scopeOf(world.context, id) });
    expect((await list({ before: paging.before })).data).toEqual([]);
  });
});

describe('the optimizer', () => {
  // Guarantee: it comes to rest after one round, whatever the size of the pool: with few observations, and with few points left.
  it.each([3, 4, 11])('comes to rest after %i observations of twelve points', async (count) => {
    const parameters = [
      { name: 'x', type: 'int' as const, bounds: { min: 1, max: 4 } },
      { name: 'y', type: 'int' as const, bounds: { min: 1, max: 3 } },
    ];
    const id = await newExperiment(world.context, { ...twoDoubles, parameters });
    for (let i = 0; i < count; i++) await step(world.context, id, bowl);
    await work(id);
    const { model, due } = (await scopeOf(world.context, id)).state;
    expect(due).toBeNull();
    await work(id);
    expect((await scopeOf(world.context, id)).state.model).toEqual(model);
  });

  // Guarantee: parameters that change while it computes, or observations that are all deleted, leave no model of what was, and its work goes on.
  it('sees a change that comes while it computes', async () => {
    const id = await newExperiment(world.context);
    for (let i = 0; i < 8; i++) await step(world.context, id, bowl);
    const widen = async () =>
      updateExperiment(world.context, {
        target: await scopeOf(world.context, id),
        body: { parameters: [{ name: 'x', bounds: { min: -9, max: 9 } }, { name: 'y' }] },
      });
    const table = meanwhile(world.service.table, /BatchWrite/, widen);
    await optimize({ ...world.service, table }, { client: world.context.store.client, experiment: id });
    const scope = await scopeOf(world.context, id);
    expect(scope.state.model).toMatchObject({
      revision: scope.experiment.revision,
      dataVersion: scope.state.dataVersion,
    });
    expect(scope.state.due).toBeNull();
  });
});

describe('finite and endless spaces', () => {
  // Guarantee: random suggestions of a finite space repeat neither open nor observed points until all were served.
  it('random points do not repeat', async () => {
    const parameters = [
      { name: 'x', type: 'int' as const, bounds: { min: 1, max: 4 } },
      { name: 'y', type: 'int' as const, bounds: { min: 1, max: 3 } },
    ];
    const id = await newExperiment(world.context, { ...twoDoubles, type: 'random', parameters });
    const seen = new Set<string>();
    for (let i = 0; i < 12; i++) seen.add(JSON.stringify((await step(world.context, id, bowl)).assignments));
    expect(seen.size).toBe(12);
  });
});
