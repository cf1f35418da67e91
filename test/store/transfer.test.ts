// Transfer through the door on a real database: an experiment that names earlier ones begins with their best points, and learns from them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forget } from '../../shared/operations/optimizer/memory.ts';
import { optimize } from '../../shared/operations/optimizer/optimize.ts';
import { readEarlierExperiments } from '../../shared/store/experiments/earlier.ts';
import { type Send, sendAs } from '../kit/door.ts';
import { bowl, scopeOf, twoDoubles } from '../kit/experiments.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
let send: Send;
beforeAll(async () => {
  world = await makeWorld();
  send = sendAs(world.context);
});
afterAll(() => world.database.stop());

/** An experiment of `twoDoubles` with the bowl's values on a grid of 36 points. */
async function earlier(from: Send = send, told = bowl): Promise<string> {
  const { json } = await from('POST', '/v1/experiments', twoDoubles);
  const observations = Array.from({ length: 36 }, (_, i) => {
    const assignments = { x: -5 + 3 * (i % 6), y: 3 * Math.floor(i / 6) };
    return { assignments, values: [{ value: told(assignments) }] };
  });
  expect((await from('POST', `/v1/experiments/${json.id}/observations/batch`, { observations })).status).toBe(200);
  return json.id;
}

const create = (transfer_from: unknown, more: object = {}) =>
  send('POST', '/v1/experiments', { ...twoDoubles, transfer_from, ...more });

describe('an experiment that names an earlier one', () => {
  // Guarantee: its first suggestions are the best earlier points, the model of the slow lane trusts a source that predicts, also after the source is gone.
  it('begins where the earlier one was good, and learns from it', async () => {
    const source = await earlier();
    const { status, json } = await create([source]);
    expect({ status, transfer_from: json.transfer_from }).toEqual({ status: 200, transfer_from: [source] });
    await send('DELETE', `/v1/experiments/${source}/observations`);
    const base = `/v1/experiments/${json.id}`;
    const own = { experiment: source, metric: 'loss', observations: 36 };
    const transfer = async () => (await send('GET', `${base}/advice`)).json.transfer;
    expect(await transfer()).toEqual([{ ...own, believed: null, correlation: null }]);
    const first = (await send('POST', `${base}/suggestions`, {})).json;
    expect(first.receipt).toMatchObject({ source: 'initial', arm: 'transfer' });
    expect(first.assignments).toEqual({ x: 4, y: 3 });
    for (let i = 0; i < 8; i++) {
      const { id, assignments } = (await send('POST', `${base}/suggestions`, {})).json;
      const values = [{ value: 2 * bowl(assignments) + 5 }];
      await send('POST', `${base}/observations`, { suggestion: id, values });
      await optimize(world.service, { client: world.context.identity.tenant.client, experiment: json.id });
      forget(`C#${world.context.identity.tenant.client}#E#${json.id}`);
    }
    const points = [{ x: 3, y: 4 }];
    const [best] = (await send('POST', `${base}/predictions`, { points })).json.data;
    expect(Math.abs(best.predicted[0].mean - 5)).toBeLessThan(15);
    // A bowl is told well by eight of its own values too, so whether the earlier ones tell them better is a matter of luck.
    expect(await transfer()).toEqual([
      { ...own, believed: expect.any(Boolean), correlation: expect.toBeOneOf([null, expect.any(Number)]) },
    ]);
    expect((await send('PUT', base, { name: 'renamed' })).json.transfer_from).toEqual([source]);
  });

  // Guarantee: of two that are named, who reads the advice sees which one is believed.
  it('says of each what it is taken for', async () => {
    const [useful, opposite] = [await earlier(), await earlier(send, (x) => -bowl(x))];
    const { id } = (await create([opposite, useful])).json;
    const points = [0, 2, 5, 7, 11, 14, 16, 20, 22, 27, 29, 31];
    const observations = points.map((i) => {
      const assignments = { x: 1.3 * (i % 6), y: 2.1 * Math.floor(i / 6) };
      return { assignments, values: [{ value: bowl(assignments) }] };
    });
    await send('POST', `/v1/experiments/${id}/observations/batch`, { observations });
    expect((await send('GET', `/v1/experiments/${id}/advice`)).json.transfer).toEqual([
      { experiment: opposite, metric: 'loss', observations: 36, believed: false, correlation: null },
      { experiment: useful, metric: 'loss', observations: 36, believed: true, correlation: expect.any(Number) },
    ]);
  });

  // Guarantee: without the key nothing is shown but an empty list.
  it('may name none', async () => {
    const { id, transfer_from } = (await create(undefined)).json;
    expect(transfer_from).toEqual([]);
    expect((await send('GET', `/v1/experiments/${id}/advice`)).json.transfer).toEqual([]);
    expect((await create(null)).json.transfer_from).toEqual([]);
  });
});

