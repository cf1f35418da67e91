// Projects through the front door: made once, found by their own ids, listed in both orders, changed in what may change.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newTenant } from '../../shared/store/identity/new-clients.ts';
import { transact } from '../../shared/store/table/table.ts';
import { type Send, sendAs } from '../kit/door.ts';
import { intercepted } from '../kit/faults.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
let send: Send;
let base: string;

beforeAll(async () => {
  world = await makeWorld();
  send = sendAs(world.context);
  base = `/v1/clients/${world.context.store.client}/projects`;
});
afterAll(() => world?.database.stop());

describe('one project', () => {
  // What is shown is what was sent, and what was not sent is null or zero; a second project of the id is a conflict and changes nothing.
  test('is made once', async () => {
    const { json } = await send('POST', base, { id: 'a-b_c.1', name: ' First ', metadata: { team: 'x', none: null } });
    expect(json).toMatchObject({
      ...{ object: 'project', id: 'a-b_c.1', name: 'First', metadata: { team: 'x' }, deleted: false },
      ...{ client: world.context.store.client, user: null, experiment_count: 0, training_run_count: 0 },
    });
    const again = await send('POST', base, { id: 'a-b_c.1', name: 'Second' });
    expect(again).toMatchObject({ status: 409, json: { errors: [{ field: 'id', value: 'a-b_c.1' }] } });
    expect((await send('GET', `${base}/a-b_c.1`)).json).toEqual(json);
  });

  // Guarantee: a write whose answer was lost, and which the store's client therefore repeats, is no conflict with itself.
  test('is made though the answer is lost', async () => {
    const table = intercepted(world.service.table, async (command, reach) => {
      if (/PutItem/.test(command.constructor.name)) await reach(command);
      return reach(command);
    });
    const { status, json } = await sendAs(world.on(table))('POST', base, { id: 'twice', name: 'Once' });
    expect([status, json.name]).toEqual([200, 'Once']);
    expect((await send('POST', base, { id: 'twice', name: 'Twice' })).status).toBe(409);
  });

  // Guarantee: each wrong field is a 400 that names it, on both sides of each limit.
  test.each([
    ['id', { id: 'A', name: 'x' }],
    ['id', { id: '', name: 'x' }],
    ['id', { id: 'a'.repeat(33), name: 'x' }],
    ['id', { id: '.', name: 'x' }],
    ['id', { id: '..', name: 'x' }],
    ['name', { id: 'ok', name: '' }],
    ['name', { id: 'ok', name: 'x'.repeat(101) }],
    ['metadata.a', { id: 'ok', name: 'x', metadata: { a: true } }],
    ['other', { id: 'ok', name: 'x', other: 1 }],
  ])('refuses a wrong %s', async (field, body) => {
    const { status, json } = await send('POST', base, body);
    expect({ status, field: json.errors[0].field }).toEqual({ status: 400, field });
  });

  // Guarantee: what can be made can be reached. Clients leave "." and ".." out of paths, and may write any letter percent-encoded.
  test('is reached by every id that it may have', async () => {
    const { json } = await send('POST', base, { id: '..', name: 'x' });
    expect(json.message).toContain('must not be "." or "..", which clients leave out of paths');
    for (const id of ['...', '.a', '-', '_']) {
      expect(await send('POST', base, { id, name: 'x' })).toMatchObject({ status: 200 });
      expect(await send('GET', `${base}/${id}`)).toMatchObject({ status: 200, json: { id } });
    }
    expect(await send('GET', `${base}/%2Ea`)).toMatchObject({ status: 200, json: { id: '.a' } });
  });

  test('takes the longest id and name', async () => {
    const body = { id: 'z'.repeat(32), name: 'n'.repeat(100) };
    expect(await send('POST', base, body)).toMatchObject({ status: 200, json: body });
  });

  // What an update does not name stays; the id cannot be sent; null clears metadata and nothing else.
  test('changes in name, metadata and deleted', async () => {
    const path = `${base}/changing`;
    await send('POST', base, { id: 'changing', name: 'Old', metadata: { a: 1 } });
    world.clock.now += 5000;
    const renamed = await send('PUT', path, { name: 'New' });
    expect(renamed.json).toMatchObject({ name: 'New', metadata: { a: 1 } });
    expect(renamed.json.updated).toBeGreaterThan(renamed.json.created);
    expect((await send('PUT', path, { metadata: null, deleted: true })).json).toMatchObject({
      ...{ name: 'New', metadata: null, deleted: true },
    });
    for (const body of [{ id: 'other' }, { name: null }, { deleted: 'yes' }])
      expect((await send('PUT', path, body)).status).toBe(400);
    expect((await send('GET', `${base}/missing`)).status).toBe(404);
  });
});

// Every project that is not deleted is listed exactly once, in both orders and page by page; filters leave out what they say.
test('lists', async () => {
  const other = await makeWorld(world.database);
  const list = `/v1/clients/${other.context.store.client}/projects`;
  const ask = sendAs(other.context);
  for (const id of ['a', 'b', 'c', 'd', 'e']) {
    other.clock.now += 2000;
    await ask('POST', list, { id, name: id });
  }
  other.clock.now += 2000;
  await ask('PUT', `${list}/b`, { name: 'changed last' });
  await ask('PUT', `${list}/d`, { deleted: true });
  const ids = async (query: string) =>
    (await ask('GET', `${list}?${query}`)).json.data.map(({ id }: { id: string }) => id).join('');
  expect(await ids('')).toBe('ecba');
  expect(await ids('ascending=true')).toBe('abce');
  expect(await ids('sort=updated')).toBe('beca');
  expect(await ids('deleted=true')).toBe('d');
  expect(await ids('user=7')).toBe('');
  const first = (await ask('GET', `${list}?limit=3&sort=updated`)).json;
  expect(first.count).toBe(4);
  expect(await ids(`limit=3&sort=updated&before=${first.paging.before}`)).toBe('a');
  expect((await ask('GET', `${list}?sort=name`)).status).toBe(400);
});

// A client begins with the example project, made in the transaction that makes the client.
test('a new client has the example project', async () => {
  const { store } = world.context;
  const client = { id: store.client, organization: '77', name: 'c', created: 1_700_000_000 };
  const organization = { id: '77', name: 'o', created: client.created };
  expect((await transact(store.table, newTenant({ client, organization }))).done).toBe(true);
  expect((await send('GET', `${base}/sigopt-examples`)).json).toMatchObject({ created: client.created, user: null });
});
