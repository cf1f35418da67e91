// The method MERGE at the whole service's front door: every row of the table that has it is reached, and it reaches nothing else.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes } from '../../shared/api/routes.ts';
import { type LocalService, startService } from './service.ts';

let service: LocalService;
beforeAll(async () => {
  service = await startService();
}, 120_000);
afterAll(() => service?.stop());

const merge = (path: string) => service.send('MERGE', path, service.host.token, {});

// A path that nothing answers is the same 404 for every method, and a path without MERGE says what it knows instead.
test('elsewhere it is refused as any method is', async () => {
  expect(await merge('/v1/nothing')).toMatchObject({ status: 404, json: { status: 404 } });
  const { status, json } = await merge('/v1/experiments/1');
  expect([status, json.message]).toEqual([405, expect.stringContaining('does not know the method "MERGE"')]);
});

// The door asks a row of MERGE for a token as it asks all others: it was found, so it is neither 404 nor 405.
test('rows of the table are reached', async () => {
  for (const { path } of routes.filter(({ method }) => method === 'MERGE')) {
    const answer = await service.send('MERGE', path.replace(/\{\w+\}/g, '1'), null, {});
    expect([path, answer.status]).toEqual([path, 401]);
  }
});