describe('an earlier experiment that is too large to be taken along whole', () => {
  // Guarantee: names and categories that take three bytes a letter, rows of very different size: what is copied fits an item, and is used.
  it('gives the rows that fit', async () => {
    const tail = '日'.repeat(48);
    const categorical_values = ['甲', `乙${tail}`, `丙${tail}`];
    const parameters = Array.from({ length: 60 }, (_, i) => ({
      name: `${'名'.repeat(96)}${i}`,
      type: 'categorical' as const,
      categorical_values,
    }));
    const body = { name: 'wide', parameters, metrics: ['score'] };
    const source = (await send('POST', '/v1/experiments', body)).json.id;
    for (let value = 0; value < 25; value++) {
      // The best rows, which are the last, are the large ones.
      const categoryOf = (k: number) => categorical_values[value < 12 ? 0 : 1 + ((value >> (k % 4)) & 1)];
      const assignments = Object.fromEntries(parameters.map(({ name }, k) => [name, categoryOf(k)]));
      const observation = { assignments, values: [{ value }] };
      expect((await send('POST', `/v1/experiments/${source}/observations`, observation)).status).toBe(200);
    }
    const { status, json } = await send('POST', '/v1/experiments', { ...body, transfer_from: [source] });
    expect(status).toBe(200);
    const [kept] = await readEarlierExperiments(await scopeOf(world.context, json.id));
    const values = kept?.rows.map((row) => row.values[0] ?? Number.NaN) ?? [];
    expect(Buffer.byteLength(JSON.stringify(kept))).toBeLessThanOrEqual(200_000);
    expect(values).toContain(24);
    expect(Math.min(...values)).toBeLessThan(12);
    expect(values.length).toBeLessThan(25);
    const { receipt } = (await send('POST', `/v1/experiments/${json.id}/suggestions`, {})).json;
    expect(receipt.arm).toBe('transfer');
  });
});

describe('what cannot be learned from', () => {
  // Guarantee: a foreign experiment is refused like a missing one, word for word but for the id; nothing is created.
  it('is refused alike when it is foreign or missing', async () => {
    const foreign = await earlier(sendAs(world.stranger()));
    const before = (await send('GET', '/v1/experiments')).json.count;
    const [theirs, none] = [await create([foreign]), await create(['1'])];
    expect(theirs.status).toBe(400);
    expect(theirs.json.errors[0]).toMatchObject({ field: 'transfer_from[0]', value: foreign });
    expect(JSON.stringify(theirs.json).replaceAll(foreign, 'ID')).toBe(
      JSON.stringify(none.json).replaceAll('"1"', '"ID"').replaceAll('\\"1\\"', '\\"ID\\"'),
    );
    expect((await send('GET', '/v1/experiments')).json.count).toBe(before);
  });

  // Guarantee: what has nothing in common, is named twice, is too much, or meets a type that learns nothing, is a 400 that names the key.
  it('is named', async () => {
    const id = await earlier();
    const z = [{ name: 'z', type: 'double', bounds: { min: 0, max: 1 } }];
    for (const [ids, more] of [
      [[id], { metrics: [{ name: 'other' }] }],
      [[id], { parameters: z }],
      [[id], { type: 'random' }],
      [[id, id], {}],
      [['x'], {}],
      [Array.from({ length: 6 }, (_, i) => String(i + 10)), {}],
      ['x', {}],
    ] as const) {
      const answer = await create(ids, more);
      expect(answer.status).toBe(400);
      expect(answer.json.errors[0].field).toMatch(/^transfer_from/);
    }
  });
});
