// Lists of training runs through the front door: filters, orders and search mean what the runs show, walks amid writes come by every run once, and
// what a filter rules out is not read.
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newRun } from '../../shared/domain/runs/run.ts';
import { newContents } from '../../shared/domain/runs/run-change.ts';
import type { Context } from '../../shared/operations/context.ts';
import { runPuts } from '../../shared/store/runs/runs.ts';
import { writeMany } from '../../shared/store/table/single.ts';
import { sendAs } from '../kit/door.ts';
import { intercepted, meanwhile } from '../kit/faults.ts';
import { asCaller, makeWorld, type World } from '../kit/world.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into by tests, which say what they expect.
type Json = any;

let world: World;
let client: string;
let experiments: string[];
/** Everything in the project `main`, as it is shown. */
let all: Json[];

const projects = () => `/v1/clients/${client}/projects`;
const send = (method: string, path: string, body?: unknown, context: Context = world.context) =>
  sendAs(context)(method, path, body);

const ofRuns = {
  name: 'runs',
  parameters: [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }],
  metrics: [{ name: 'loss' }],
};

const scalar = fc.constantFrom<(string | number)[]>('x', 'y', '1', 0, 1, -2.5);
const some = <T>(values: fc.Arbitrary<T>) =>
  fc.dictionary(fc.constantFrom('a', 'b', 'a.b', 'a.value'), values, { maxKeys: 3 });
const text = fc.constantFrom('x', 'longer text', 'é');
const body: fc.Arbitrary<Json> = fc.record({
  name: fc.constantFrom('Tree', 'tree 2', 'forest', 'É'),
  state: fc.constantFrom('active', 'completed', 'failed'),
  ...{ favorite: fc.boolean(), deleted: fc.boolean(), assignments: some(scalar), metadata: fc.option(some(scalar)) },
  values: some(fc.record({ value: fc.constantFrom(-1, 0, 3), value_stddev: fc.option(fc.constantFrom(0, 0.1)) })),
  ...{
    model: fc.record({ type: fc.option(text) }),
    source_code: fc.record({ content: fc.option(text), hash: fc.option(text) }),
  },
  logs: fc.dictionary(fc.constantFrom('stdout', 'a.content'), fc.record({ content: text }), { maxKeys: 2 }),
});

beforeAll(async () => {
  world = await makeWorld();
  client = world.context.store.client;
  for (const id of ['main', 'other', 'empty']) await send('POST', projects(), { id, name: id });
  const made = await Promise.all([1, 2].map(() => send('POST', `${projects()}/main/aiexperiments`, ofRuns)));
  experiments = made.map(({ json }) => json.id);
  const samples = fc.sample(body, { numRuns: 60, seed: 7 });
  for (const [i, sample] of samples.entries()) {
    world.clock.now += 2000;
    const experiment = experiments[i % 4];
    const given = { ...sample, metadata: { ...sample.metadata, number: i } };
    const place = experiment ? `/v1/aiexperiments/${experiment}` : `${projects()}/main`;
    await send('POST', `${place}/training_runs`, given);
  }
  await send('POST', `${projects()}/other/training_runs`, { name: 'elsewhere' });
  const { json } = await send('POST', `/v1/aiexperiments/${experiments[0]}/training_runs`, { name: 'moved away' });
  await send('PUT', `/v1/training_runs/${json.id}`, { project: 'other' });
  all = (await list()).data;
}, 120_000);
afterAll(() => world?.database.stop());

type Query = Readonly<Record<string, unknown>>;

const path = (query: Query, place = `${projects()}/main/training_runs`) => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const texts = given.map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : `${value}`]);
  return `${place}?${new URLSearchParams(Object.fromEntries(texts))}`;
};

async function list(query: Query = {}, place?: string, context?: Context): Promise<Json> {
  const { status, json } = await send('GET', path(query, place), undefined, context);
  if (status !== 200) throw new Error(JSON.stringify(json));
  return json;
}

