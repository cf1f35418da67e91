// Experiments made of runs, and projects of experiments, through the front door: two addresses, two lists, one definition.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Send, sendAs, transmit } from '../kit/door.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
let send: Send;
let project: string;

const parameters = [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }];
const definition = { name: 'AI', parameters, metrics: [{ name: 'm' }], budget: 4 };
const core = { name: 'core', parameters, metrics: ['m'] };

beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world?.database.stop());
// A tenant of its own for each test, so that counts are its own.
beforeEach(async () => {
  world = await makeWorld(world.database);
  send = sendAs(world.context);
  project = `/v1/clients/${world.context.store.client}/projects/p`;
  await send('POST', project.slice(0, -2), { id: 'p', name: 'P' });
});

const made = async (body: unknown = definition): Promise<string> =>
  (await send('POST', `${project}/aiexperiments`, body)).json.id;
const names = async (path: string) => (await send('GET', path)).json.data.map(({ name }: { name: string }) => name);

describe('an experiment made of runs', () => {
  // What comes back is what was sent, under the names of this kind, at once and later.
  test('is created and shown', async () => {
    const { json } = await send('POST', `${project}/aiexperiments`, definition);
    expect(json).toMatchObject({
      ...{ object: 'aiexperiment', name: 'AI', budget: 4, runs_only: true, project: 'p', state: 'active' },
      progress: { finished_run_count: 0, active_run_count: 0, total_run_count: 0, remaining_budget: 4 },
    });
    expect(Object.keys(json)).not.toContain('observation_budget');
    expect(Object.keys(json)).not.toContain('development');
    expect((await send('GET', `/v1/aiexperiments/${json.id}`)).json).toEqual(json);
  });

  test.each([
    ['project', { ...definition, project: 'p' }],
    ['runs_only', { ...definition, runs_only: true }],
    ['tasks', { ...definition, tasks: [] }],
    ['observation_budget', { ...definition, observation_budget: 4 }],
    ['metrics', { name: 'x', parameters }],
    ['metrics', { ...definition, metrics: [] }],
    ['metrics[0]', { ...definition, metrics: ['m'] }],
    ['metrics[0].name', { ...definition, metrics: [{ objective: 'minimize' }] }],
  ])('refuses %s', async (field, body) => {
    const { status, json } = await send('POST', `${project}/aiexperiments`, body);
    expect({ status, field: json.errors[0].field }).toEqual({ status: 400, field });
  });

  // GET by the other address names the right one; PUT and DELETE there are carried out in place; a core experiment is none of these.
  test('has two addresses', async () => {
    const id = await made();
    const moved = await transmit(world.context, { method: 'GET', path: `/v1/experiments/${id}` });
    expect({ status: moved.statusCode, to: moved.headers['Location'] }).toEqual({
      status: 301,
      to: `/v1/aiexperiments/${id}`,
    });
    expect((await send('GET', `/v1/experiments/${id}`)).status).toBe(301); // as the document tells
    expect(JSON.parse(moved.body).location).toBe(`/v1/aiexperiments/${id}`);
    const put = await send('PUT', `/v1/experiments/${id}`, { name: 'renamed', budget: 9 });
    expect(put.json).toMatchObject({ object: 'experiment', name: 'renamed', runs_only: true, observation_budget: 9 });
    expect((await send('DELETE', `/v1/experiments/${id}`)).json).toEqual({});
    expect((await send('GET', `/v1/aiexperiments/${id}`)).json).toMatchObject({ state: 'deleted', name: 'renamed' });
    const other = (await send('POST', '/v1/experiments', core)).json.id;
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect((await send(method, `/v1/aiexperiments/${other}`)).status).toBe(404);
    expect((await send('GET', `/v1/experiments/${other}`)).status).toBe(200);
  });

  test('is updated under its own names', async () => {
    const path = `/v1/aiexperiments/${await made()}`;
    expect((await send('PUT', path, { budget: null })).json).toMatchObject({ budget: null });
    expect((await send('PUT', path, { parameters: [{ name: 'x', bounds: { min: 0, max: 2 } }] })).status).toBe(200);
    for (const body of [{ observation_budget: 3 }, { tasks: [] }, { runs_only: true }])
      expect((await send('PUT', path, body)).status).toBe(400);
  });

  // Guarantee: by both addresses it stays in its project, and is told so in the same words; naming the project that it is in changes nothing.
  test('stays in its project', async () => {
    const path = `/v1/aiexperiments/${await made()}`;
    for (const address of [path, path.replace('ai', '')]) {
      for (const elsewhere of ['q', null]) {
        const { status, json } = await send('PUT', address, { project: elsewhere });
        expect(status).toBe(400);
        expect(json.message).toContain('cannot be changed in an experiment made of runs. Leave the key out.');
      }
      expect((await send('PUT', address, { project: 'p' })).json.project).toBe('p');
    }
  });

  // Its runs bring suggestions and observations; nobody else does. What is below it can be read.
  test('takes no asks and reports of its own', async () => {
    const path = `/v1/experiments/${await made()}`;
    const report = { assignments: { x: 0.5 }, values: [{ value: 1 }] };
    expect((await send('POST', `${path}/suggestions`, {})).status).toBe(403);
    expect((await send('POST', `${path}/observations`, report)).status).toBe(403);
    expect((await send('POST', `${path}/observations/batch`, { observations: [report] })).status).toBe(403);
    for (const below of ['observations', 'suggestions', 'best_assignments', 'stopping_criteria'])
      expect((await send('GET', `${path}/${below}`)).status).toBe(200);
  });
});

