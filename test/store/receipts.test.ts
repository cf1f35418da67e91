// Receipts on a real database: the same on create, fetch and list, with what was weighed, and small enough to cost one unit of writing.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { optimize } from '../../shared/operations/optimizer/optimize.ts';
import { experimentKey, sortKey } from '../../shared/store/table/keys.ts';
import { get } from '../../shared/store/table/table.ts';
import { type Send, sendAs } from '../kit/door.ts';
import { bowl, newExperiment, step, twoDoubles } from '../kit/experiments.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
let send: Send;
beforeAll(async () => {
  world = await makeWorld();
  send = sendAs(world.context);
});
afterAll(() => world.database.stop());

// Guarantee: a receipt names what was considered, in the metric's own direction, the same words wherever it is read; its item stays below 1 KB.
it.each(['pool', 'model'])('names what was considered (%s)', async (expected) => {
  const metrics = [{ name: 'score', objective: 'maximize' as const }];
  const id = await newExperiment(world.context, {
    ...twoDoubles,
    metrics,
    parallel_bandwidth: expected === 'pool' ? 3 : 1,
  });
  const { client } = world.context.identity.tenant;
  for (let i = 0; i < 9; i++) await step(world.context, id, (x) => -bowl(x) - 100);
  if (expected === 'pool') await optimize(world.service, { client, experiment: id });
  const ask = async () => (await send('POST', `/v1/experiments/${id}/suggestions`, {})).json;
  let created = await ask();
  expect(created.receipt.source).toBe(expected);
  // Where the search ended in one place only, and the other school would have chosen it too, nothing else was considered.
  for (let tries = 0; created.receipt.considered.length === 0 && tries < 12; tries++) created = await ask();
  const { considered } = created.receipt;
  expect(considered.length).toBeGreaterThan(0);
  for (const { arm, predicted } of considered) {
    expect(arm).toMatch(/^(log-ei|ucb)\//);
    expect(predicted[0]).toMatchObject({ metric: 'score' });
    expect(predicted[0].low).toBeLessThanOrEqual(predicted[0].mean);
    expect(predicted[0].mean).toBeLessThanOrEqual(predicted[0].high);
    expect(predicted[0].low).toBeLessThan(0);
  }
  const path = `/v1/experiments/${id}/suggestions`;
  expect((await send('GET', `${path}/${created.id}`)).json.receipt).toEqual(created.receipt);
  const listed: { id: string; receipt: unknown }[] = (await send('GET', path)).json.data;
  expect(listed.find(({ id: one }) => one === created.id)?.receipt).toEqual(created.receipt);
  const item = await get(world.service.table, { pk: experimentKey(client, id), sk: sortKey.suggestion(created.id) });
  expect(JSON.stringify(item).length).toBeLessThan(1024);
});

// Guarantee: an ask is always answered; once every point of a finite space was given out, each further receipt says that it is a repetition.
it.each(['grid', 'random'] as const)('names the end of a finite space (%s)', async (type) => {
  const parameters = [{ name: 'x', type: 'int' as const, grid: [1, 2, 4] }];
  const id = await newExperiment(world.context, { name: 'finite', type, parameters });
  const ask = async () => (await send('POST', `/v1/experiments/${id}/suggestions`, {})).json;
  const asked = [await ask(), await ask(), await ask(), await ask(), await ask()];
  expect(new Set(asked.slice(0, 3).map(({ assignments }) => assignments.x))).toEqual(new Set([1, 2, 4]));
  expect(asked.map(({ receipt }) => receipt.source)).toEqual([type, type, type, 'exhausted', 'exhausted']);
});

// Guarantee: a repetition that the stored model chose names the model's version beside what it expects; one that a model made on the spot chose, or
// chance, names none.
it.each([
  ['known', true],
  ['unknown', false],
  ['none', true],
] as const)('names the model behind a repetition (noise %s, stored: %s)', async (noise, stored) => {
  const parameters = [{ name: 'k', type: 'int' as const, bounds: { min: 1, max: 6 } }];
  const metrics = [{ name: 'loss', objective: 'minimize' as const, noise }];
  const id = await newExperiment(world.context, { name: 'noisy', parameters, metrics });
  // Reported and not asked for: where values scatter the best points would be asked for again before the worst one was asked for once.
  for (let k = 1; k <= 6; k++) {
    const report = { assignments: { k }, values: [{ name: 'loss', value: k ** 2 }] };
    expect((await send('POST', `/v1/experiments/${id}/observations`, report)).status).toBe(200);
  }
  if (stored) await optimize(world.service, { client: world.context.identity.tenant.client, experiment: id });
  const { receipt } = (await send('POST', `/v1/experiments/${id}/suggestions`, {})).json;
  const modelled = noise !== 'none';
  expect(receipt).toMatchObject({
    source: 'exhausted',
    arm: expect.stringMatching(modelled ? /^replicate\// : /^repeat$/),
    model_version: modelled && stored ? 6 : null,
    data_version: 6,
  });
  expect(receipt.predicted).toHaveLength(modelled ? 1 : 0);
});