/** The value under a field's name in what is shown of a run; undefined where there is none. */
function shown(run: Json, field: string): unknown {
  // No sample names a parameter of its experiment, so whatever was suggested was chosen by the service.
  if (field === 'optimized_suggestion') return run.suggestion === null ? undefined : true;
  const [map = '', ...rest] = field.split('.');
  if (rest.length === 0) return run[field === 'finished' ? 'completed' : field] ?? undefined;
  const name = rest.join('.');
  if (['assignments', 'metadata', 'model', 'source_code'].includes(map)) return run[map]?.[name] ?? undefined;
  const [, key = '', part = ''] = /^(.*)\.(value|value_stddev|content)$/.exec(name) ?? [];
  return run[map]?.[key]?.[part] ?? undefined;
}

const isId = (field: string) => ['id', 'client', 'experiment', 'suggestion', 'observation', 'user'].includes(field);
const order = (field: string, value: unknown) => (isId(field) ? BigInt(String(value)) : value) as number;

function compare(a: unknown, operator: string, b: unknown): boolean {
  const [x, y] = [a as number, b as number];
  if (operator === '==') return x === y;
  if (operator === '!=') return x !== y;
  return typeof a === typeof b && ({ '>': x > y, '>=': x >= y, '<': x < y, '<=': x <= y }[operator] ?? false);
}

const meets = (run: Json, { field, operator, value }: Json): boolean => {
  const actual = shown(run, field);
  if (operator === 'isnull') return actual === undefined;
  return actual !== undefined && compare(order(field, actual), operator, order(field, value));
};

const fields = {
  ordered: [
    'id',
    'suggestion',
    'observation',
    'experiment',
    'created',
    'updated',
    'completed',
    'finished',
    'name',
    'model.type',
    'source_code.content',
  ],
  keyed: [
    'assignments.a',
    'assignments.a.b',
    'metadata.b',
    'metadata.number',
    'values.a.value',
    'values.a.value_stddev',
    'values.a.value.value',
    'logs.stdout.content',
    'logs.a.content.content',
    'source_code.hash',
  ],
  flags: ['deleted', 'favorite', 'optimized_suggestion'],
};