// Each kind has lists of its own; the core list shows both where it is asked to; a project lists and counts what is in it and not archived.
test('lists and counts', async () => {
  const ai = await made();
  await made({ ...definition, name: 'AI 2' });
  const placed = (await send('POST', '/v1/experiments', { ...core, name: 'placed', project: 'p' })).json;
  expect(placed.project).toBe('p');
  await send('POST', '/v1/experiments', core);
  const client = `/v1/clients/${world.context.store.client}`;
  expect(await names('/v1/experiments')).toEqual(['core', 'placed']);
  expect(await names('/v1/experiments?include_ai=true')).toEqual(['core', 'placed', 'AI 2', 'AI']);
  expect(await names('/v1/aiexperiments')).toEqual(['AI 2', 'AI']);
  expect(await names(`${client}/aiexperiments?limit=1`)).toEqual(['AI 2']);
  expect(await names(`${project}/aiexperiments?search=2`)).toEqual(['AI 2']);
  expect(await names(`${project}/experiments`)).toEqual(['placed']);
  const counts = async () => (await send('GET', project)).json.experiment_count;
  expect(await counts()).toBe(3);
  await send('DELETE', `/v1/aiexperiments/${ai}`);
  expect(await counts()).toBe(2);
  expect(await names('/v1/aiexperiments')).toEqual(['AI 2']);
  expect((await send('GET', '/v1/aiexperiments?state=deleted')).json).toMatchObject({ count: 1, data: [{ id: ai }] });
  await send('PUT', `/v1/aiexperiments/${ai}`, { state: 'active' });
  expect(await counts()).toBe(3);
});

// A core experiment moves between projects and out of them; a project that does not exist is a 400, and nothing changes.
test('an experiment changes its project', async () => {
  await send('POST', project.slice(0, -2), { id: 'q', name: 'Q' });
  const { json } = await send('POST', '/v1/experiments', { ...core, project: 'p' });
  const path = `/v1/experiments/${json.id}`;
  expect((await send('PUT', path, { project: 'q' })).json.project).toBe('q');
  const other = project.replace(/p$/, 'q');
  expect([await names(`${project}/experiments`), await names(`${other}/experiments`)]).toEqual([[], ['core']]);
  expect((await send('PUT', path, { project: 'missing' })).json.errors[0].field).toBe('project');
  expect((await send('POST', '/v1/experiments', { ...core, project: 'missing' })).status).toBe(400);
  await send('DELETE', path);
  expect((await send('GET', other)).json.experiment_count).toBe(0);
  expect((await send('PUT', path, { project: null, state: 'active' })).json).toMatchObject({ project: null });
  expect(await names(`${other}/experiments?state=all`)).toEqual([]);
  expect((await send('GET', other)).json.experiment_count).toBe(0);
});
