// Large batches, which are written in several steps, and deletions that come in between: counters, lists and bill agree with the records afterwards.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../shared/operations/context.ts';
import { fetchExperiment } from '../../shared/operations/experiments/fetch.ts';
import { loadObservation, loadSuggestion } from '../../shared/operations/load.ts';
import {
  removeObservation,
  removeObservations,
  updateObservation,
} from '../../shared/operations/observations/change.ts';
import { listObservations } from '../../shared/operations/observations/read.ts';
import { createObservations } from '../../shared/operations/observations/report.ts';
import { removeSuggestion, removeSuggestions } from '../../shared/operations/suggestions/change.ts';
import { listSuggestions } from '../../shared/operations/suggestions/read.ts';
import { sweep } from '../../shared/operations/sweeper/sweep.ts';
import { stateKey } from '../../shared/store/experiments/state.ts';
import { writeMany } from '../../shared/store/table/single.ts';
import { get } from '../../shared/store/table/table.ts';
import { usageOfMonth } from '../../shared/store/usage.ts';
import { disagreements } from '../kit/audit.ts';
import { ask, newExperiment, report, scopeOf, twoDoubles } from '../kit/experiments.ts';
import { crash, intercepted, meanwhile } from '../kit/faults.ts';
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
const deleteOpen = async (id: string, context = world.context) =>
  removeSuggestions(context, { target: await scopeOf(context, id), query: { state: 'open' } });

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

/** The batch is made visible, and then the process dies before the suggestions that it cites are closed. */
async function crashedBatch(id: string, cited: readonly string[]): Promise<void> {
  let visible = false;
  const table = intercepted(world.service.table, async (command, send) => {
    if (visible) throw crash;
    visible =
      JSON.stringify(command).includes('"#visible":"visible"') && /TransactWrite/.test(command.constructor.name);
    return send(command);
  });
  await expect(reportBatch(world.on(table), id, cited)).rejects.toBe(crash);
}

async function sweepLater(): Promise<void> {
  world.clock.now += 20 * 60_000;
  await sweep(world.service);
}

/** The two that were reported are there and closed, the other is deleted; counts and lists say so. */
async function onlyOpenIsGone(id: string, cited: readonly string[], other: string): Promise<void> {
  const ids = async (query: object) => (await suggestions(id, query)).data.map((one) => one.id).sort();
  expect(await ids({ state: 'closed' })).toEqual([...cited].sort());
  expect(await ids({ state: 'open' })).toEqual([]);
  expect(await ids({ deleted: true })).toEqual([other]);
  expect(await suggestions(id)).toMatchObject({ count: cited.length });
  expect(await suggestions(id, { deleted: true })).toMatchObject({ count: 1 });
  await agree(id);
}

