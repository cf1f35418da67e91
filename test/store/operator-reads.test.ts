// What the operator reads: the record of the uses, however long a month of it is, and whether the optimizer has anything left to do.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { directoryOf } from '../../shared/operations/service.ts';
import { recordUse } from '../../shared/store/identity/audit.ts';
import { type Front, makeFront } from '../kit/front.ts';

let front: Front;
beforeAll(async () => {
  front = await makeFront({ queueLength: async () => ({ waiting: 0, running: 0 }) });
});
afterAll(() => front?.world.database.stop());

// Guarantee: a month of more uses than an answer of 6 MB carries (one a minute is one) comes out whole, in parts, each use once and oldest first.
test('a month that no answer carries', async () => {
  const { service } = front.world;
  const ids = Array.from({ length: 40 }, () => service.nextId());
  const use = { request: 'r', action: 'GET /v1/operator/idle', path: {}, given: { padding: 'x'.repeat(100_000) } };
  for (const [i, id] of ids.entries())
    await recordUse(directoryOf(service), { ...use, id, time: `2026-10-${String(1 + (i % 28)).padStart(2, '0')}` });
  const seen: { id: string; time: string }[] = [];
  let parts = 0;
  for (let after = ''; ; parts++) {
    const { data, paging, count } = await front.operate('GET', `audit?month=2026-10${after}`);
    expect([count, JSON.stringify(data).length < 3_500_000, data.length > 0]).toEqual([40, true, true]);
    seen.push(...data);
    if (paging.after === null) break;
    after = `&after=${paging.after}`;
  }
  expect(parts).toBeGreaterThan(0);
  expect(seen.map(({ id }) => id).sort()).toEqual([...ids].sort());
  expect(seen.map(({ time }) => time)).toEqual(seen.map(({ time }) => time).sort());
});

// Guarantee: idle is about the optimizer. A large batch, which the sweeper tidies up a quarter of an hour later, is none of its work; a report without a model is.
test('idle', async () => {
  const { client, token } = await front.operate('POST', 'organizations', { name: 'Org' });
  const parameters = [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }];
  const { id } = await front.made('POST', `/v1/clients/${client}/experiments`, token, { name: 'x', parameters });
  const report = (no_optimize: boolean, count: number) =>
    front.made('POST', `/v1/experiments/${id}/observations/batch`, token, {
      no_optimize,
      observations: Array.from({ length: count }, (_, i) => ({
        assignments: { x: i / count },
        values: [{ value: i }],
      })),
    });
  await report(true, 100);
  front.world.clock.now += 7 * 60_000;
  expect(await front.operate('GET', 'idle')).toEqual({ idle: true, queued: 0, running: 0 });
  await report(false, 1);
  expect(await front.operate('GET', 'idle')).toEqual({ idle: false, queued: 1, running: 0 });
});