describe('filters and orders', () => {
  const ordered = fc.constantFrom(...fields.ordered, ...fields.keyed);
  const filter = fc.oneof(
    fc.record({ field: ordered, operator: fc.constantFrom('==', '!=', '>', '>=', '<', '<='), of: fc.nat(59) }),
    fc.record({ field: fc.constantFrom(...fields.flags), operator: fc.constantFrom('==', '!='), of: fc.nat(59) }),
    fc.record({ field: fc.constant('state'), operator: fc.constant('=='), of: fc.nat(59) }),
    fc.record({ field: fc.oneof(ordered, fc.constant('optimized_suggestion')), operator: fc.constant('isnull') }),
  );
  /** Compares with what some run has, so that there is something to be found. */
  const filters = fc.array(filter, { maxLength: 3 }).map((list) =>
    list.flatMap((one): Json[] => {
      if (!('of' in one)) return [one];
      const value = shown(all[one.of], one.field);
      return value === undefined ? [] : [{ field: one.field, operator: one.operator, value }];
    }),
  );
  const queries = fc.record(
    {
      filters: fc.constant(null),
      sort: fc.oneof(ordered, fc.constantFrom('state', 'favorite')),
      search: fc.constantFrom('TREE', 'é', 'o', 'nothing'),
      ascending: fc.boolean(),
    },
    { requiredKeys: [] },
  );

  // Guarantee: whatever is put together, the list holds exactly the runs that show it, in the order that was asked for, with its count and with how
  // many of them have each field; in one page or in many.
  test('together', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(queries, filters, fc.constantFrom(7, 1000), async (raw, given, limit) => {
        const query: Query = { ...raw, filters: given.length > 0 ? given : undefined };
        const sort = raw.sort ?? 'id';
        const wanted = all.filter(
          (run) =>
            given.every((one) => meets(run, one)) &&
            run.name.toLowerCase().includes((raw.search ?? '').toLowerCase()) &&
            shown(run, sort) !== undefined,
        );
        const { runs, pages } = await walk(query, limit);
        expect(runs.map(({ id }) => id).toSorted()).toEqual(wanted.map(({ id }) => id).toSorted());
        expect(runs).toEqual(runs.map(({ id }) => all.find((run) => run.id === id)));
        for (const page of pages) expect(page.count).toBe(wanted.length);
        for (let i = 1; i < runs.length; i++) {
          const [x, y] = [runs[i - 1], runs[i]].map((run) => order(sort, shown(run, sort)));
          const [low, high] = (raw.ascending ? [x, y] : [y, x]) as [number, number];
          if (typeof low === typeof high) expect(low <= high).toBe(true);
        }
        for (const { key, count } of pages[0]?.defined_fields ?? []) {
          if (key === 'checkpoint_count') expect(count).toBe(wanted.length);
          else expect([key, count]).toEqual([key, wanted.filter((run) => shown(run, key) !== undefined).length]);
        }
      }),
      { numRuns: 80 },
    );
  });

  async function walk(query: Query, limit: number) {
    const side = query['ascending'] ? 'after' : 'before';
    const pages: Json[] = [];
    for (let marker: string | null | undefined; marker !== null; ) {
      const page = await list({ ...query, limit, [side]: marker });
      pages.push(page);
      marker = page.paging[side];
    }
    return { pages, runs: pages.flatMap(({ data }) => data) as Json[] };
  }

  // Guarantee: a page of nothing tells the count and the fields.
  test('without data', async () => {
    expect(await list({ limit: 0 })).toMatchObject({ count: 60, data: [] });
    expect(await list({}, `${projects()}/empty/training_runs`)).toMatchObject({
      count: 0,
      data: [],
      defined_fields: [],
    });
    const named = (await list({ limit: 0 })).defined_fields.find(({ key }: Json) => key === 'metadata.number');
    expect(named).toEqual({
      ...{ object: 'field', key: 'metadata.number', name: 'number', type: 'numeric', count: 60, sortable: true },
    });
  });

  // Guarantee: chosen fields are those of the runs; the page around them is whole.
  test('with chosen fields', async () => {
    const { data, defined_fields, count } = await list({ fields: 'id,name', limit: 2 });
    expect({ data, count }).toEqual({ data: all.slice(0, 2).map(({ id, name }) => ({ id, name })), count: 60 });
    expect(defined_fields.length).toBeGreaterThan(10);
  });

  test.each([
    ['filters', { filters: 'x' }],
    ['filters', { filters: '' }],
    ['filters', { filters: '{}' }],
    ['filters', { filters: 'null' }],
    ['filters', { filters: '[]]' }],
    ['filters', { filters: '[{"field":"id","field":"name","operator":"==","value":1}]' }],
    ['filters', { filters: '[{"field":"created","operator":">","value":1e999}]' }],
    ['filters', { filters: `${'['.repeat(70)}${']'.repeat(70)}` }],
    ['filters[0].value', { filters: '[{"field":"id","operator":"==","value":90071992547409930000}]' }],
    ['filters[0].value', { filters: '[{"field":"id","operator":"==","value":9007199254740993.5}]' }],
    ['filters[0].value', { filters: '[{"field":"name","operator":"==","value":9007199254740993}]' }],
    ['filters[0].value', { filters: '[{"field":"assignments.a","operator":"==","value":[9007199254740993]}]' }],
    ['filters[0].field', { filters: '[{"field":9007199254740993,"operator":"==","value":1}]' }],
    ['filters', { filters: '9007199254740993' }],
    ['filters[0].field', { filters: [{ field: 'x', operator: '==', value: 1 }] }],
    ['filters[0].value', { filters: [{ field: 'id', operator: '==', value: 'x' }] }],
    ['sort', { sort: 'x' }],
    ['sort', { sort: 'checkpoint_count' }],
    ['limit', { limit: 1001 }],
    ['before', { before: 'x' }],
    ['ascending', { ascending: 'up' }],
  ])('refuse a wrong %s', async (field, query) => {
    const { status, json } = await send('GET', path(query));
    expect({ status, field: json.errors[0].field }).toEqual({ status: 400, field });
  });

  // Guarantee: a NUL inside of the filters is refused with the words that old suites look for.
  test('refuse a NUL', async () => {
    const { status, json } = await send(
      'GET',
      path({ filters: '[{"field":"name","operator":"==","value":"\\u0000"}]' }),
    );
    expect({ status, message: json.message }).toMatchObject({
      ...{ status: 400, message: expect.stringContaining('Invalid string parameter') },
    });
  });

  // Guarantee: an id may be written as a number, as Python writes it: no digit of it is lost, although a double does not carry it.
  test('take ids as numbers', async () => {
    const [{ id }] = (await list({ limit: 1 })).data;
    expect(Number.isSafeInteger(Number(id))).toBe(false);
    const found = async (value: string, operator = '==') =>
      (await send('GET', path({ filters: `[{"field":"id","operator":"${operator}","value":${value}}]` }))).json.data;
    expect((await found(id)).map((run: Json) => run.id)).toEqual([id]);
    expect(await found(String(BigInt(id) + 1n))).toEqual([]);
    expect((await found(String(BigInt(id) - 1n), '>')).map((run: Json) => run.id)).toEqual([id]);
  });

  // Guarantee: the marker of a list that is sorted in another way is a 400, not another page.
  test('refuse a marker of another order', async () => {
    const { paging } = await list({ limit: 1, sort: 'name' });
    expect((await send('GET', path({ before: paging.before }))).status).toBe(400);
  });
});