describe('delete open suggestions after a batch that cites some was made visible, before it has closed them', () => {
  // Guarantee: whoever comes first, those that the batch reported are not deleted as open ones, and no counter drifts.
  //
  //   batch     visible ── read floors, markers ── take markers off ────────────────────────
  //   deletion             read counters, count markers ───────── raise the floor: counters moved, read anew
  it('a deletion that counted them before they are closed counts anew', async () => {
    const id = await newExperiment(world.context);
    const [first = '', second = '', other = ''] = await asked(id, 3);
    await crashedBatch(id, [first, second]);
    await deleteOpen(id, world.on(meanwhile(world.service.table, /UpdateItem/, sweepLater, 'openFloor')));
    await onlyOpenIsGone(id, [first, second], other);
  });

  //   batch     visible ── read floors, markers ─────────────── take markers off: floor moved, read anew ── count them as live again
  //   deletion                                ── raise the floor
  it('a deletion that is done before they are closed is corrected', async () => {
    const id = await newExperiment(world.context);
    const [first = '', second = '', other = ''] = await asked(id, 3);
    const table = meanwhile(world.service.table, /Write/, () => deleteOpen(id), '"OPEN#');
    await reportBatch(world.on(table), id, [first, second]);
    await onlyOpenIsGone(id, [first, second], other);
  });

  // Guarantee: the same by the sweeper, long after.
  it('a deletion after a crash is corrected by the sweeper', async () => {
    const id = await newExperiment(world.context);
    const [first = '', second = '', other = ''] = await asked(id, 3);
    await crashedBatch(id, [first, second]);
    await deleteOpen(id);
    await sweepLater();
    await onlyOpenIsGone(id, [first, second], other);
  });

  // Guarantee: an observation that was corrected or deleted after a crash cited its suggestion all the same.
  //
  //   batch       visible ── crash
  //   correction                  values of the first ──
  //   sweeper                                            closes what the batch cited
  it.each(['corrected', 'deleted'])('the suggestion of one that was %s is closed by the sweeper', async (verb) => {
    const id = await newExperiment(world.context);
    const [first = '', second = ''] = await asked(id, 2);
    await crashedBatch(id, [first, second]);
    const { data } = await observations(id, { limit: 1000 });
    const observation = data.find(({ suggestion }) => suggestion === first)?.id ?? '';
    const of = await loadObservation(world.context, { experiment: id, observation });
    if (verb === 'deleted') await removeObservation(world.context, { target: of, query: {} });
    else await updateObservation(world.context, { target: of, body: { values: [{ value: 7 }] } });
    await sweepLater();
    expect((await suggestions(id, { state: 'open' })).data).toEqual([]);
    expect((await suggestions(id, { state: 'closed' })).data.map((one) => one.id).sort()).toEqual([first, second]);
    await agree(id);
  });

  // Guarantee: one that is deleted by itself, or with all, stays deleted.
  it.each(['one', 'all'])('what is deleted otherwise stays deleted: %s', async (which) => {
    const id = await newExperiment(world.context);
    const [first = '', second = ''] = await asked(id, 2);
    await crashedBatch(id, [first, second]);
    if (which === 'all') await removeSuggestions(world.context, { target: await target(id), query: {} });
    else
      await removeSuggestion(world.context, {
        target: await loadSuggestion(world.context, { experiment: id, suggestion: first }),
      });
    await deleteOpen(id);
    await sweepLater();
    expect(await suggestions(id)).toMatchObject({ count: which === 'all' ? 0 : 1 });
    await agree(id);
  });
});

describe('an experiment that is erased while a batch is written', () => {
  // Guarantee: its state is not made anew, though every counter that the batch has read is what a missing item says as well.
  //
  //   batch     ids reserved ── read state ─────────────── make it visible, or close what it cites: refused
  //   erasure                              ── state, of all things, goes first
  it.each([
    ['made visible', 'visible', 0],
    ['closing what it cites', '"OPEN#', 2],
  ] as const)('keeps it out: %s', async (_, touched, cited) => {
    const id = await newExperiment(world.context);
    const ids = await asked(id, cited);
    const key = stateKey((await target(id)).pk);
    const erase = () => writeMany(world.service.table, [{ remove: key }]);
    const context = world.on(meanwhile(world.service.table, /TransactWrite/, erase, touched));
    await reportBatch(context, id, ids).catch(() => undefined);
    expect(await get(world.service.table, key)).toBeNull();
  });
});

// Guarantee: the sweeper has a minute for all that is due, so it does not take the marks of a batch off one after the other; each is taken off once.
it('the marks of a finished batch are taken off several at a time', async () => {
  const id = await newExperiment(world.context);
  await reportBatch(world.context, id);
  world.clock.now += 20 * 60_000;
  const seen = { now: 0, most: 0, all: 0 };
  const table = intercepted(world.service.table, async (command, send) => {
    if (!/UpdateItem/.test(command.constructor.name) || !JSON.stringify(command).includes('OBS#')) return send(command);
    seen.all += 1;
    seen.now += 1;
    seen.most = Math.max(seen.most, seen.now);
    await new Promise((resolve) => setTimeout(resolve, 2));
    return send(command).finally(() => {
      seen.now -= 1;
    });
  });
  await sweep({ ...world.service, table });
  expect(seen).toMatchObject({ all: size, most: 6 });
  await agree(id);
});
