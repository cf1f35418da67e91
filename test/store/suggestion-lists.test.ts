// Lists of suggestions: open, deleted, by id, and each of these together, against what was done to each one.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Send, sendAs } from '../kit/door.ts';
import { meanwhile } from '../kit/faults.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
let send: Send;
let base: string;
/** Ids by what became of them. */
const ids: Record<'open' | 'reported' | 'deleted' | 'reportedThenDeleted' | 'unreported', string> = {
  ...{ open: '', reported: '', deleted: '', reportedThenDeleted: '', unreported: '' },
};

const made = async (path: string, body: object) => (await send('POST', `${base}/${path}`, body)).json.id as string;
const report = (suggestion: string) => made('observations', { suggestion, values: [{ value: 1 }] });
const remove = (path: string) => send('DELETE', `${base}/${path}`);

beforeAll(async () => {
  world = await makeWorld();
  send = sendAs(world.context);
  const parameters = [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }];
  base = `/v1/experiments/${(await send('POST', '/v1/experiments', { name: 's', parameters })).json.id}`;
  for (const name of Object.keys(ids) as (keyof typeof ids)[]) ids[name] = await made('suggestions', {});
  await report(ids.reported);
  await report(ids.reportedThenDeleted);
  await remove(`suggestions/${ids.deleted}`);
  await remove(`suggestions/${ids.reportedThenDeleted}`);
  // Its only observation is deleted: it stays closed.
  await remove(`observations/${await report(ids.unreported)}`);
});
afterAll(() => world.database.stop());

const list = async (query: string): Promise<string[]> => {
  const { status, json } = await send('GET', `${base}/suggestions?${query}`);
  expect({ status, count: json.count }).toEqual({ status: 200, count: json.data.length });
  return json.data.map(({ id, state, deleted }: { id: string; state: string; deleted: boolean }) => {
    const name = Object.entries(ids).find(([, one]) => one === id)?.[0] ?? id;
    return `${name} ${state}${deleted ? ' deleted' : ''}`;
  });
};

describe('lists of suggestions', () => {
  const all = () => Object.values(ids);

  // Guarantee: newest first; the deleted ones only where they are asked for; open is what no observation ever cited; filters go together.
  test.each([
    ['', () => '', ['unreported closed', 'reported closed', 'open open']],
    ['open', () => 'state=open', ['open open']],
    ['deleted', () => 'deleted=true', ['reportedThenDeleted closed deleted', 'deleted open deleted']],
    ['not deleted', () => 'deleted=false', ['unreported closed', 'reported closed', 'open open']],
    ['deleted and open', () => 'deleted=1&state=open', ['deleted open deleted']],
    ['ids', () => `id=${all()}`, ['unreported closed', 'reported closed', 'open open']],
    [
      'ids of the deleted',
      () => `id=${all()}&deleted=true`,
      ['reportedThenDeleted closed deleted', 'deleted open deleted'],
    ],
    ['ids and open', () => `id=${all()}&state=open`, ['open open']],
    ['ids as JSON', () => `id=${JSON.stringify([ids.open, ids.reported])}`, ['reported closed', 'open open']],
    ['ids as JSON numbers and spaces', () => `id=${encodeURIComponent('[1, 2]')}`, []],
    ['one id twice', () => `id=${ids.open},${ids.open}`, ['open open']],
    ['no ids', () => 'id=', []],
    ['an id that nothing has', () => 'id=1', []],
    ['oldest first', () => 'ascending=true', ['open open', 'reported closed', 'unreported closed']],
  ])('%s', async (_name, query, expected) => expect(await list(query())).toEqual(expected));

  // Guarantee: everything else is a 400 that names the parameter.
  test.each([
    ['state=closed', 'state'],
    ['state=', 'state'],
    ['deleted=maybe', 'deleted'],
    ['id=x', 'id'],
    ['id=1,-2', 'id'],
    ['id=[1', 'id'],
    ['id={}', 'id'],
  ])('refuses %s', async (query, field) => {
    const { status, json } = await send('GET', `${base}/suggestions?${query}`);
    expect(status).toBe(400);
    expect(json.errors[0].field).toContain(field);
  });

  // Guarantee: a deleted suggestion answers 404 to everything, and cannot be cited; deleting all can be repeated.
  test('deleted ones', async () => {
    const one = `${base}/suggestions/${ids.deleted}`;
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect((await send(method, one, method === 'PUT' ? { metadata: { a: 1 } } : undefined)).status).toBe(404);
    const { status, json } = await send('POST', `${base}/observations`, { suggestion: ids.deleted, failed: true });
    expect({ status, field: json.errors[0].field }).toEqual({ status: 400, field: 'suggestion' });
    for (let i = 0; i < 2; i++) expect(await remove('suggestions?state=open')).toEqual({ status: 200, json: {} });
    expect(await list('')).toEqual(['unreported closed', 'reported closed']);
    for (let i = 0; i < 2; i++) expect(await remove('suggestions')).toEqual({ status: 200, json: {} });
    expect(await list('')).toEqual([]);
    expect(await list('deleted=true&state=open')).toEqual(['deleted open deleted', 'open open deleted']);
  });
});

// Guarantee: one that is reported while it is deleted is told as what it is: deleted, and reported.
test('reported while it is deleted', async () => {
  const parameters = [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }];
  const path = `/v1/experiments/${(await send('POST', '/v1/experiments', { name: 's', parameters })).json.id}`;
  const { id } = (await send('POST', `${path}/suggestions`, {})).json;
  const reported = () => send('POST', `${path}/observations`, { suggestion: id, values: [{ value: 1 }] });
  const late = sendAs(world.on(meanwhile(world.service.table, /TransactWrite/, reported)));
  expect(await late('DELETE', `${path}/suggestions/${id}`)).toEqual({ status: 200, json: {} });
  const deleted = (await send('GET', `${path}/suggestions?deleted=true`)).json;
  expect(deleted).toMatchObject({ count: 1, data: [{ id, state: 'closed', deleted: true }] });
  expect((await send('GET', `${path}/suggestions`)).json).toMatchObject({ count: 0, data: [] });
});
