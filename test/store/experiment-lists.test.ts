// Lists of a client's experiments: each filter alone and all together, both orders, pages, and what a caller may not see.
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshUser } from '../../shared/operations/identity/fresh-user.ts';
import { directoryOf } from '../../shared/operations/service.ts';
import { commit } from '../../shared/store/identity/directory.ts';
import { newUser } from '../../shared/store/identity/users.ts';
import { sendAs } from '../kit/door.ts';
import { asCaller, makeWorld, type World } from '../kit/world.ts';

type Made = {
  readonly id: string;
  readonly name: string;
  readonly user: string | null;
  readonly creator: string;
  readonly development: boolean;
  readonly created: number;
  readonly state: 'active' | 'deleted';
  readonly updated: number;
};

let world: World;
let made: Made[];
let people: Record<'ada' | 'grace', string>;

const parameters = [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }];

async function person(name: string): Promise<string> {
  const directory = directoryOf(world.service);
  const user = freshUser(world.service, `${name.replace(' ', '.')}@example.org`, name);
  await commit(directory, newUser(directory, user, { salt: '', hash: '', N: 2, r: 1, p: 1 }));
  return user.id;
}

/** Twelve experiments of two users and nobody, a day apart, some archived, some of development. */
async function make(): Promise<Made[]> {
  const all: Made[] = [];
  for (let i = 0; i < 12; i++) {
    world.clock.now += 86_400_000;
    const user = [people.ada, people.grace, null][i % 3] ?? null;
    const development = i % 4 === 3;
    const send = sendAs(asCaller(world.context, { user, development }));
    const { json } = await send('POST', '/v1/experiments', {
      name: `Trial ${i} of ${i % 2 ? 'Bees' : 'ants'}`,
      parameters,
    });
    const creator = ['Ada Lovelace', 'Grace Hopper', ''][i % 3] ?? '';
    all.push({ ...json, creator });
  }
  // Changed in another order than they were made in, and some of them archived.
  for (const i of [5, 2, 8, 0]) {
    world.clock.now += 3_600_000;
    const { id, development } = all[i] as Made;
    const send = sendAs(asCaller(world.context, { development }));
    const { json } = await send('PUT', `/v1/experiments/${id}`, i % 2 ? { name: all[i]?.name } : { state: 'deleted' });
    all[i] = { ...(all[i] as Made), state: json.state, updated: json.updated };
  }
  return all;
}

beforeAll(async () => {
  world = await makeWorld();
  people = { ada: await person('Ada Lovelace'), grace: await person('Grace Hopper') };
  made = await make();
});
afterAll(() => world.database.stop());

type Query = Record<string, string | number | boolean>;
const text = (query: Query) =>
  new URLSearchParams(Object.entries(query).map(([k, v]): [string, string] => [k, String(v)])).toString();

async function list(query: Query, caller: Parameters<typeof asCaller>[1] = {}) {
  const answer = await sendAs(asCaller(world.context, caller))('GET', `/v1/experiments?${text(query)}`);
  expect(answer).toMatchObject({ status: 200 });
  return answer.json as { count: number; data: Made[]; paging: { before: string | null; after: string | null } };
}

/** The same list, made from what was created and in the words of the specification. */
function expected(query: Query): string[] {
  const { state = 'active', search, user, period_start = 0, period_end = Infinity, development } = query;
  const word = String(search ?? '').toLowerCase();
  const kept = made.filter(
    (one) =>
      (state === 'all' || one.state === state) &&
      (one.name.toLowerCase().includes(word) || one.creator.toLowerCase().includes(word)) &&
      (user === undefined || one.user === user) &&
      one.created >= Number(period_start) &&
      one.created <= Number(period_end) &&
      (development === undefined || String(one.development) === String(development).toLowerCase()),
  );
  const key = (one: Made) => (query['sort'] === 'recent' ? [one.updated, BigInt(one.id)] : [0, BigInt(one.id)]);
  const order = kept.toSorted((a, b) => {
    const [x, y] = [key(a), key(b)] as [[number, bigint], [number, bigint]];
    return y[0] - x[0] || (y[1] > x[1] ? 1 : -1);
  });
  return (String(query['ascending'] ?? false).toLowerCase() === 'true' ? order.reverse() : order).map(({ id }) => id);
}

