// Training runs through the front door: made in a project, changed field by field, archived and restored.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Send, sendAs } from '../kit/door.ts';
import { asCaller, makeWorld, type World } from '../kit/world.ts';

let world: World;
let send: Send;
let projects: string;
let runs: string;

beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world?.database.stop());
// A tenant of its own for each test, so that counts are its own.
beforeEach(async () => {
  world = await makeWorld(world.database);
  send = sendAs(world.context);
  projects = `/v1/clients/${world.context.store.client}/projects`;
  runs = `${projects}/p/training_runs`;
  await send('POST', projects, { id: 'p', name: 'P' });
});

const make = async (body: object = {}) => (await send('POST', runs, { name: 'run', ...body })).json;
const pathOf = ({ id }: { id: string }) => `/v1/training_runs/${id}`;
const counted = async (project = 'p') => (await send('GET', `${projects}/${project}`)).json.training_run_count;

const everything = {
  name: 'all of it',
  favorite: true,
  assignments: { rate: 0.5, kind: 'a', none: null },
  assignments_meta: { rate: { source: 'mine' } },
  assignments_sources: { mine: { sort: 2, default_show: false } },
  values: { loss: { value: 1.5, value_stddev: 0.1 }, other: { value: 2 } },
  metadata: { host: 'h', n: 3 },
  dev_metadata: { a: 1 },
  sys_metadata: { feature_importances: { type: 'gain', scores: { x: 1, y: 2 } } },
  datasets: { digits: {} },
  model: { type: 'ridge' },
  source_code: { content: 'print(1)', hash: 'abc' },
  logs: { stdout: { content: 'hello' } },
};

describe('a run', () => {
  // What is shown is what was sent; what was not sent is null, false or empty; a fetch says the same as the creation.
  test('is made with nothing but a name', async () => {
    const { status, json } = await send('POST', runs, { name: 'bare' });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      ...{ object: 'training_run', name: 'bare', project: 'p', client: world.context.store.client, user: null },
      ...{ experiment: null, suggestion: null, observation: null, completed: null, state: 'active', finished: false },
      ...{ deleted: false, favorite: false, assignments: {}, assignments_meta: {}, assignments_sources: {} },
      ...{
        values: {},
        metadata: null,
        dev_metadata: {},
        sys_metadata: {},
        datasets: {},
        logs: {},
        tags: [],
        files: [],
      },
      model: { object: 'model', type: null },
      source_code: { object: 'source_code', content: null, hash: null },
      checkpoint_count: 0,
    });
    expect((await send('GET', pathOf(json))).json).toEqual(json);
    expect(await counted()).toBe(1);
  });

  test('is made with everything', async () => {
    const json = await make(everything);
    expect(json).toMatchObject({
      ...{ name: 'all of it', favorite: true, assignments: { rate: 0.5, kind: 'a' } },
      assignments_meta: { rate: { object: 'assignments_meta', source: 'mine' } },
      assignments_sources: { mine: { object: 'assignments_sources', sort: 2, default_show: false } },
      values: {
        loss: { object: 'metric_evaluation', name: 'loss', value: 1.5, value_stddev: 0.1 },
        other: { value: 2, value_stddev: null },
      },
      ...{ metadata: { host: 'h', n: 3 }, dev_metadata: { a: 1 }, sys_metadata: everything.sys_metadata },
      ...{ datasets: { digits: { object: 'dataset' } }, model: { type: 'ridge' } },
      ...{ source_code: { content: 'print(1)', hash: 'abc' }, logs: { stdout: { object: 'log', content: 'hello' } } },
    });
    expect((await send('GET', pathOf(json))).json).toEqual(json);
  });

  // A project is touched by what comes into it.
  test('moves the time of its project', async () => {
    const { updated } = (await send('GET', `${projects}/p`)).json;
    world.clock.now += 5000;
    await make();
    expect((await send('GET', `${projects}/p`)).json.updated).toBeGreaterThan(updated);
  });

  test('needs a project that is there', async () => {
    expect((await send('POST', runs.replace('/p/', '/q/'), { name: 'x' })).status).toBe(404);
    expect((await send('GET', '/v1/training_runs/17')).status).toBe(404);
  });
});

describe('archiving', () => {
  // Archived, a run is shown as such and not counted; restored, it is counted again. Doing either twice changes nothing more.
  test('and restoring', async () => {
    const json = await make(everything);
    await make();
    for (let i = 0; i < 2; i++) {
      expect((await send('DELETE', pathOf(json))).json).toMatchObject({ id: json.id, deleted: true, state: 'active' });
      expect(await counted()).toBe(1);
    }
    expect((await send('GET', pathOf(json))).json.deleted).toBe(true);
    for (let i = 0; i < 2; i++) {
      expect((await send('PUT', pathOf(json), { deleted: false })).json.deleted).toBe(false);
      expect(await counted()).toBe(2);
    }
  });
});

// A development token makes runs of its own kind; neither kind of token may use the other's.
test('development runs are apart', async () => {
  const developer = sendAs(asCaller(world.context, { development: true }));
  const theirs = (await developer('POST', runs, { name: 'dev' })).json;
  const ours = await make();
  for (const method of ['GET', 'PUT', 'MERGE', 'DELETE']) {
    expect([method, (await send(method, pathOf(theirs), {})).status]).toEqual([method, 403]);
    expect([method, (await developer(method, pathOf(ours), {})).status]).toEqual([method, 403]);
  }
  expect((await developer('MERGE', pathOf(theirs), { state: 'failed' })).json.state).toBe('failed');
});

// Where users see only what they made, another's run is out of reach.
test("others' runs may be hidden", async () => {
  const mine = sendAs(asCaller(world.context, { user: '5', ownOnly: true }));
  const own = (await mine('POST', runs, { name: 'own' })).json;
  expect(own.user).toBe('5');
  expect((await mine('GET', pathOf(own))).status).toBe(200);
  const others = pathOf(await make());
  for (const method of ['GET', 'PUT', 'MERGE', 'DELETE'])
    expect([403, 404]).toContain((await mine(method, others, {})).status);
});
