// The two lanes: whatever happens to a message, an ask knows the last report, and the model comes in the end.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { updateExperiment } from '../../shared/operations/experiments/update.ts';
import { loadObservation } from '../../shared/operations/load.ts';
import { removeObservation } from '../../shared/operations/observations/change.ts';
import { listObservations } from '../../shared/operations/observations/read.ts';
import { createObservations } from '../../shared/operations/observations/report.ts';
import { modelIsDue } from '../../shared/operations/optimizer/due.ts';
import { forget } from '../../shared/operations/optimizer/memory.ts';
import { optimize } from '../../shared/operations/optimizer/optimize.ts';
import { viewOf } from '../../shared/operations/optimizer/view.ts';
import { sweep } from '../../shared/operations/sweeper/sweep.ts';
import { makeLog } from '../../shared/platform/log.ts';
import { stateKey } from '../../shared/store/experiments/state.ts';
import { releaseLease, takeLease } from '../../shared/store/optimizer/lease.ts';
import { dueMark, sortKey } from '../../shared/store/table/keys.ts';
import { writeMany } from '../../shared/store/table/single.ts';
import { get } from '../../shared/store/table/table.ts';
import { ask, bowl, newExperiment, scopeOf, step, twoDoubles } from '../kit/experiments.ts';
import { intercepted, meanwhile } from '../kit/faults.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.database.stop());

const message = (experiment: string) => ({ client: world.context.store.client, experiment });
const work = (experiment: string) => optimize(world.service, message(experiment));
const state = async (id: string) => (await scopeOf(world.context, id)).state;
/** Everything of an experiment as the database has it, but for the lease. */
const modelOf = async (id: string) => (await state(id)).model;

async function experimentWith(count: number, workers = 4): Promise<string> {
  const id = await newExperiment(world.context, { ...twoDoubles, parallel_bandwidth: workers });
  for (let i = 0; i < count; i++) await step(world.context, id, bowl);
  return id;
}

async function experimentWithBatch(count: number): Promise<string> {
  const id = await newExperiment(world.context);
  const observations = Array.from({ length: count }, (_, i) => {
    const assignments = { x: (15 * ((i * 7) % count)) / count - 5, y: (15 * i) / count };
    return { assignments, values: [{ value: bowl(assignments) }] };
  });
  await createObservations(world.context, { target: await scopeOf(world.context, id), body: { observations } });
  return id;
}