describe('filters and orders', () => {
  const days = fc.integer({ min: 0, max: 13 }).map((day) => Date.UTC(2026, 10, 23, 12) / 1000 + day * 86_400);
  const period = fc.tuple(days, days).map(([a, b]) => ({ period_start: Math.min(a, b), period_end: Math.max(a, b) }));
  const some = <T>(name: string, values: fc.Arbitrary<T>) =>
    fc.option(values, { nil: undefined }).map((value) => (value === undefined ? {} : { [name]: value }));
  const queries = fc
    .tuple(
      some('state', fc.constantFrom('active', 'deleted', 'all')),
      some('search', fc.constantFrom('bees', 'ANTS', 'lovelace', 'hopper', 'trial 1', 'nothing', 'é', '%')),
      some('sort', fc.constantFrom('id', 'recent')),
      some('user', fc.constantFrom('ada', 'grace')),
      some('development', fc.constantFrom('true', 'false', 'True', '0', '1')),
      some('ascending', fc.boolean()),
      some('include_ai', fc.boolean()),
      fc.option(period, { nil: {} }),
    )
    .map((parts) => Object.assign({}, ...parts) as Query);

  // Guarantee: whatever filters are put together, the list holds exactly what they let through, in the order that was asked for, with its count.
  test('together', async () => {
    await fc.assert(
      fc.asyncProperty(queries, async (raw) => {
        const user = raw['user'] === undefined ? {} : { user: people[raw['user'] as 'ada' | 'grace'] };
        const query: Query = { ...raw, ...user };
        const bool = { '1': 'true', '0': 'false' }[String(query['development'])];
        const wanted = expected(bool ? { ...query, development: bool } : query);
        const { count, data } = await list(query);
        expect(data.map(({ id }) => id)).toEqual(wanted);
        expect(count).toBe(wanted.length);
      }),
      { numRuns: 60 },
    );
  });

  // Guarantee: pages of any size, walked with `before` or, ascending, with `after`, come to the whole list, whatever its filter.
  test.each([
    {},
    { sort: 'recent' },
    { search: 'trial', state: 'all' },
    { state: 'all', sort: 'recent', ascending: true },
  ])('pages of %j', async (query: Query) => {
    const whole = (await list(query)).data.map(({ id }) => id);
    const side = query['ascending'] ? 'after' : 'before';
    for (const limit of [1, 2, 5]) {
      const seen: string[] = [];
      for (let marker: string | null = ''; marker !== null; ) {
        const { data, paging } = await list({ ...query, limit, ...(marker ? { [side]: marker } : {}) });
        seen.push(...data.map(({ id }) => id));
        marker = paging[side];
      }
      expect(seen).toEqual(whole);
    }
  });

  // Guarantee: what cannot be a filter is a 400 that names the parameter; nothing is taken for its default.
  test.each([
    ['state=gone', 'state'],
    ['sort=name', 'sort'],
    ['sort=', 'sort'],
    ['user=me', 'user'],
    ['user=-1', 'user'],
    ['period_start=-1', 'period_start'],
    ['period_end=soon', 'period_end'],
    ['period_start=2&period_end=1', 'period_end'],
    ['development=maybe', 'development'],
    ['include_ai=2', 'include_ai'],
    ['ascending=up', 'ascending'],
    ['limit=-1', 'limit'],
    ['limit=1001', 'limit'],
    ['limit=1.5', 'limit'],
    ['before=', 'before'],
    ['after=nonsense', 'after'],
    ['limit=1&limit=2', 'limit'],
  ])('refuses %s', async (query, field) => {
    const { status, json } = await sendAs(world.context)('GET', `/v1/experiments?${query}`);
    expect(status).toBe(400);
    expect(json.errors[0].field).toBe(field);
  });
});

describe('what a caller may not see', () => {
  // Guarantee: a development token lists experiments of development alone, whatever it asks for.
  test.each([{}, { development: 'false' }, { state: 'all', sort: 'recent' }])(
    'development: %j',
    async (query: Query) => {
      const { data, count } = await list(query, { development: true });
      expect(data.map((one) => one.development)).toEqual(data.map(() => true));
      expect(count).toBe(expected({ ...query, development: 'true' }).length);
    },
  );

  // Guarantee: where users see only what they made, lists hold nothing else, also when asked for somebody else's.
  test('own experiments alone', async () => {
    const caller = { user: people.ada, ownOnly: true };
    expect((await list({ state: 'all' }, caller)).data.map(({ id }) => id)).toEqual(
      expected({ state: 'all', user: people.ada }),
    );
    expect(await list({ user: people.grace }, caller)).toMatchObject({ count: 0, data: [] });
  });
});
