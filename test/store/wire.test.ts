// What programs in other languages depend on, to the byte; unknown keys; development and archived experiments; walks while others write.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { usageOfMonth } from '../../shared/store/usage.ts';
import { type Send, sendAs, transmit } from '../kit/door.ts';
import { asCaller, makeWorld, type World } from '../kit/world.ts';

let world: World;
let send: Send;
let id: string;
const definition = { name: 'a < b & c', parameters: [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }] };
const point = { assignments: { x: 0.5 }, values: [{ value: 1 }] };

beforeAll(async () => {
  world = await makeWorld();
  send = sendAs(world.context);
  id = (await send('POST', '/v1/experiments', definition)).json.id;
});
afterAll(() => world.database.stop());

const wire = (method: string, path: string, body = '', headers = {}) =>
  transmit(world.context, { method, path, body, headers });

describe('bytes', () => {
  // Guarantee: nothing to say is `{}` and a line end; two spaces a level; markup characters are escaped.
  test('of successes', async () => {
    const other = (await send('POST', '/v1/experiments', definition)).json.id;
    const reply = await wire('DELETE', `/v1/experiments/${other}`);
    expect(reply).toMatchObject({
      ...{ statusCode: 200, body: '{}\n' },
      headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-cache, no-store' },
    });
    const { body } = await wire('GET', `/v1/experiments/${id}`);
    expect(body.startsWith('{\n  "object": "experiment",\n  "id": "')).toBe(true);
    expect(body.endsWith('}\n')).toBe(true);
    expect(body).toContain('"name": "a \\u003c b \\u0026 c"');
  });

  // Guarantee: 204 with no byte where the content is to be skipped, for successes alone.
  test('of skipped content', async () => {
    const skip = { 'x-response-content': 'skip' };
    expect(await wire('GET', `/v1/experiments/${id}`, '', skip)).toMatchObject({ statusCode: 204, body: '' });
    expect((await wire('GET', '/v1/experiments/1', '', skip)).statusCode).toBe(404);
  });

  // Guarantee: an error is message and status, with a list of fields where it is about fields, and nothing else.
  test.each([
    ['GET', '/v1/experiments/1', '', 404, ['message', 'status']],
    ['GET', '/v1/nothing', '', 404, ['message', 'status']],
    ['PATCH', '/v1/experiments', '', 405, ['message', 'status']],
    ['POST', '/v1/experiments', '{}', 400, ['message', 'status', 'errors']],
    ['POST', '/v1/experiments', '{"a":1,"a":2}', 400, ['message', 'status', 'errors']],
    ['POST', '/v1/experiments', `{"name":"${'x'.repeat(5_500_000)}"}`, 400, ['message', 'status']],
  ])('of %s %s %#', async (method, path, body, status, keys) => {
    const reply = await wire(method, path, body);
    const json = JSON.parse(reply.body);
    expect(reply.body).toBe(
      `${JSON.stringify(json, null, 2).replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)}\n`,
    );
    expect([reply.statusCode, json.status, Object.keys(json)]).toEqual([status, status, keys]);
  });

  // Guarantee: null keys are there, ids are text of digits, times whole seconds; numbers that are whole come back whole.
  test('of objects', async () => {
    const metadata = { whole: 3.0, text: '3' };
    const made = await send('POST', `/v1/experiments/${id}/observations`, { ...point, metadata });
    expect(made.json).toEqual({
      ...{ object: 'observation', id: expect.stringMatching(/^\d+$/), experiment: id, suggestion: null, failed: false },
      created: expect.any(Number),
      ...{ assignments: { x: 0.5 }, metadata },
      values: [{ object: 'metric_evaluation', name: null, value: 1, value_stddev: null }],
    });
    expect(Number.isInteger(made.json.created) && made.json.created < 1e10).toBe(true);
    const experiment = (await send('GET', `/v1/experiments/${id}`)).json;
    for (const key of ['project', 'user', 'metadata', 'observation_budget', 'parallel_bandwidth', 'num_solutions'])
      expect([key, experiment[key]]).toEqual([key, null]);
    expect('tasks' in experiment).toBe(false);
    const asked = (await send('POST', `/v1/experiments/${id}/suggestions`, {})).json;
    expect(asked).toMatchObject({ metadata: null, deleted: false, state: 'open' });
    expect('task' in asked).toBe(false);
  });

  // Guarantee: a body is read as JSON whatever its media type says.
  test.each(['text/plain', 'application/x-www-form-urlencoded', 'image/png', ''])('as %j', async (type) => {
    const reply = await wire('POST', '/v1/experiments', JSON.stringify(definition), { 'content-type': type });
    expect(reply.statusCode).toBe(200);
  });
});

