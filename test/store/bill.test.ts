// The bill as owner and operator read it, through the front door: large months, days of a month.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mostRows } from '../../shared/operations/account/usage.ts';
import { sortKey, usageKey } from '../../shared/store/keys.ts';
import { writeMany } from '../../shared/store/single.ts';
import { type Front, makeFront } from '../kit/front.ts';

let front: Front;
beforeAll(async () => {
  front = await makeFront();
});
afterAll(() => front?.world.database.stop());

const newOrganization = (name: string) => front.operate('POST', 'organizations', { name });

/** Counters as a month leaves them: a suggestion for each experiment and day. */
async function count(client: string, day: string, experiments: number): Promise<void> {
  const put = (_: unknown, i: number) => ({
    put: { pk: usageKey(client, day.slice(0, 7)), sk: sortKey.usage(day, String(1000 + i)), suggestions: 1 },
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
