// Crashes between any two writes: what was acknowledged is there once, nothing is half there, and a client that repeats goes on.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../shared/operations/context.ts';
import { updateExperiment } from '../../shared/operations/experiments/update.ts';
import { loadObservation } from '../../shared/operations/load.ts';
import {
  removeObservation,
  removeObservations,
  updateObservation,
} from '../../shared/operations/observations/change.ts';
import { createObservations } from '../../shared/operations/observations/report.ts';
import { optimize } from '../../shared/operations/optimizer/optimize.ts';
import { createQueued } from '../../shared/operations/queued/queue.ts';
import { removeSuggestions } from '../../shared/operations/suggestions/change.ts';
import { sweep } from '../../shared/operations/sweeper/sweep.ts';
import { disagreements } from '../kit/audit.ts';
import { ask, bowl, newExperiment, report, scopeOf, step } from '../kit/experiments.ts';
import { crash, crashingAt, type Fault } from '../kit/faults.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.database.stop());

type Verb = (context: Context, id: string) => Promise<unknown>;
const observed = async (context: Context, id: string) => {
  const { state } = await scopeOf(context, id);
  return loadObservation(context, { experiment: id, observation: state.best ?? '' });
};
const batch = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ assignments: { x: i / 100, y: 1 }, values: [{ value: i }] }));

const verbs: Record<string, Verb> = {
  ask,
  report: async (context, id) => report(context, id, (await ask(world.context, id)).id, 1),
  'report a batch': async (context, id) =>
    createObservations(context, { target: await scopeOf(context, id), body: { observations: batch(120) } }),
  correct: async (context, id) =>
    updateObservation(context, { target: await observed(context, id), body: { values: [{ value: 99 }] } }),
  'delete one': async (context, id) => removeObservation(context, { target: await observed(context, id), query: {} }),
  'delete all': async (context, id) => removeObservations(context, { target: await scopeOf(context, id) }),
  'delete open suggestions': async (context, id) =>
    removeSuggestions(context, { target: await scopeOf(context, id), query: { state: 'open' } }),
  queue: async (context, id) =>
    createQueued(context, { target: await scopeOf(context, id), body: { assignments: { x: 1, y: 1 } } }),
  archive: async (context, id) =>
    updateExperiment(context, { target: await scopeOf(context, id), body: { state: 'deleted' } }),
  fit: async (context, id) =>
    optimize({ ...world.service, table: context.store.table }, { client: context.store.client, experiment: id }),
};

/** Crashes a verb at its n-th write, n = 1, 2, …, until it comes through unharmed; at its first it never does. */
async function crashEverywhere(verb: Verb, fault: Fault): Promise<void> {
  for (let n = 1; ; n++) {
    const id = await newExperiment(world.context);
    for (let i = 0; i < 5; i++) await step(world.context, id, bowl);
    await ask(world.context, id);
    const crashed = await verb(world.on(crashingAt(world.service.table, n, fault)), id).then(
      () => false,
      (error) => {
        if (error !== crash) throw error;
        return true;
      },
    );
    expect(await disagreements(world.context, id, '2026-11')).toEqual([]);
    if (!crashed) return expect(n).toBeGreaterThan(1);
    await verb(world.context, id).catch((error) => expect(error).toMatchObject({ status: expect.any(Number) }));
    world.clock.now += 20 * 60_000;
    await sweep(world.service);
    expect(await disagreements(world.context, id, '2026-11')).toEqual([]);
  }
}

describe.each(Object.keys(verbs))('a crash while one wants to %s', (name) => {
  const verb = verbs[name] as Verb;
  // Guarantee: before the database has done a write, or after it has and the answer is lost: counters, lists and bill agree with the records,
  // at once, after the client's repetition, and after the sweeper has been there.
  it.each(['before', 'after'] as const)('%s a write is done', async (fault) => crashEverywhere(verb, fault));
});
