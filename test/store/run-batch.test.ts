// Many training runs in one request, through the front door: all of them or none, in their order, whatever happens in between.
import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sweep } from '../../shared/operations/sweeper/sweep.ts';
import { fromAttributes } from '../../shared/store/table/attributes.ts';
import { type Send, sendAs } from '../kit/door.ts';
import { crashingAt, meanwhile } from '../kit/faults.ts';
import { makeWorld, type World } from '../kit/world.ts';

let shared: World;
let world: World;
let send: Send;
let runs: string;
let project: string;

beforeAll(async () => {
  shared = await makeWorld();
});
afterAll(() => shared?.database.stop());
beforeEach(() => begin(shared));

/** A tenant of its own with a project. */
async function begin(on: World): Promise<void> {
  world = await makeWorld(on.database);
  send = sendAs(world.context);
  project = `/v1/clients/${world.context.store.client}/projects/p`;
  runs = `${project}/training_runs`;
  await send('POST', project.slice(0, -2), { id: 'p', name: 'P' });
}

const some = (count: number, more: object = {}) =>
  Array.from({ length: count }, (_, i) => ({ name: `run ${i}`, assignments: { i }, ...more }));
const post = (body: unknown, query = '', by: Send = send) => by('POST', `${runs}/batch${query}`, body);
const listed = async (): Promise<string[]> =>
  (await send('GET', `${runs}?ascending=true`)).json.data.map(({ name }: { name: string }) => name);
const count = async () => (await send('GET', project)).json.training_run_count;

/** Every item of the tenant, as text; tests may scan, the product may not. */
async function everything(): Promise<string[]> {
  const { table, client } = world.context.store;
  const all: string[] = [];
  for (let start: Record<string, AttributeValue> | undefined, first = true; first || start; first = false) {
    const db = world.database.tokens.db;
    const page = await db.send(new ScanCommand({ TableName: table.name, ExclusiveStartKey: start }));
    all.push(...(page.Items ?? []).map((item) => JSON.stringify(Object.entries(fromAttributes(item)).sort())));
    start = page.LastEvaluatedKey;
  }
  return all.filter((item) => item.includes(client)).sort();
}

// What comes back is what was sent, in its order; each is there afterwards as it was shown, and counted. 20 fit one transaction, 150 do not.
test.each([0, 1, 20, 150])('%i runs', async (size) => {
  const body = { runs: some(size, { source_code: { content: 'code' }, state: 'completed' }) };
  const { status, json } = await post(body);
  expect([status, json.count, json.paging]).toEqual([200, size, { before: null, after: null }]);
  expect(json.data.map(({ name }: { name: string }) => name)).toEqual(body.runs.map(({ name }) => name));
  expect(await listed()).toEqual(body.runs.map(({ name }) => name));
  expect(await count()).toBe(size);
  for (const run of json.data.slice(0, 3)) {
    expect((await send('GET', `/v1/training_runs/${run.id}`)).json).toEqual(run);
    expect(run).toMatchObject({ finished: true, source_code: { content: 'code' }, experiment: null });
  }
});

// Whatever is wrong with one of them is named with its place, and none is made.
test.each([
  ['runs[1].name', [{ name: 'ok' }, {}]],
  ['runs[0].values.m.value', [{ name: 'x', values: { m: {} } }, { name: 'ok' }]],
  ['runs[2].unknown', [{ name: 'a' }, { name: 'b' }, { name: 'c', unknown: 1 }]],
  ['runs[0].project', [{ name: 'x', project: 'q' }]],
  ['runs', 'x'],
  ['runs', undefined],
])('a wrong %s', async (field, given) => {
  const { status, json } = await post({ runs: given });
  expect([status, json.errors[0].field]).toEqual([400, field]);
  expect(await listed()).toEqual([]);
});

// The published client sends ten thousand and wants their ids alone; one more is refused.
test('as many as there may be', { timeout: 240_000 }, async () => {
  const { status, json } = await post({ runs: some(10_000), fields: 'id' });
  expect([status, json.count]).toEqual([200, 10_000]);
  expect(Object.keys(json.data[9_999])).toEqual(['id']);
  expect(await count()).toBe(10_000);
  expect((await send('GET', `/v1/training_runs/${json.data[9_999].id}`)).json.assignments).toEqual({ i: 9_999 });
  expect((await post({ runs: some(10_001) })).json.errors[0].field).toBe('runs');
});

// An answer that could not be sent is refused before anything is made; the same runs may be made without being shown.
test('more than an answer can carry', async () => {
  const body = {
    runs: some(100, { metadata: Object.fromEntries(some(100).map(({ name }) => [name, 'x'.repeat(480)])) }),
  };
  expect(JSON.stringify(body).length).toBeLessThan(5_400_000);
  const wide = { ...body, runs: body.runs.map((run) => ({ ...run, logs: {}, values: {} })) };
  const { status } = await post({ ...wide, runs: [...wide.runs, ...some(2000)] });
  expect(status).toBe(400);
  expect(await count()).toBe(0);
  expect((await post({ ...wide, runs: [...wide.runs, ...some(2000)], fields: ['id', 'name'] })).status).toBe(200);
  expect(await count()).toBe(2100);
});

describe('while it is written', () => {
  // A database of their own, which can be looked through.
  let small: World;
  beforeAll(async () => {
    small = await makeWorld();
  });
  afterAll(() => small?.database.stop());
  beforeEach(() => begin(small));

  // Guarantee: a reader sees none of a batch until it sees all of it: in lists, by id, and in the count.
  test('nobody sees a part', async () => {
    let seen: unknown;
    const look = async () => {
      const items = (await everything()).filter((item) => item.includes('"batch"') && item.includes('RUN#'));
      const [, id = ''] = /RUN#0*(\d+)/.exec(items[0] ?? '') ?? [];
      seen = [items.length, await listed(), await count(), (await send('GET', `/v1/training_runs/${id}`)).status];
    };
    // The second transaction is the one that makes it visible; the first claims the ids.
    const claimed = meanwhile(world.service.table, /TransactWrite/, async () => {});
    let transactions = 0;
    const table = {
      ...claimed,
      db: {
        send: async (command: object) => {
          if (/TransactWrite/.test(command.constructor.name) && ++transactions === 2) await look();
          return (claimed.db as unknown as { send: (c: object) => Promise<unknown> }).send(command);
        },
      } as unknown as typeof claimed.db,
    };
    await post({ runs: some(60) }, '', sendAs(world.on(table)));
    expect(seen).toEqual([60, [], 0, 404]);
    expect([(await listed()).length, await count()]).toEqual([60, 60]);
  });

  // Guarantee: wherever the process dies, all are there or none is; the sweeper takes away what is left of none, and the marks of all.
  test.each(['before', 'after'] as const)('a crash %s a write', { timeout: 120_000 }, async (fault) => {
    for (let n = 1; ; n++) {
      const [before, had] = [await everything(), await count()];
      const crashed = await post(
        { runs: some(45) },
        '',
        sendAs(world.on(crashingAt(world.service.table, n, fault))),
      ).then(
        () => false,
        () => true,
      );
      const made = (await count()) - had;
      expect([0, 45]).toContain(made);
      expect((await listed()).length).toBe(had + made);
      world.clock.now += 20 * 60_000;
      for (let i = 0; i < 2; i++) await sweep(world.service);
      expect((await listed()).length).toBe(had + made);
      const after = await everything();
      if (made === 0) expect(after).toEqual(before);
      expect(after.filter((item) => item.includes('RUN#') && item.includes('"batch"'))).toEqual([]);
      if (!crashed) return expect(n).toBeGreaterThan(4);
    }
  });
});