describe('places', () => {
  const ids = (page: Json): string[] => page.data.map(({ id }: Json) => id);
  const equals = (experiment: string | undefined) => [{ field: 'experiment', operator: '==', value: experiment }];

  // Guarantee: an experiment's runs are found wherever they are; below a project, those in it; below the client, all.
  test('of an experiment, a project and a client', async () => {
    const [one] = experiments;
    const inMain = all.filter(({ experiment }) => experiment === one).map(({ id }) => id);
    expect(inMain).toHaveLength(15);
    expect(ids(await list({ filters: equals(one) }))).toEqual(inMain);
    const everywhere = await list({}, `/v1/aiexperiments/${one}/training_runs`);
    expect(ids(everywhere)).toHaveLength(16);
    expect(ids(everywhere)).toEqual(expect.arrayContaining(inMain));
    const ofClient = await list({}, `/v1/clients/${client}/training_runs`);
    expect(ofClient.count).toBe(62);
    expect(ids(await list({ filters: equals(one) }, `/v1/clients/${client}/training_runs`))).toEqual(ids(everywhere));
    expect(await list({ filters: equals('17') })).toMatchObject({ count: 0, data: [] });
    const none = await list({ filters: equals(one) }, `/v1/aiexperiments/${experiments[1]}/training_runs`);
    expect(none.count).toBe(0);
  });

  // Guarantee: a run says whether the service chose what it tries; one with a point of the user's own, or none, was not optimized.
  test('of optimized suggestions', async () => {
    const { id } = (await send('POST', `${projects()}/other/aiexperiments`, ofRuns)).json;
    const place = `/v1/aiexperiments/${id}/training_runs`;
    for (const [name, assignments] of Object.entries({ chosen: {}, own: { x: 0.5 }, none: { x: 'seven' } }))
      await send('POST', place, { name, assignments });
    const of = async (filter: object) =>
      (await list({ filters: [{ field: 'optimized_suggestion', ...filter }] }, place)).data.map(
        ({ name }: Json) => name,
      );
    expect(await of({ operator: '==', value: true })).toEqual(['chosen']);
    expect(await of({ operator: '==', value: false })).toEqual(['own']);
    expect(await of({ operator: 'isnull' })).toEqual(['none']);
  });

  test('that are not there', async () => {
    expect((await send('GET', `${projects()}/absent/training_runs`)).status).toBe(404);
    expect((await send('GET', '/v1/clients/5/training_runs')).status).toBe(404);
    expect((await send('GET', '/v1/aiexperiments/5/training_runs')).status).toBe(404);
  });

  // Guarantee: a development token sees runs of development alone, and who may see only their own sees no others.
  test('seen by others', async () => {
    const own = asCaller(world.context, { user: '4', ownOnly: true });
    const developer = asCaller(world.context, { development: true });
    const place = `${projects()}/seen/training_runs`;
    await send('POST', projects(), { id: 'seen', name: 'Seen' });
    for (const context of [own, developer, world.context]) await send('POST', place, { name: 'run' }, context);
    const counts = await Promise.all([own, developer, world.context].map((context) => list({}, place, context)));
    expect(counts.map(({ count }) => count)).toEqual([1, 1, 3]);
    expect(counts[0].data[0].user).toBe('4');
  });
});

