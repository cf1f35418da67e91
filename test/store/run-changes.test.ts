// Changes of training runs through the front door: PUT replaces what it names, MERGE merges it; every rule on both of its sides.
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Send, sendAs, transmit } from '../kit/door.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
let send: Send;
let projects: string;
let runs: string;

beforeAll(async () => {
  world = await makeWorld();
  send = sendAs(world.context);
  projects = `/v1/clients/${world.context.store.client}/projects`;
  runs = `${projects}/p/training_runs`;
  for (const id of ['p', 'q']) await send('POST', projects, { id, name: id });
});
afterAll(() => world?.database.stop());

const make = async (body: object = {}) => (await send('POST', runs, { name: 'run', ...body })).json;
const pathOf = ({ id }: { id: string }) => `/v1/training_runs/${id}`;
const shown = async (run: { id: string }) => (await send('GET', pathOf(run))).json;
const many = (count: number, value: unknown, length = 0) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`.padEnd(length, 'k'), value]));

// ---- what PUT and MERGE mean ------------------------------------------------------------------------------------------------
const names = fc.constantFrom('a', 'b', 'constructor');
const mapOf = <Value>(value: fc.Arbitrary<Value>) =>
  fc.option(fc.dictionary(names, fc.option(value, { freq: 3 }), { maxKeys: 3 }), { freq: 5 });
const number = fc.integer({ min: -5, max: 5 });
const changes = fc.record(
  {
    metadata: mapOf(fc.oneof(number, fc.constantFrom('x', 'y'))),
    dev_metadata: mapOf(number),
    assignments: mapOf(number),
    values: mapOf(fc.record({ value: number, value_stddev: fc.nat(5) })),
    logs: mapOf(fc.record({ content: fc.constantFrom('', 'text') })),
    datasets: mapOf(fc.constant({})),
    model: fc.option(fc.record({ type: fc.option(fc.constantFrom('m', 'n')) })),
    source_code: fc.option(
      fc.record({ content: fc.option(fc.constant('c')), hash: fc.option(fc.constant('h')) }, { requiredKeys: [] }),
    ),
    favorite: fc.option(fc.boolean()),
    name: fc.constantFrom('one', 'two'),
  },
  { requiredKeys: [] },
);
type Maps = Record<string, unknown>;
const isMap = (value: unknown): value is Maps => typeof value === 'object' && value !== null;

/** Null takes out, maps are merged all the way down, the rest is overwritten. */
function merge(before: Maps, given: Maps): Maps {
  const next = { ...before };
  for (const [key, value] of Object.entries(given)) {
    const stored = Object.hasOwn(before, key) ? before[key] : undefined;
    if (value === null) delete next[key];
    else next[key] = isMap(value) ? merge(isMap(stored) ? stored : {}, value) : value;
  }
  return next;
}

/** Without what is null or empty, and without what the wire adds: all that a user can have said. */
function bare(value: Maps): Maps {
  const kept = Object.entries(value).filter(([key, one]) => one !== null && one !== false && !added.includes(key));
  return Object.fromEntries(
    kept.flatMap(([key, one]) => {
      if (!isMap(one)) return [[key, one]];
      const inside = key === 'datasets' ? Object.fromEntries(Object.keys(one).map((name) => [name, 1])) : bare(one);
      return Object.keys(inside).length > 0 ? [[key, inside]] : [];
    }),
  );
}
const added = ['object'];
const pick = (run: Maps): Maps =>
  bare(Object.fromEntries(Object.keys(model).map((key) => [key, withoutNames(key, run[key])])));
/** A value repeats the name that it stands under. */
const withoutNames = (key: string, value: unknown) =>
  key === 'values' && isMap(value)
    ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, { ...(one as Maps), name: null }]))
    : value;
const model: Maps = {
  ...{ name: 1, favorite: 1, metadata: 1, dev_metadata: 1, assignments: 1, values: 1, logs: 1, datasets: 1 },
  ...{ model: 1, source_code: 1 },
};

// Law: whatever is put and merged in whatever order, what is shown is what a plain reading of the two words says, at once and later.
test('PUT replaces, MERGE merges', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom('PUT', 'MERGE'), changes), { minLength: 1, maxLength: 6 }),
      async (steps) => {
        const run = await make();
        let expected: Maps = { name: 'run' };
        for (const [method, body] of steps) {
          const given = body as Maps;
          const replaced = Object.fromEntries(Object.entries(expected).filter(([key]) => !Object.hasOwn(given, key)));
          expected = merge(method === 'MERGE' ? expected : replaced, given);
          const { status, json } = await send(method, pathOf(run), body);
          expect([status, pick(json)]).toEqual([200, bare(expected)]);
        }
        expect(pick(await shown(run))).toEqual(bare(expected));
      },
    ),
    { numRuns: 40 },
  );
});

// What MERGE sends with the skip header is answered without a body, as the published client wants it.
test('MERGE may be answered with nothing', async () => {
  const run = await make();
  const headers = { 'x-response-content': 'skip' };
  const body = JSON.stringify({ values: { loss: { value: 1 } } });
  const reply = await transmit(world.context, { method: 'MERGE', path: pathOf(run), body, headers });
  expect([reply.statusCode, reply.body]).toEqual([204, '']);
  expect((await shown(run)).values.loss.value).toBe(1);
});

// ---- rules ------------------------------------------------------------------------------------------------------------------
describe('what is wrong is named', () => {
  const long = 'x'.repeat(101);
  const wrong: [string, object][] = [
    ['name', { name: null }],
    ['name', { name: 7 }],
    ['name', { name: '' }],
    ['name', { name: 'n'.repeat(501) }],
    ['state', { state: null }],
    ['state', { state: 'done' }],
    ['favorite', { favorite: 'yes' }],
    ['deleted', { deleted: 1 }],
    ['assignments', { assignments: [] }],
    ['assignments', { assignments: 5 }],
    ['assignments.a', { assignments: { a: true } }],
    ['assignments.a', { assignments: { a: {} } }],
    ['assignments', { assignments: many(101, 1) }],
    ['assignments', { assignments: { [long]: 1 } }],
    ['assignments.a', { assignments: { a: 'x'.repeat(501) } }],
    ['assignments_meta.b', { assignments: { a: 1 }, assignments_meta: { b: { source: 's' } } }],
    ['assignments_meta.a.source', { assignments: { a: 1 }, assignments_meta: { a: { source: 'SigOpt' } } }],
    ['assignments_meta.a.source', { assignments: { a: 1 }, assignments_meta: { a: { source: 's'.repeat(31) } } }],
    ['assignments_meta.a.source', { assignments: { a: 1 }, assignments_meta: { a: {} } }],
    ['assignments_meta.a', { assignments: { a: 1 }, assignments_meta: { a: 's' } }],
    ['assignments_sources', { assignments_sources: { SigOpt: { sort: 1, default_show: true } } }],
    ['assignments_sources', { assignments_sources: { ['s'.repeat(31)]: { sort: 1, default_show: true } } }],
    ['assignments_sources.s.sort', { assignments_sources: { s: { default_show: true } } }],
    ['assignments_sources.s.default_show', { assignments_sources: { s: { sort: 1 } } }],
    ['values', { values: [] }],
    ['values.m', { values: { m: 1 } }],
    ['values.m.value', { values: { m: {} } }],
    ['values.m.value', { values: { m: { value: 'x' } } }],
    ['values.m.value_stddev', { values: { m: { value: 1, value_stddev: -1 } } }],
    ['values', { values: { [long]: { value: 1 } } }],
    ['values.m.extra', { values: { m: { value: 1, extra: 1 } } }],
    ['metadata.a', { metadata: { a: false } }],
    ['metadata', { metadata: many(101, 1) }],
    ['dev_metadata.a', { dev_metadata: { a: [] } }],
    ['sys_metadata', { sys_metadata: 'x' }],
    ['sys_metadata.feature_importances', { sys_metadata: { feature_importances: 1 } }],
    ['sys_metadata.feature_importances.type', { sys_metadata: { feature_importances: { scores: {} } } }],
    ['sys_metadata.feature_importances.scores', { sys_metadata: { feature_importances: { type: 't' } } }],
    ...[many(51, 1), { [long]: 1 }].map((scores): [string, object] => [
      ...(['sys_metadata.feature_importances.scores'] as const),
      { sys_metadata: { feature_importances: { type: 't', scores } } },
    ]),
    [
      'sys_metadata.feature_importances.scores.a',
      { sys_metadata: { feature_importances: { type: 't', scores: { a: 'x' } } } },
    ],
    ['datasets', { datasets: ['d'] }],
    ['datasets', { datasets: { [long]: {} } }],
    ['model', { model: 'm' }],
    ['model.type', { model: { type: 7 } }],
    ['source_code.content', { source_code: { content: 7 } }],
    ['source_code.content', { source_code: { content: 'x'.repeat(350_001) } }],
    ['logs.stdout.content', { logs: { stdout: {} } }],
    ['logs', { logs: 'x' }],
    ['sys_metadata', { sys_metadata: { blob: 'x'.repeat(350_001) } }],
    ['unknown', { unknown: 1 }],
    ['tags', { tags: [] }],
    ['observation', { observation: '1' }],
  ];

  // Guarantee: creation, PUT and MERGE refuse it alike with the field's name, and nothing of the request is kept.
  test.each(wrong)('%s in %j', async (field, body) => {
    const run = await make();
    for (const [method, path] of [
      ['POST', runs],
      ['PUT', pathOf(run)],
      ['MERGE', pathOf(run)],
    ] as const) {
      const { status, json } = await send(method, path, { name: 'x', favorite: true, ...body });
      expect([method, status, json.errors?.[0]?.field]).toEqual([method, 400, field]);
    }
    expect(await shown(run)).toEqual(run);
  });

  // Guarantee: the rule is said of the field, and the way out leads out.
  test('in words', async () => {
    const told = async (body: object) => (await send('POST', runs, { name: 'x', ...body })).json.message;
    expect(await told({ assignments: { a: true } })).toMatch(/assignments\.a \(true\).*must be text, a number or null/);
    expect(await told({ values: { '': { value: 1 } } })).toMatch(
      /1 to 100 characters long\. Send a key of that length/,
    );
  });

  test('a creation without a name, or with a project', async () => {
    expect((await send('POST', runs, {})).json.errors[0].field).toBe('name');
    expect((await send('POST', runs, { name: 'x', project: 'q' })).json.errors[0].field).toBe('project');
  });
});

describe('what is allowed', () => {
  // The other side of each limit.
  test.each([
    [{ name: 'n'.repeat(500) }],
    [{ assignments: many(100, 1, 100) }],
    [{ assignments: { a: 'x'.repeat(500), b: 2.5 } }],
    [{ assignments: { a: 1 }, assignments_meta: { a: { source: 's'.repeat(30) } } }],
    [{ assignments_sources: { ['s'.repeat(30)]: { sort: -1.5, default_show: true } } }],
    [{ values: many(1000, { value: 1e300, value_stddev: 0 }, 100) }],
    [{ metadata: many(100, 'x'.repeat(500), 100) }],
    [{ sys_metadata: { feature_importances: { type: 't', scores: many(50, 1, 100) }, other: { deep: [1, null] } } }],
    [{ datasets: many(100, {}, 100) }],
    [{ source_code: { content: 'x'.repeat(300_000) } }],
  ])('%#', async (body) => {
    const run = await make(body);
    expect(run).toMatchObject(body);
    expect((await send('MERGE', pathOf(run), body)).json).toMatchObject(body);
  });

  // A client sends back what it read.
  test('objects as they were shown', async () => {
    const run = await make({
      ...{ assignments: { a: 1 }, assignments_meta: { a: { source: 's' } }, values: { m: { value: 1 } } },
      ...{ assignments_sources: { s: { sort: 1, default_show: true } }, logs: { stdout: { content: 'x' } } },
      ...{ datasets: { d: {} }, model: { type: 't' }, source_code: { content: 'c', hash: 'h' } },
    });
    const { assignments_meta, assignments_sources, values, logs, datasets, model: of, source_code } = run;
    const back = { assignments_meta, assignments_sources, values, logs, datasets, model: of, source_code };
    for (const method of ['PUT', 'MERGE']) expect((await send(method, pathOf(run), back)).json).toMatchObject(back);
  });

  // Longer logs are cut, by characters and not in the middle of one.
  test('logs of any length', async () => {
    const run = await make({ logs: { stdout: { content: '𝄞'.repeat(2000) }, stderr: { content: 'y'.repeat(1124) } } });
    expect([...run.logs.stdout.content].length).toBe(1124);
    expect(run.logs.stderr.content.length).toBe(1124);
  });

  // What was said of an assignment goes with it.
  test('an assignment is taken away', async () => {
    const run = await make({ assignments: { a: 1, b: 2 }, assignments_meta: { a: { source: 's' } } });
    expect((await send('MERGE', pathOf(run), { assignments: { a: null } })).json).toMatchObject({
      ...{ assignments: { b: 2 }, assignments_meta: {} },
    });
  });
});

// A run moves to another project of the client, with its texts and its place in the counts; to a project that is not there it does not.
test('a run moves', async () => {
  const counts = async () =>
    Promise.all(['p', 'q'].map(async (id) => (await send('GET', `${projects}/${id}`)).json.training_run_count));
  const run = await make({ source_code: { content: 'c' } });
  const [p = 0, q = 0] = await counts();
  expect(await send('MERGE', pathOf(run), { project: 'missing', name: 'no' })).toMatchObject({
    ...{ status: 400, json: { errors: [{ field: 'project' }] } },
  });
  expect((await send('PUT', pathOf(run), { project: null })).status).toBe(400);
  expect(await shown(run)).toEqual(run);
  const moved = (await send('MERGE', pathOf(run), { project: 'q', name: 'moved' })).json;
  expect(moved).toMatchObject({ project: 'q', name: 'moved', source_code: { content: 'c' } });
  expect(await shown(run)).toEqual(moved);
  expect(await counts()).toEqual([p - 1, q + 1]);
  await send('DELETE', pathOf(run));
  expect(await counts()).toEqual([p - 1, q]);
  await send('PUT', pathOf(run), { project: 'p' });
  expect(await counts()).toEqual([p - 1, q]);
  await send('PUT', pathOf(run), { deleted: false });
  expect(await counts()).toEqual([p, q]);
});

describe('tags', () => {
  // A tag is put on once, and taken off once; each answers the tag.
  test('are put on and taken off', async () => {
    const client = `/v1/clients/${world.context.store.client}`;
    const run = await make();
    const [one, two] = await Promise.all(
      ['one', 'two'].map(async (name) => (await send('POST', `${client}/tags`, { name, color: '#00AA00' })).json),
    );
    const tags = `${pathOf(run)}/tags`;
    for (const tag of [one, two, one]) expect((await send('POST', tags, { id: tag.id })).json).toEqual(tag);
    expect((await shown(run)).tags).toEqual([one.id, two.id]);
    expect((await send('DELETE', `${tags}/${one.id}`)).json).toEqual(one);
    expect((await send('DELETE', `${tags}/${one.id}`)).status).toBe(404);
    expect((await shown(run)).tags).toEqual([two.id]);
    expect(await send('POST', tags, { id: '17' })).toMatchObject({ status: 422, json: { errors: [{ field: 'id' }] } });
    for (const body of [{}, { id: 'x' }, { id: one.id, extra: 1 }])
      expect((await send('POST', tags, body)).status).toBe(400);
  });
});

// Of many changes at once none is lost: each name that was merged is there, and so is each tag.
test('changes at the same moment', async () => {
  const run = await make();
  const ids = Array.from({ length: 8 }, (_, i) => `k${i}`);
  const answers = await Promise.all(ids.map((name) => send('MERGE', pathOf(run), { metadata: { [name]: 1 } })));
  expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 200));
  expect(Object.keys((await shown(run)).metadata).sort()).toEqual(ids);
});
