// What the log says of an ask and of an optimizer run: enough to tell why one was slow and who used the other, and nothing of what a tenant sent.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Context } from '../../shared/operations/context.ts';
import { optimize } from '../../shared/operations/optimizer/optimize.ts';
import { createQueued } from '../../shared/operations/queued/queue.ts';
import { makeLog } from '../../shared/platform/log.ts';
import { sendAs } from '../kit/door.ts';
import { newExperiment, scopeOf } from '../kit/experiments.ts';
import { intercepted } from '../kit/faults.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
const lines: string[] = [];
const log = makeLog(
  (line) => lines.push(line),
  () => 0,
);
let context: Context;
beforeAll(async () => {
  world = await makeWorld();
  context = { ...world.context, log };
});
afterAll(() => world?.database.stop());

const definition = {
  name: 'canary-name',
  parameters: [
    { name: 'canary-parameter', type: 'double', bounds: { min: 0.123_456, max: 0.123_457 } },
    { name: 'kind', type: 'categorical', categorical_values: ['canary-value', 'other'] },
  ],
} as const;
const phases = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [`${name}_ms`, expect.any(Number)]));

/** The line that this work adds with this message. */
async function lineOf(message: string, work: () => Promise<unknown>): Promise<Record<string, unknown>> {
  lines.length = 0;
  await work();
  const found = lines.map((line) => JSON.parse(line)).filter((line) => line.message === message);
  expect(found.length).toBe(1);
  return found[0];
}
const ask = (id: string, as = context) =>
  lineOf('request', () => sendAs(as)('POST', `/v1/experiments/${id}/suggestions`, {}));

/** Evaluations from the whole range: whoever reports some from one place is asked for a start design first. */
async function report(id: string, count: number) {
  for (let i = 0; i < count; i++) {
    const assignments = { 'canary-parameter': 0.123_456 + i * 1.2e-7, kind: i % 2 ? 'canary-value' : 'other' };
    await sendAs(context)('POST', `/v1/experiments/${id}/observations`, { assignments, values: [{ value: i }] });
  }
}
const run = (id: string, service = world.service) =>
  lineOf('optimizer run', () => optimize({ ...service, log }, { client: context.store.client, experiment: id }));

// Guarantee: an ask's line names the experiment, where the suggestion came from, how often it was tried for, and where the time went, from the
// first random point over a queued one to one of the model; the times are parts of the whole.
test('asks', async () => {
  const id = await newExperiment(context, definition);
  const where = { experiment: id, client: context.store.client, status: 200 };
  const times = phases(['read', 'model', 'choose', 'write']);
  const first = await ask(id);
  expect(first).toMatchObject({ ...where, ...times, source: 'initial', tries: 1 });
  const parts = ['read_ms', 'model_ms', 'choose_ms', 'write_ms'].map((name) => Number(first[name]));
  for (const part of parts) expect(part).toBeGreaterThanOrEqual(0);
  expect(parts.reduce((a, b) => a + b)).toBeLessThanOrEqual(Number(first['ms']));
  await createQueued(context, {
    target: await scopeOf(context, id),
    body: { assignments: { 'canary-parameter': 0.123_456_5, kind: 'other' } },
  });
  expect(await ask(id)).toMatchObject({ ...where, ...times, source: 'queued', tries: 0 });
  await report(id, 8);
  await run(id);
  expect(await ask(id)).toMatchObject({ ...where, ...times, source: expect.stringMatching(/^(pool|model)$/) });
  expect(lines.join('\n')).not.toContain('canary');
});

// Guarantee: an ask that fails says how far it came.
test('an ask that fails', async () => {
  const id = await newExperiment(context, definition);
  const away = intercepted(world.service.table, async (command, send) => {
    if (command.constructor.name === 'TransactWriteItemsCommand')
      throw Object.assign(new Error('away'), { name: 'TimeoutError' });
    return send(command);
  });
  const failing = { ...world.on(away), log };
  expect(await ask(id, failing)).toMatchObject({ experiment: id, status: 429, source: null, tries: 1 });
});

// Guarantee: a run's line names client and experiment, what it knew and made, and where the time went; also a run that had nothing to do.
test('optimizer runs', async () => {
  const id = await newExperiment(context, definition);
  await report(id, 8);
  const who = { client: context.store.client, experiment: id };
  const times = { ...phases(['read', 'model', 'fit', 'fill', 'write']), ms: expect.any(Number) };
  expect(await run(id)).toMatchObject({ ...who, ...times, rounds: 1, observations: 8, pool: 1 });
  expect(lines.join('\n')).not.toContain('canary');
  expect(await run(id)).toMatchObject({ ...who, ...times, rounds: 0, fit_ms: 0, fill_ms: 0 });
});

// Guarantee: a run that fails has its line, and the error goes on.
test('a run that fails', async () => {
  const id = await newExperiment(context, definition);
  await report(id, 8);
  const table = intercepted(world.service.table, async (command, send) => {
    if (command.constructor.name === 'BatchWriteItemCommand') throw new Error('away');
    return send(command);
  });
  const failing = () =>
    expect(
      optimize({ ...world.service, table, log }, { client: context.store.client, experiment: id }),
    ).rejects.toThrow('away');
  expect(await lineOf('optimizer run', failing)).toMatchObject({ experiment: id, rounds: 1, observations: 8 });
});