const e = () => `/v1/experiments/${id}`;

// Guarantee: keys that nobody knows are ignored where the contract ignores them; that they are refused elsewhere, the walk over all rows shows.
test('unknown keys in queries, parameters and updates of suggestions', async () => {
  expect((await send('GET', `${e()}/best_assignments?unheard_of=1&limit=0`)).status).toBe(200);
  const parameters = [{ ...definition.parameters[0], tunable: true, unheard_of: {} }];
  expect((await send('POST', '/v1/experiments', { ...definition, parameters })).status).toBe(200);
  const { json } = await send('POST', `${e()}/suggestions`, {});
  expect((await send('PUT', `${e()}/suggestions/${json.id}`, { unheard_of: 1 })).json).toEqual(json);
});

// Guarantee: ids in a body may be numbers, as in the original, although they are larger than what a double counts exactly.
test('ids as numbers', async () => {
  const suggestion = (await send('POST', `${e()}/suggestions`, {})).json.id;
  expect(Number.isSafeInteger(Number(suggestion))).toBe(false);
  const report = `{"suggestion":${suggestion},"values":[{"value":1}]}`;
  const reply = await wire('POST', `${e()}/observations`, report);
  expect(JSON.parse(reply.body)).toMatchObject({ object: 'observation', suggestion });
  const batch = await wire('POST', `${e()}/observations/batch`, `{"observations":[${report}]}`);
  expect(JSON.parse(batch.body).data[0]).toMatchObject({ suggestion });
  const later = await wire(
    'POST',
    '/v1/experiments',
    JSON.stringify(definition).replace('{', `{"transfer_from":[${id}],`),
  );
  expect(later.statusCode).toBe(200);
});

// Guarantee: so may those of tags and web data, and those in JSON text of a query.
test('ids as numbers elsewhere', async () => {
  const { client } = world.context.store;
  const project = (await send('POST', `/v1/clients/${client}/projects`, { id: 'numbers', name: 'Numbers' })).json.id;
  const run = (await send('POST', `/v1/clients/${client}/projects/${project}/training_runs`, { name: 'run' })).json.id;
  const tag = (await send('POST', `/v1/clients/${client}/tags`, { name: 'tag', color: '#112233' })).json.id;
  const tagged = await wire('POST', `/v1/training_runs/${run}/tags`, `{"id":${tag}}`);
  expect(JSON.parse(tagged.body)).toMatchObject({ object: 'tag', id: tag });
  const [a, b] = [await send('POST', `${e()}/suggestions`, {}), await send('POST', `${e()}/suggestions`, {})];
  const asked = encodeURIComponent(`[${a.json.id},${b.json.id}]`);
  const found = await wire('GET', `${e()}/suggestions?id=${asked}&fields=id`);
  expect(JSON.parse(found.body).data).toEqual([{ id: b.json.id }, { id: a.json.id }]);
});

// Guarantee: an id in a path is a number, as in the original: zeros before it change nothing, of an experiment or of what is below it.
test('ids with zeros before them', async () => {
  const { json } = await send('POST', `${e()}/suggestions`, {});
  expect((await send('GET', `/v1/experiments/0${id}`)).json.id).toBe(id);
  expect((await send('GET', `/v1/experiments/0${id}/suggestions/0${json.id}`)).json).toEqual(json);
  expect((await send('GET', '/v1/experiments/000')).status).toBe(404);
});

// Guarantee: development costs nothing, starts no work, answers at random within the bounds, and its experiments are not for API tokens.
test('development', async () => {
  world.messages.length = 0;
  const dev = sendAs(asCaller(world.context, { development: true }));
  const experiment = (await dev('POST', '/v1/experiments', definition)).json;
  expect(experiment.development).toBe(true);
  const path = `/v1/experiments/${experiment.id}`;
  const seen = new Set<number>();
  for (let i = 0; i < 12; i++) {
    const { json } = await dev('POST', `${path}/suggestions`, {});
    expect(json.receipt.source).toBe('random');
    expect(json.assignments.x >= 0 && json.assignments.x <= 1).toBe(true);
    seen.add(json.assignments.x);
    await dev('POST', `${path}/observations`, { suggestion: json.id, values: [{ value: i }] });
  }
  expect(seen.size).toBe(12);
  expect(world.messages).toEqual([]);
  expect((await dev('PUT', `${path}/metric_importances`)).status).toBe(422);
  expect((await send('GET', path)).status).toBe(403);
  expect((await dev('GET', e())).status).toBe(403);
  const month = new Date(world.clock.now).toISOString().slice(0, 7);
  const billed = (await usageOfMonth(world.context.store, month)).map((row) => row.experiment);
  expect(billed).toContain(id);
  expect(billed).not.toContain(experiment.id);
});

