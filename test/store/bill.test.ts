// The bill as owner and operator read it, through the front door: large months, days of a month, and whatever is deleted or suspended.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mostRows } from '../../shared/operations/account/usage.ts';
import { sortKey, usageKey } from '../../shared/store/table/keys.ts';
import { writeMany } from '../../shared/store/table/single.ts';
import { type Front, makeFront, newAddress, password } from '../kit/front.ts';

let front: Front;
beforeAll(async () => {
  front = await makeFront();
});
afterAll(() => front?.world.database.stop());

const definition = { name: 'x', parameters: [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }] };

const newOrganization = (name: string) => front.operate('POST', 'organizations', { name });

/** Counters as a month leaves them: so many suggestions for each experiment. */
async function count(client: string, day: string, experiments: number, suggestions = 1): Promise<void> {
  const put = (_: unknown, i: number) => ({
    put: { pk: usageKey(client, day.slice(0, 7)), sk: sortKey.usage(day, String(1000 + i)), suggestions },
  });
  const writes = Array.from({ length: experiments }, put);
  const share = Math.ceil(writes.length / 4);
  const { table } = front.world.database;
  await Promise.all([0, 1, 2, 3].map((i) => writeMany(table, writes.slice(i * share, (i + 1) * share))));
}

describe('a month', () => {
  // Guarantee: days of a month have the rows and sums of these days, and no price, because amounts are rounded once for a month; parts that follow
  // each other have each row once.
  test('is read in parts', async () => {
    const { client, token } = await newOrganization('Parts');
    for (const [i, day] of ['2026-10-01', '2026-10-15', '2026-10-31'].entries()) await count(client, day, 2 + i);
    const path = `/v1/clients/${client}/usage?month=2026-10`;
    const whole = await front.made('GET', path, token);
    const parts = [];
    for (const days of ['&day_to=2026-10-14', '&day_from=2026-10-15&day_to=2026-10-30', '&day_from=2026-10-31'])
      parts.push(await front.made('GET', path + days, token));
    expect(parts.map(({ totals }) => totals.suggestions)).toEqual([2, 3, 4]);
    expect(parts.flatMap(({ rows }) => rows)).toEqual(whole.rows);
    expect(whole).toMatchObject({ totals: { suggestions: 9 }, estimate: { amount: 1 }, no_estimate: null });
    for (const { estimate, no_estimate } of parts)
      expect([estimate, no_estimate]).toEqual([null, expect.stringContaining('Leave out day_from and day_to')]);
    const csv = await front.transmit('GET', `${path}&format=csv&day_from=2026-10-31`, token);
    expect(csv.body.trimEnd().split('\r\n').length).toBe(5);
    const wrong = await front.send('GET', `${path}&day_from=2026-11-01`, token);
    expect([wrong.status, wrong.json.errors[0].field]).toEqual([400, 'day_from']);
  });

  // Guarantee: more rows than an answer carries are refused in words that name what works: some days, and sums alone, which are priced.
  test('of a large tenant', async () => {
    const { client, token } = await newOrganization('Large');
    await count(client, '2026-10-01', mostRows);
    await count(client, '2026-10-02', 1);
    const path = `/v1/clients/${client}/usage?month=2026-10`;
    for (const format of ['', '&format=csv']) {
      const { status, json } = await front.send('GET', path + format, token);
      expect(status).toBe(400);
      for (const words of ['`day_from` and `day_to`', '`fields=totals,estimate`'])
        expect(json.message).toContain(words);
    }
    const sums = await front.made('GET', `${path}&fields=totals,estimate`, token);
    expect(sums).toMatchObject({ totals: { suggestions: mostRows + 1 }, estimate: { amount: 4500 } });
    const part = await front.transmit('GET', `${path}&day_to=2026-10-01`, token);
    expect([part.statusCode, JSON.parse(part.body).rows.length]).toEqual([200, mostRows]);
  }, 180_000);
});

/** An organization of a user who owns it, with a second client; each client used something this month. */
async function makeOwned(name: string) {
  const { user, token } = await front.operate('POST', 'users', { email: newAddress(), password });
  const { organization, client } = await front.operate('POST', 'organizations', { name, user });
  const { id: second } = await front.made('POST', `/v1/organizations/${organization}/clients`, token, { name });
  await count(client, '2026-11-05', 2, 500);
  await count(second, '2026-11-06', 3, 1000);
  return { organization, client, second, token };
}