describe('walks', () => {
  // Guarantee: while runs are made, changed, archived and moved, a walk comes by every run that is there from its beginning to its end exactly once.
  test.each([
    { query: {}, side: 'before' },
    { query: { ascending: true }, side: 'after' },
    { query: { sort: 'name' }, side: 'before' },
    {
      query: { sort: 'metadata.n', ascending: true, filters: [{ field: 'metadata.n', operator: '>=', value: 0 }] },
      side: 'after',
    },
  ])('amid writes: %j', async ({ query, side }) => {
    const fresh = await makeWorld(world.database);
    const place = `/v1/clients/${fresh.context.store.client}/projects`;
    const own = sendAs(fresh.context);
    for (const id of ['walked', 'left']) await own('POST', place, { id, name: id });
    const runs = `${place}/walked/training_runs`;
    const make = async (n: number) => (await own('POST', runs, { name: `run ${n % 3}`, metadata: { n } })).json.id;
    const made = [];
    for (let n = 0; n < 24; n++) made.push(await make(n));
    const moved = made.filter((_, i) => i % 6 === 5);
    const seen: string[] = [];
    for (let marker: string | null | undefined, round = 0; marker !== null; round++) {
      const { json } = await own('GET', path({ ...query, limit: 5, [side]: marker }, runs));
      seen.push(...json.data.map(({ id }: Json) => id));
      marker = round > 20 ? null : json.paging[side];
      await Promise.all([
        make(100 + round),
        own('MERGE', `/v1/training_runs/${made[round]}`, { favorite: true }),
        own('DELETE', `/v1/training_runs/${made[23 - round]}`),
        ...(moved[round] ? [own('PUT', `/v1/training_runs/${moved[round]}`, { project: 'left' })] : []),
      ]);
    }
    for (const id of made.filter((id) => !moved.includes(id)))
      expect([id, seen.filter((each) => each === id).length]).toEqual([id, 1]);
    expect(new Set(seen).size).toBe(seen.length);
  });

  // Guarantee: a page ends early where an answer could not carry it, and the walk goes on behind it.
  test('of large runs', { timeout: 60_000 }, async () => {
    const fresh = await makeWorld(world.database);
    const own = sendAs(fresh.context);
    const place = `/v1/clients/${fresh.context.store.client}/projects`;
    await own('POST', place, { id: 'large', name: 'Large' });
    const runs = `${place}/large/training_runs`;
    const content = 'x'.repeat(300_000);
    for (let n = 0; n < 16; n++) await own('POST', runs, { name: `${n}`, source_code: { content } });
    const seen: Json[] = [];
    for (let marker: string | null | undefined; marker !== null; ) {
      const { json } = await own('GET', path({ before: marker }, runs));
      expect(json.data.length).toBeLessThan(16);
      expect(json.count).toBe(16);
      seen.push(...json.data);
      marker = json.paging.before;
    }
    expect(seen.map(({ name }) => Number(name))).toEqual(Array.from({ length: 16 }, (_, n) => 15 - n));
    expect(seen.every((run) => run.source_code.content === content)).toBe(true);
  });
});