describe('a message', () => {
  // Guarantee: a message that comes twice, or after a newer one, finds the work done and changes nothing.
  it('that is duplicated or late does nothing', async () => {
    const id = await experimentWith(10);
    await work(id);
    const first = await modelOf(id);
    await work(id);
    await work(id);
    expect(await modelOf(id)).toEqual(first);
    expect(first?.dataVersion).toBe((await state(id)).dataVersion);
    expect((await state(id)).due).toBeNull();
  });

  // Guarantee: what fails in a sweep, and what cannot be put off after it, is logged; the rest is served all the same.
  it('that the sweeper cannot send keeps no other waiting', async () => {
    const [broken, other] = [await experimentWith(10), await experimentWith(10)];
    world.clock.now += 90_000;
    const table = intercepted(world.service.table, async (command, send) => {
      const text = JSON.stringify(command);
      if (/Update/.test(command.constructor.name) && text.includes(broken)) throw new Error('no such luck');
      return send(command);
    });
    const lines: string[] = [];
    const log = makeLog((line) => lines.push(line), world.service.now);
    world.messages.length = 0;
    await sweep({ ...world.service, table, log });
    expect(world.messages).toContainEqual(message(other));
    expect(world.messages).not.toContainEqual(message(broken));
    const shown = lines.map((line) => JSON.parse(line));
    const said = { level: 'error', partition: expect.stringContaining(broken), key: 'STATE', reason: 'no such luck' };
    expect(shown).toMatchObject([
      { ...said, message: 'sweep failed' },
      { ...said, message: 'sweep not put off' },
    ]);
  });

  // Guarantee: what an erased experiment left behind, were it as much as a sweep takes, keeps nobody waiting for ever.
  it('that waits behind marks of what is gone is sent at the next sweep', async () => {
    const id = await experimentWith(10);
    world.clock.now += 90_000;
    const gone = (i: number) => ({ pk: `C#1#E#${id}`, sk: sortKey.batch(String(i + 1)), ...dueMark(0, id) });
    await writeMany(
      world.service.table,
      Array.from({ length: 100 }, (_, i) => ({ put: gone(i) })),
    );
    world.messages.length = 0;
    await sweep(world.service);
    expect(world.messages).not.toContainEqual(message(id));
    await sweep(world.service);
    expect(world.messages).toContainEqual(message(id));
  });

  // Guarantee: when it is lost, the sweeper sends it again for what is still dirty, once in two minutes.
  it('that is lost is sent again by the sweeper', async () => {
    const id = await experimentWith(10);
    world.messages.length = 0;
    await sweep(world.service);
    expect(world.messages).not.toContainEqual(message(id));
    world.clock.now += 90_000;
    await sweep(world.service);
    expect(world.messages).toContainEqual(message(id));
    world.messages.length = 0;
    await sweep(world.service);
    expect(world.messages).not.toContainEqual(message(id));
    world.clock.now += 150_000;
    await sweep(world.service);
    expect(world.messages).toContainEqual(message(id));
    await work(id);
    expect((await modelOf(id))?.dataVersion).toBe((await state(id)).dataVersion);
    expect((await state(id)).due).toBeNull();
  });

  // Guarantee: one worker at a time; one that died does not keep the experiment longer than its lease.
  it('waits for nobody longer than a lease', async () => {
    const id = await experimentWith(10);
    const scope = await scopeOf(world.context, id);
    await takeLease(scope, 'dead worker', world.clock.now, world.clock.now + 150_000);
    await work(id);
    expect(await modelOf(id)).toBeNull();
    expect((await state(id)).due).not.toBeNull();
    world.clock.now += 200_000;
    await work(id);
    expect(await modelOf(id)).not.toBeNull();
  });

  // Guarantee: a report sends none while a run is at work, which sees to the report before it ends or leaves it marked; none is left to a run that has died.
  it('is spared while a run is at work', async () => {
    const id = await experimentWith(10);
    world.messages.length = 0;
    const reportOne = () => step(world.context, id, bowl);
    const table = meanwhile(world.service.table, /BatchWrite/, reportOne);
    await optimize({ ...world.service, table }, message(id));
    expect(world.messages).not.toContainEqual(message(id));
    expect((await modelOf(id))?.dataVersion).toBe((await state(id)).dataVersion);
    expect((await state(id)).due).toBeNull();
    await takeLease(await scopeOf(world.context, id), 'dead worker', world.clock.now, world.clock.now + 150_000);
    world.clock.now += 150_000;
    await reportOne();
    expect(world.messages).toContainEqual(message(id));
  });

  // Guarantee: a run of an experiment whose data come faster than models makes room for others after its turn, as one that has done its work: the message is
  // not given back, the model is there, the lease is free, and what came last is still marked.
  it('of an experiment that is never at rest takes no more than a turn', async () => {
    const id = await experimentWith(10);
    const begun = world.clock.now;
    const table = intercepted(world.service.table, async (command, send) => {
      if (JSON.stringify(command).includes('REMOVE #duePk')) {
        world.clock.now += 8000;
        await step(world.context, id, bowl);
      }
      return send(command);
    });
    await optimize({ ...world.service, table, remaining: () => 120_000 - (world.clock.now - begun) }, message(id));
    expect(world.clock.now - begun).toBeLessThan(30_000);
    expect(await state(id)).toMatchObject({ lease: null, due: expect.any(String), model: { dataVersion: 12 } });
    world.messages.length = 0;
    await step(world.context, id, bowl);
    expect(world.messages).toContainEqual(message(id));
    await work(id);
    expect(await state(id)).toMatchObject({ due: null, model: { dataVersion: 14 } });
  });

  // Guarantee: a report that comes between a run's look at the state and its look at the observations is in the model, and nothing stays due.
  it('leaves nothing due when a report slips in', async () => {
    const id = await experimentWith(10, 1);
    const table = meanwhile(world.service.table, /Query/, () => step(world.context, id, bowl));
    await optimize({ ...world.service, table }, message(id));
    const { experiment, state } = await scopeOf(world.context, id);
    expect(state).toMatchObject({ observationsLive: 11, due: null, model: { dataVersion: 11 } });
    expect(modelIsDue(experiment, state)).toBe(false);
  });

  // Guarantee: when the run ends between a report's look at it and its commit, the report sends its message after all.
  it('is sent when the run ends in between', async () => {
    const id = await experimentWith(10);
    const scope = await scopeOf(world.context, id);
    await takeLease(scope, 'worker', world.clock.now, world.clock.now + 150_000);
    world.messages.length = 0;
    const ended = () => releaseLease(scope, 'worker');
    const context = world.on(meanwhile(world.service.table, /TransactWrite/, ended));
    const observations = [{ assignments: { x: 1, y: 1 }, values: [{ value: 1 }] }];
    await createObservations(context, { target: await scopeOf(context, id), body: { observations } });
    expect(world.messages).toContainEqual(message(id));
    expect((await state(id)).observationsLive).toBe(11);
  });

  // Guarantee: a run that dies with a few observations in hand keeps the experiment half a minute, and never more than its function could have lived.
  it('waits for a dead run no longer than its work could take', async () => {
    const leases: number[] = [];
    for (const id of [await experimentWith(10), await experimentWithBatch(2400)]) {
      const look = async () => {
        leases.push((await state(id)).leaseUntil - world.clock.now);
      };
      await optimize({ ...world.service, table: meanwhile(world.service.table, /BatchWrite/, look) }, message(id));
    }
    const [few = 0, many = 0] = leases;
    expect(few).toBeGreaterThan(30_000);
    expect(few).toBeLessThan(35_000);
    expect(many).toBeGreaterThan(few);
    expect(many).toBeLessThan(150_000);
  });

  // Guarantee: asks of a client that is alone are answered with the model of its last report, whether the worker ever ran or not.
  it('is not needed to know the last report', async () => {
    const id = await experimentWith(12, 1);
    const suggestion = await ask(world.context, id);
    expect(suggestion.receipt).toMatchObject({ source: 'model', data_version: 12 });
    await work(id);
    await step(world.context, id, bowl);
    const after = await ask(world.context, id);
    expect(after.receipt).toMatchObject({ source: 'model', data_version: 13, model_version: 12 });
    expect(after.receipt.predicted[0]?.low).toBeLessThanOrEqual(after.receipt.predicted[0]?.high ?? Number.NaN);
  });
});

