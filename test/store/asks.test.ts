// Asks that meet something: a change of the experiment, a slot and a claim at once, many for the same queue, a message that got lost.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archiveExperiment, updateExperiment } from '../../shared/operations/experiments/update.ts';
import { optimize } from '../../shared/operations/optimizer/optimize.ts';
import { createQueued } from '../../shared/operations/queued/queue.ts';
import { listSuggestions } from '../../shared/operations/suggestions/read.ts';
import { disagreements } from '../kit/audit.ts';
import { ask, bowl, newExperiment, scopeOf, step, twoDoubles } from '../kit/experiments.ts';
import { intercepted, meanwhile } from '../kit/faults.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.database.stop());

const transaction = /TransactWrite/;
const work = (id: string) => optimize(world.service, { client: world.context.store.client, experiment: id });
const interrupted = (action: () => Promise<unknown>) => world.on(meanwhile(world.service.table, transaction, action));
const count = async (id: string) =>
  (await listSuggestions(world.context, { target: await scopeOf(world.context, id), query: {} })).count;

describe('an experiment that changes between choosing and claiming', () => {
  // Guarantee: no suggestion is stored of a space that is gone; the ask is answered from the new one.
  it('answers from its new space', async () => {
    const id = await newExperiment(world.context);
    for (let i = 0; i < 8; i++) await step(world.context, id, bowl);
    const narrow = async () =>
      updateExperiment(world.context, {
        target: await scopeOf(world.context, id),
        body: { parameters: [{ name: 'x', bounds: { min: 9.9, max: 10 } }, { name: 'y' }] },
      });
    const { assignments } = await ask(interrupted(narrow), id);
    expect(assignments['x']).toBeGreaterThanOrEqual(9.9);
    expect(await disagreements(world.context, id, '2026-11')).toEqual([]);
  });

  // Guarantee: once it is archived nothing is stored or billed, and the client is told.
  it('refuses once it is archived', async () => {
    const id = await newExperiment(world.context);
    const archive = async () => archiveExperiment(world.context, { target: await scopeOf(world.context, id) });
    await expect(ask(interrupted(archive), id)).rejects.toMatchObject({ status: 400 });
    expect(await count(id)).toBe(0);
    expect(await disagreements(world.context, id, '2026-11')).toEqual([]);
  });

  // Guarantee: a change that leaves the space as it is disturbs nobody.
  it('goes on when only its name changed', async () => {
    const id = await newExperiment(world.context);
    const rename = async () =>
      updateExperiment(world.context, { target: await scopeOf(world.context, id), body: { name: 'another' } });
    expect((await ask(interrupted(rename), id)).receipt.source).toBe('initial');
  });
});

describe('a slot and a computed point at the same moment', () => {
  // Guarantee: a slot is not served beside a point that was claimed after it was looked at, though neither knew of the other.
  //
  //   A:  computes ─────────────────────────────── commits
  //   optimizer:    new pool                          │
  //   B:                     reads open, takes a slot ┴ commits: lost, looks again
  it('lie apart', async () => {
    for (let round = 0; round < 4; round++) {
      const id = await newExperiment(world.context, { ...twoDoubles, parallel_bandwidth: 2, observation_budget: 60 });
      for (let i = 0; i < 14; i++) {
        await step(world.context, id, bowl);
        if (i === 9) await work(id);
      }
      const [a, b] = await interleaved(id);
      const apart = (['x', 'y'] as const).map(
        (name) => Math.abs(Number(a.assignments[name]) - Number(b.assignments[name])) / 15,
      );
      if (b.receipt.source === 'pool') expect(Math.max(...apart)).toBeGreaterThan(0.02);
      expect(Math.max(...apart)).toBeGreaterThan(1e-3);
    }
  });

  type Answer = Awaited<ReturnType<typeof ask>>;

  async function interleaved(id: string): Promise<[Answer, Answer]> {
    const committed = signal();
    const looked = signal();
    let other: Promise<Answer> | null = null;
    const tableOfB = meanwhile(world.service.table, transaction, async () => {
      looked.give();
      await committed.given;
    });
    const tableOfA = intercepted(world.service.table, async (command, send) => {
      if (other || !transaction.test(command.constructor.name)) return send(command);
      other = Promise.resolve().then(async () => {
        await work(id);
        return ask(world.on(tableOfB), id);
      });
      await looked.given;
      const reply = await send(command);
      committed.give();
      return reply;
    });
    const a = await ask(world.on(tableOfA), id);
    if (!other) throw new Error('nothing was interrupted');
    return [a, await other];
  }

  function signal() {
    let give: () => void = () => {};
    const given = new Promise<void>((resolve) => {
      give = resolve;
    });
    return { give, given };
  }
});

describe('many asks for a queue', () => {
  // Guarantee: each queued suggestion is served once, and the tries that others cost grow with their number, not with its square.
  it('share it', async () => {
    const id = await newExperiment(world.context);
    const points = Array.from({ length: 30 }, (_, i) => ({ x: i / 10, y: 1 }));
    for (const assignments of points)
      await createQueued(world.context, { target: await scopeOf(world.context, id), body: { assignments } });
    let transactions = 0;
    const counting = world.on(
      intercepted(world.service.table, (command, send) => {
        if (transaction.test(command.constructor.name)) transactions++;
        return send(command);
      }),
    );
    const served = await Promise.all(points.map(() => ask(counting, id)));
    expect(new Set(served.map(({ assignments }) => assignments['x'])).size).toBe(30);
    expect(served.every(({ receipt }) => receipt.source === 'queued')).toBe(true);
    expect(transactions).toBeLessThan(30 * 5);
    expect(await disagreements(world.context, id, '2026-11')).toEqual([]);
  });
});

describe('an empty pool whose message was lost', () => {
  // Guarantee: the next ask sends another one.
  it('is filled again', async () => {
    const id = await newExperiment(world.context, { ...twoDoubles, parallel_bandwidth: 2 });
    for (let i = 0; i < 10; i++) await step(world.context, id, bowl);
    await work(id);
    for (let i = 0; i < 2; i++) await ask(world.context, id);
    world.messages.length = 0;
    expect((await ask(world.context, id)).receipt.source).toBe('model');
    expect(world.messages).toContainEqual({ client: world.context.store.client, experiment: id });
    await work(id);
    expect((await ask(world.context, id)).receipt.source).toBe('pool');
  });
});