describe('what moves or is too much to hold', () => {
  // Guarantee: a run that is moved between the look at its pointer and the look at itself is in the list of the client all the same.
  //
  //   reader:  pointer: project main ─────────────── run in main: gone ── where is it? ── run in empty
  //   mover:                          run to empty
  test('while its experiment is listed', async () => {
    const { id } = (await send('POST', `${projects()}/other/aiexperiments`, ofRuns)).json;
    const place = `/v1/aiexperiments/${id}/training_runs`;
    const made: string[] = [];
    for (const name of ['a', 'b', 'c']) made.push((await send('POST', place, { name })).json.id);
    const move = () => send('PUT', `/v1/training_runs/${made[1]}`, { project: 'empty' });
    const filters = [{ field: 'experiment', operator: '==', value: id }];
    const moved = world.on(meanwhile(world.service.table, /BatchGet/, move));
    const page = await list({ filters }, `/v1/clients/${client}/training_runs`, moved);
    expect(page.data.map((run: Json) => [run.id, run.project])).toEqual([
      [made[2], 'other'],
      [made[1], 'empty'],
      [made[0], 'other'],
    ]);
    await send('PUT', `/v1/training_runs/${made[1]}`, { project: 'other' });
  });

  // Guarantee: a list of more than is held at once shows what was not held as it is.
  test('in a list of large runs', { timeout: 120_000 }, async () => {
    const fresh = await makeWorld(world.database);
    const { store } = fresh.context;
    const own = sendAs(fresh.context);
    await own('POST', `/v1/clients/${store.client}/projects`, { id: 'large', name: 'Large' });
    const bulk = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`key ${i}`, 'x'.repeat(500)]));
    const ids: string[] = [];
    for (let n = 0; n < 150; n++) {
      const { fields, texts } = newContents({ name: `${n}`, metadata: bulk, dev_metadata: bulk, assignments: bulk });
      const made = { client: store.client, project: 'large', experiment: null, user: null, development: false };
      const run = newRun({ ...made, id: store.nextId(), created: n }, fields, texts);
      ids.push(run.id);
      await writeMany(
        store.table,
        runPuts(run, texts).map((put) => ({ put })),
      );
    }
    const path = `/v1/clients/${store.client}/projects/large/training_runs?ascending=true&limit=4`;
    const { json } = await own('GET', path);
    expect(json.count).toBe(150);
    expect(json.data.map(({ id }: Json) => id)).toEqual(ids.slice(0, 4));
    for (const run of json.data) expect(run).toEqual((await own('GET', `/v1/training_runs/${run.id}`)).json);
  });
});

describe('what is read', () => {
  /** Read units of a list, as the database counts them. */
  async function units(query: Query, place?: string): Promise<number> {
    let used = 0;
    const table = intercepted(world.service.table, async (command, call) => {
      (command as Json).input.ReturnConsumedCapacity = 'TOTAL';
      const reply = (await call(command)) as Json;
      for (const each of [reply.ConsumedCapacity ?? []].flat()) used += each.CapacityUnits ?? 0;
      return reply;
    });
    await list({ limit: 0, ...query }, place, world.on(table));
    return used;
  }

  // Guarantee: an id, a time of creation and an experiment are looked up and not looked for: the rest of the project is not read. Nor is any other project.
  test('follows the filters', async () => {
    const { id } = all[30];
    const whole = await units({});
    expect(whole).toBeGreaterThan(8);
    expect(await units({ filters: [{ field: 'id', operator: '==', value: id }] })).toBeLessThan(4);
    expect(await units({ filters: [{ field: 'created', operator: '>', value: all[0].created + 7200 }] })).toBeLessThan(
      4,
    );
    expect(await units({}, `${projects()}/empty/training_runs`)).toBeLessThan(4);
    const texts = await units({ filters: [{ field: 'logs.stdout.content', operator: '==', value: 'x' }] });
    expect(texts).toBeGreaterThan(whole);
  });
});