describe('the operator', () => {
  const usage = (organization: string) => front.operate('GET', `usage?month=2026-11&organization=${organization}`);
  const shown = async (organization: string) =>
    (await usage(organization)).clients.map((one: { deleted: boolean; estimate: { amount: number } }) => [
      one.deleted,
      one.estimate.amount,
    ]);

  // Guarantee: what a client used stays on the operator's list, and in the export, whatever its owner deletes: a client, or the last one and the
  // organization with it; for the owner what is deleted is missing, its usage too.
  test('reads what was deleted', async () => {
    const { organization, client, second, token } = await makeOwned('Deleting');
    expect(await shown(organization)).toEqual([
      [false, 100],
      [false, 300],
    ]);
    await front.made('DELETE', `/v1/clients/${second}`, token);
    expect((await front.send('GET', `/v1/clients/${second}/usage?month=2026-11`, token)).status).toBe(404);
    expect(await shown(organization)).toEqual([
      [false, 100],
      [true, 300],
    ]);
    await front.made('DELETE', `/v1/clients/${client}`, token);
    expect(await shown(organization)).toEqual([
      [true, 100],
      [true, 300],
    ]);
    expect(await front.operate('GET', `organizations/${organization}`)).toMatchObject({
      deleted: true,
      clients: [
        { id: client, deleted: true },
        { id: second, deleted: true },
      ],
    });
    const { records } = await front.operate('GET', `organizations/${organization}/export`);
    const counted = records.filter(({ partition }: { partition: string }) => partition.includes('#U#2026-11'));
    expect(counted.length).toBe(5);
  });

  // Guarantee: a suspended organization can read nothing, its usage neither; the operator reads it, with the price of the month.
  test('reads what is suspended', async () => {
    const { organization, client, token } = await makeOwned('Suspended');
    await front.operate('POST', `organizations/${organization}/suspend`, {});
    expect((await front.send('GET', `/v1/clients/${client}/usage?month=2026-11`, token)).status).toBe(403);
    const { clients, ...head } = await usage(organization);
    expect(head).toEqual({ object: 'usage_of_clients', month: '2026-11', next: null });
    expect(clients[0]).toMatchObject({
      ...{ organization, client, name: 'Suspended', suspended: true, deleted: false },
      totals: { suggestions: 1000, observations: 0, experiments: 0 },
      estimate: { amount: 100, amount_digits: 2, currency: 'USD' },
    });
  });

  // Guarantee: all clients of all organizations come by, each once, however little a request has time for; and another month is another bill.
  test('reads everybody', async () => {
    await makeOwned('One of many');
    const hasty = await makeFront({}, front.world, () => 5_000);
    const seen = [];
    for (let after = ''; ; ) {
      const { clients, next } = await hasty.operate('GET', `usage?month=2026-11${after}`);
      expect(clients.length).toBe(1);
      seen.push(...clients);
      if (next === null) break;
      after = `&after=${next}`;
    }
    const { clients } = await front.operate('GET', 'usage?month=2026-11');
    expect(seen).toEqual(clients);
    expect(new Set(clients.map(({ client }: { client: string }) => client)).size).toBe(clients.length);
    const { data } = await front.operate('GET', 'organizations');
    expect(clients.length).toBe(data.flatMap((one: { clients: unknown[] }) => one.clients).length);
    const other = await front.operate('GET', 'usage?month=2026-09');
    for (const { totals } of other.clients) expect(totals).toEqual({ suggestions: 0, observations: 0, experiments: 0 });
  });

  // Guarantee: what is no month and no marker is refused by name, an organization that is none is not found, and nobody else gets in.
  test('finds no organization that is none', async () => {
    const path = '/v1/operator/usage?organization=7';
    expect((await front.send('GET', path, await front.world.service.operatorToken())).status).toBe(404);
  });
  test.each(['month=2026-13', 'after=7', 'after=7-x'])('refuses %s', async (query) => {
    const path = `/v1/operator/usage?${query}`;
    const { status, json } = await front.send('GET', path, await front.world.service.operatorToken());
    expect([status, json.errors[0].field]).toEqual([400, query.split('=')[0]]);
    const { token } = await newOrganization('Curious');
    expect((await front.send('GET', '/v1/operator/usage', token)).status).toBe(403);
  });

  // Guarantee: erasing an organization tells what each of its clients used, month by month, the same at whatever point it is broken off and
  // repeated, as long as it takes; meanwhile the operator's list says the same.
  test('reads the final totals of what is erased', async () => {
    const { organization, client, second, token } = await makeOwned('Erased');
    for (let i = 0; i < 3; i++) await front.made('POST', `/v1/clients/${client}/experiments`, token, definition);
    await front.made('DELETE', `/v1/clients/${second}`, token);
    const totals = { suggestions: 1000, observations: 0, experiments: 3 };
    const final = [
      { client, month: '2026-11', ...totals },
      { client: second, month: '2026-11', suggestions: 3000, observations: 0, experiments: 0 },
    ];
    const listed = (await usage(organization)).clients.map((one: { totals: object }) => one.totals);
    const path = `/v1/operator/organizations/${organization}`;
    const operator = await front.world.service.operatorToken();
    front.world.clock.now += 1000 * (await front.made('DELETE', path, operator)).retry_after;
    let answers = 0;
    for (let complete = false; !complete; answers++) {
      // Each request has time for a little more than the one before.
      const hasty = await makeFront({}, front.world, (looks) => 6_001 + answers - looks);
      const answer = await hasty.made('DELETE', path, operator);
      complete = answer.complete;
      expect(final.slice(0, answer.usage.length)).toEqual(answer.usage);
      if (complete) expect(answer.usage).toEqual(final);
      else expect((await usage(organization)).clients.map((one: { totals: object }) => one.totals)).toEqual(listed);
    }
    expect(answers).toBeGreaterThan(5);
    expect((await front.send('DELETE', path, operator)).status).toBe(404);
  });
});