describe('many observations without a model', () => {
  // Guarantee: whoever asks after an upload, or after an edit of the space, and before the slow lane was there, gets a point of a model all the same: all who ask at
  // once, different ones, near the bottom that the observations show.
  it.each(['after an upload', 'after bounds were moved'])('are asked all the same (%s)', async (before) => {
    const edited = before !== 'after an upload';
    const id = await experimentWithBatch(edited ? 400 : 2000);
    if (edited) {
      await work(id);
      const parameters = [{ name: 'x', bounds: { min: -4, max: 10 } }, { name: 'y' }];
      await updateExperiment(world.context, { target: await scopeOf(world.context, id), body: { parameters } });
    }
    const asked = await Promise.all(Array.from({ length: 6 }, () => ask(world.context, id)));
    for (const { receipt } of asked) expect(receipt.source).toBe('model');
    expect(new Set(asked.map(({ assignments }) => JSON.stringify(assignments))).size).toBe(6);
    const losses = asked.map(({ assignments }) => bowl(assignments)).sort((a, b) => a - b);
    expect(losses[0]).toBeLessThan(1);
  });
});

describe('a model that another version of the service stored', () => {
  // Guarantee: it is not read, wrongly or at all: asks go on with what was observed, a new model is due, and the next run brings it.
  it('gives way to a new one', async () => {
    const id = await experimentWith(12, 4);
    await work(id);
    const before = await modelOf(id);
    const { pk } = await scopeOf(world.context, id);
    const old = { ...before, format: (before?.format ?? 0) - 1 };
    const model = {
      put: { ...(await get(world.service.table, stateKey(pk))), ...stateKey(pk), model: JSON.stringify(old) },
    };
    const words = {
      put: { pk, sk: sortKey.model(before?.generation ?? 0), doc: '{"model":{"models":"in other words"}}' },
    };
    await writeMany(world.service.table, [model, words]);
    forget(pk);
    const { experiment, state } = await scopeOf(world.context, id);
    expect(modelIsDue(experiment, state)).toBe(true);
    const { receipt } = await ask(world.context, id);
    expect(receipt).toMatchObject({ source: 'model', data_version: 12, model_version: null });
    await work(id);
    expect(await modelOf(id)).toMatchObject({ dataVersion: 12, format: before?.format });
    expect((await ask(world.context, id)).receipt).toMatchObject({ source: 'pool', model_version: 12 });
  });
});