// Guarantee: an archived experiment is read and listed, and takes nothing new until it is restored.
test('archived', async () => {
  const made = (await send('POST', '/v1/experiments', definition)).json;
  const path = `/v1/experiments/${made.id}`;
  const attempts = [
    ['suggestions', {}],
    ['suggestions', { assignments: { x: 1 } }],
    ['queued_suggestions', { assignments: { x: 1 } }],
    ['observations', point],
    ['observations/batch', { observations: [point] }],
  ] as const;
  for (let i = 0; i < 2; i++) expect(await send('DELETE', path)).toEqual({ status: 200, json: {} });
  for (const [below, body] of attempts) expect((await send('POST', `${path}/${below}`, body)).status).toBe(400);
  for (const below of [
    '',
    '/observations',
    '/suggestions',
    '/best_assignments',
    '/stopping_criteria',
    '/best_practices',
  ])
    expect((await send('GET', `${path}${below}`)).status).toBe(200);
  expect((await send('PUT', path, { state: 'active' })).json.state).toBe('active');
  for (const [below, body] of attempts) expect((await send('POST', `${path}/${below}`, body)).status).toBe(200);
});

// Guarantee: while others report and delete, a walk of pages holds every observation that is there all the time exactly once, either way.
test.each(['before', 'after'] as const)('walks with %s amid writes', async (side) => {
  const base = `/v1/experiments/${(await send('POST', '/v1/experiments', { ...definition, type: 'random' })).json.id}`;
  const observations = Array.from({ length: 60 }, () => point);
  const all: string[] = (await send('POST', `${base}/observations/batch`, { observations })).json.data.map(
    (one: { id: string }) => one.id,
  );
  const doomed = all.filter((_, i) => i % 7 === 3);
  const seen: string[] = [];
  for (let marker: string | null = '', page = 0; marker !== null; page++) {
    const order = side === 'after' ? '&ascending=true' : '';
    const { json } = await send('GET', `${base}/observations?limit=7${order}${marker ? `&${side}=${marker}` : ''}`);
    seen.push(...json.data.map((one: { id: string }) => one.id));
    marker = json.paging[side];
    // New ones come for a while, so that an ascending walk has an end.
    if (page < 6) await send('POST', `${base}/observations`, point);
    const next = doomed[page];
    if (next) await send('DELETE', `${base}/observations/${next}`);
  }
  const stayed = all.filter((one) => !doomed.includes(one));
  expect(seen.filter((one) => stayed.includes(one))).toHaveLength(stayed.length);
  expect(new Set(seen).size).toBe(seen.length);
});

// Guarantee: the limits on what comes with suggestions and observations hold on both sides.
test.each([
  ['100 keys', Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, i])), 200],
  ['101 keys', Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`k${i}`, i])), 400],
  ['a key of 100', { ['k'.repeat(100)]: 1 }, 200],
  ['a key of 101', { ['k'.repeat(101)]: 1 }, 400],
  ['a text of 500', { k: 't'.repeat(500) }, 200],
  ['a text of 501', { k: 't'.repeat(501) }, 400],
])('metadata: %s', async (_name, metadata, status) => {
  expect((await send('POST', `${e()}/suggestions`, { metadata })).status).toBe(status);
  expect((await send('POST', `${e()}/observations`, { ...point, metadata })).status).toBe(status);
  expect((await send('PUT', e(), { metadata })).status).toBe(status);
});

// Guarantee: a batch takes 2 500 observations; of a longer one nothing is stored, and the answer says to split it.
test('batches of 2 500', async () => {
  const batch = (length: number) =>
    send('POST', `${e()}/observations/batch`, { observations: Array.from({ length }, () => point), dry_run: true });
  expect([(await batch(2500)).status, (await batch(2501)).status]).toEqual([200, 400]);
  const { errors } = (await batch(2501)).json;
  expect(errors[0]).toMatchObject({
    ...{ field: 'observations', rule: 'must have at most 2500 elements', fix: 'Send fewer, in several requests.' },
  });
});
