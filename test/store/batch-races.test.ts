// Large batches, which are written in several steps, and deletions that come in between: counters, lists and bill agree with the records afterwards.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../shared/operations/context.ts';
import { fetchExperiment } from '../../shared/operations/experiments/fetch.ts';
import { removeObservations } from '../../shared/operations/observations/change.ts';
import { listObservations } from '../../shared/operations/observations/read.ts';
import { createObservations } from '../../shared/operations/observations/report.ts';
import { listSuggestions } from '../../shared/operations/suggestions/read.ts';
import { usageOfMonth } from '../../shared/store/usage.ts';
import { disagreements } from '../kit/audit.ts';
import { ask, newExperiment, report, scopeOf, twoDoubles } from '../kit/experiments.ts';
import { meanwhile } from '../kit/faults.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.database.stop());

const month = '2026-11';
/** More than one transaction holds. */
const size = 100;
const agree = async (id: string) => expect(await disagreements(world.context, id, month)).toEqual([]);
const target = (id: string) => scopeOf(world.context, id);
const progress = async (id: string) => (await fetchExperiment(world.context, { target: await target(id) })).progress;
const observations = async (id: string, query: object = {}) =>
  listObservations(world.context, { target: await target(id), query });
const suggestions = async (id: string, query: object = {}) =>
  listSuggestions(world.context, { target: await target(id), query });
const billed = async (id: string) =>
  (await usageOfMonth(world.context.store, month)).find(({ experiment }) => experiment === id)?.observations;

/** `cited`: suggestions that the first observations report. */
async function reportBatch(context: Context, id: string, cited: readonly string[] = [], task: object = {}) {
  const all = Array.from({ length: size }, (_, i) => ({
    ...(cited[i] ? { suggestion: cited[i] } : { assignments: { x: i / 1000, y: 1 }, ...task }),
    values: [{ value: i }],
  }));
  return createObservations(context, { target: await scopeOf(context, id), body: { observations: all } });
}

async function asked(id: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) ids.push((await ask(world.context, id)).id);
  return ids;
}

const deleteAll = async (id: string) => removeObservations(world.context, { target: await target(id) });

describe('delete all observations while a batch is written', () => {
  // Guarantee: the batch was accepted before the deletion, so it is made and billed, and it is deleted. Nothing of it counts as live.
  //
  //   batch     ids reserved ── items, hidden ─────────────── made visible
  //   deletion                                ── floor = top
  it.each([
    ['before the first item', /BatchWrite/, 'BATCH#'],
    ['amid the items', /BatchWrite/, 'OBS#'],
    ['just before it is made visible', /TransactWrite/, 'visible'],
  ] as const)('deletes it too: %s', async (_, kind, touched) => {
    const id = await newExperiment(world.context);
    await report(world.context, id, (await ask(world.context, id)).id, 1);
    await reportBatch(world.on(meanwhile(world.service.table, kind, () => deleteAll(id), touched)), id);
    const none = { first_observation: null, last_observation: null, best_observation: null };
    expect(await progress(id)).toMatchObject({ observation_count: 0, observation_budget_consumed: 0, ...none });
    expect(await observations(id)).toMatchObject({ count: 0, data: [] });
    expect((await observations(id, { deleted: true, limit: 1000 })).data).toHaveLength(size + 1);
    expect(await observations(id, { deleted: true })).toMatchObject({ count: size + 1 });
    expect(await billed(id)).toBe(size + 1);
    await agree(id);
  });

  // Guarantee: what is reported afterwards counts as if there had been no batch.
  it('leaves nothing to those that come later', async () => {
    const id = await newExperiment(world.context);
    await reportBatch(world.on(meanwhile(world.service.table, /BatchWrite/, () => deleteAll(id), 'OBS#')), id);
    const { id: next } = await report(world.context, id, (await ask(world.context, id)).id, 7);
    expect(await progress(id)).toMatchObject({ observation_count: 1, best_observation: { id: next } });
    await agree(id);
  });

  // Guarantee: costs of the batch's tasks are not spent.
  it('spends nothing of a budget in tasks', async () => {
    const tasks = [
      { name: 'quick', cost: 0.1 },
      { name: 'full', cost: 1 },
    ];
    const id = await newExperiment(world.context, { ...twoDoubles, tasks, observation_budget: 500 });
    const context = world.on(meanwhile(world.service.table, /BatchWrite/, () => deleteAll(id), 'OBS#'));
    await reportBatch(context, id, [], { task: 'full' });
    expect(await progress(id)).toMatchObject({ observation_count: 0, observation_budget_consumed: 0 });
  });

  // Guarantee: a suggestion that the batch cites was reported, and stays closed, as it does when its observation is deleted later.
  it('closes the suggestions that it cites', async () => {
    const id = await newExperiment(world.context);
    const cited = await asked(id, 2);
    await reportBatch(world.on(meanwhile(world.service.table, /BatchWrite/, () => deleteAll(id), 'OBS#')), id, cited);
    expect((await suggestions(id, { state: 'closed' })).data.map((one) => one.id).sort()).toEqual(cited.sort());
    await agree(id);
  });
});