describe('the pool', () => {
  // Guarantee: while nothing was reported, asks are answered from the pool, each slot once, then computed.
  it('serves each slot once', async () => {
    const id = await experimentWith(12);
    await work(id);
    const slots = (await modelOf(id))?.pool ?? 0;
    expect(slots).toBe(4);
    const served = [];
    for (let i = 0; i < slots + 2; i++) served.push(await ask(world.context, id));
    expect(served.map(({ receipt }) => receipt.source)).toEqual(['pool', 'pool', 'pool', 'pool', 'model', 'model']);
    expect(new Set(served.map(({ assignments }) => JSON.stringify(assignments))).size).toBe(slots + 2);
  });

  // Guarantee: with m evaluations at a time a slot may lack the results of m − 1, as every suggestion does; one more, and the ask computes.
  it('is fresh while it lags behind by less than the evaluations at a time', async () => {
    const id = await experimentWith(12, 4);
    await work(id);
    const sources = [];
    for (let i = 0; i < 4; i++) {
      await step(world.context, id, bowl);
      sources.push((await ask(world.context, id)).receipt.source);
    }
    // Each step and each ask takes a slot: the pool of four is empty after two rounds.
    expect(sources).toEqual(['pool', 'pool', 'model', 'model']);
    await work(id);
    const batch = { observations: [0, 1, 2, 3].map((x) => ({ assignments: { x, y: x }, values: [{ value: x }] })) };
    for (const observation of batch.observations) {
      await createObservations(world.context, {
        target: await scopeOf(world.context, id),
        body: { observations: [observation] },
      });
    }
    expect((await ask(world.context, id)).receipt.source).toBe('model');
  });
});

describe('snapshot and tail', () => {
  const rows = async (id: string) => {
    const scope = await scopeOf(world.context, id);
    const view = await viewOf(scope, scope.state, 10_000);
    return {
      n: view?.data.n,
      values: [...(view?.data.columns[0]?.values ?? [])],
      points: [...(view?.data.points ?? [])],
      top: view?.top,
    };
  };
  const cold = async (id: string) => {
    forget((await scopeOf(world.context, id)).pk);
    return rows(id);
  };

  // Guarantee: what a warm function remembers, what a cold one reads from the snapshot and its tail, and the list of observations are the same rows,
  // after reports, deletions and edits of the space.
  it.each([6, 260])('are the list of observations, from %i on', async (count) => {
    const id = count < 100 ? await experimentWith(count) : await experimentWithBatch(count);
    const check = async () => {
      const { data } = await listObservations(world.context, {
        target: await scopeOf(world.context, id),
        query: { ascending: true },
      });
      const warm = await rows(id);
      expect(warm).toEqual(await cold(id));
      expect(warm.values).toEqual(data.map((o) => o.values[0]?.value));
      return data;
    };
    await work(id);
    expect((await modelOf(id))?.snapshot?.n ?? null).toBe(count < 100 ? null : count);
    for (let i = 0; i < 3; i++) await step(world.context, id, bowl);
    const listed = await check();
    await removeObservation(world.context, {
      target: await loadObservation(world.context, { experiment: id, observation: listed[2]?.id ?? '' }),
      query: {},
    });
    await check();
    await work(id);
    await step(world.context, id, bowl);
    await check();
    const parameters = [{ name: 'x', bounds: { min: -10, max: 20 } }, { name: 'y' }];
    await updateExperiment(world.context, { target: await scopeOf(world.context, id), body: { parameters } });
    await check();
    expect((await ask(world.context, id)).receipt.source).toBe('model');
    await work(id);
    await step(world.context, id, bowl);
    await check();
  });
});
