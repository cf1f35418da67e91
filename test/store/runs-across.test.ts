// Runs over several projects and clients through the front door: an organization's owner sees all of its runs, others what they may read, page by page.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Front, makeFront, newAddress, password } from '../kit/front.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into by tests, which say what they expect.
type Json = any;

let front: Front;
let owner: Json;
let first: Json;
let second: string;
let foreign: Json;

beforeAll(async () => {
  front = await makeFront();
  owner = await front.operate('POST', 'users', { email: newAddress(), password, name: 'Owner' });
  first = await front.operate('POST', 'organizations', { name: 'Org', user: owner.user });
  const { organization } = first;
  second = (await front.made('POST', `/v1/organizations/${organization}/clients`, owner.token, { name: 'Second' })).id;
  foreign = await front.operate('POST', 'organizations', { name: 'Other' });
  for (const [client, token] of [
    [first.client, owner.token],
    [second, owner.token],
    [foreign.client, foreign.token],
  ]) {
    for (const id of ['p', 'q']) await front.made('POST', `/v1/clients/${client}/projects`, token, { id, name: id });
  }
  for (let n = 0; n < 12; n++) {
    const client = n % 3 === 0 ? second : first.client;
    const place = `/v1/clients/${client}/projects/${n % 2 === 0 ? 'p' : 'q'}/training_runs`;
    await front.made('POST', place, owner.token, { name: `run ${n}`, metadata: { n } });
  }
  await front.made('POST', `/v1/clients/${foreign.client}/projects/p/training_runs`, foreign.token, {
    name: 'foreign',
  });
}, 120_000);
afterAll(() => front?.world.database.stop());

const all = () => `/v1/organizations/${first.organization}/training_runs`;
const numbers = (page: Json): number[] => page.data.map(({ metadata }: Json) => metadata.n);
const downwards = (count: number) => Array.from({ length: count }, (_, i) => count - 1 - i);

describe('the runs of an organization', () => {
  // Guarantee: they are those of all its clients and projects, in one order, in pages that come to all of them.
  test('are shown to its owner', async () => {
    const whole = await front.made('GET', all(), owner.token);
    expect(whole.count).toBe(12);
    expect(numbers(whole)).toEqual(downwards(12));
    const seen: number[] = [];
    for (let marker = ''; ; ) {
      const page = await front.made('GET', `${all()}?limit=5${marker && `&before=${marker}`}`, owner.token);
      seen.push(...numbers(page));
      marker = page.paging.before;
      if (marker === null) break;
    }
    expect(seen).toEqual(downwards(12));
    const filters = encodeURIComponent(JSON.stringify([{ field: 'client', operator: '==', value: second }]));
    expect(numbers(await front.made('GET', `${all()}?filters=${filters}`, owner.token))).toEqual([9, 6, 3, 0]);
    const client = whole.defined_fields.find(({ key }: Json) => key === 'client');
    expect(client).toMatchObject({ type: 'id', count: 12 });
  });

  // Guarantee: nobody else sees them: members are refused, strangers find nothing.
  test('are shown to nobody else', async () => {
    const member = await front.operate('POST', 'users', { email: newAddress(), password });
    const { organization } = first;
    await front.operate('POST', 'memberships', { user: member.user, organization, membership_type: 'member' });
    expect((await front.send('GET', all(), member.token)).status).toBe(403);
    expect((await front.send('GET', all(), first.token)).status).toBe(403);
    expect((await front.send('GET', all(), foreign.token)).status).toBe(404);
  });
});

describe('the runs of a client', () => {
  // Guarantee: they are those of all its projects and of no other client, for whoever may read it, with any kind of token.
  test('are shown to who may read it', async () => {
    const reader = await front.operate('POST', 'users', { email: newAddress(), password });
    await front.operate('POST', 'permissions', { user: reader.user, client: first.client, permission: 'read' });
    const wanted = downwards(12).filter((n) => n % 3 !== 0);
    for (const token of [owner.token, first.token, reader.token])
      expect(numbers(await front.made('GET', `/v1/clients/${first.client}/training_runs`, token))).toEqual(wanted);
    const project = `/v1/clients/${first.client}/projects/p/training_runs?sort=metadata.n&ascending=true`;
    expect(numbers(await front.made('GET', project, reader.token))).toEqual([2, 4, 8, 10]);
    expect((await front.send('GET', `/v1/clients/${second}/training_runs`, reader.token)).status).toBe(404);
  });
});
