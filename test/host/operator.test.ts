// The operator's door over HTTP: what it makes works at once, nobody else gets in, and every use leaves a record.
import { readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routesOf } from '../../shared/api/routes.ts';
import { type LocalService, newAddress, password, startService } from './service.ts';

let service: LocalService;
beforeAll(async () => {
  service = await startService();
}, 120_000);
afterAll(() => service?.stop());

const asOperator = (method: string, path: string, body?: unknown) =>
  service.made(method, `/v1/operator/${path}`, service.operator, body);
const makeUser = () => asOperator('POST', 'users', { email: newAddress(), password });
const definition = { name: 'x', parameters: [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }] };
const ask = async (experiment: string, token: string) =>
  (await service.send('POST', `/v1/experiments/${experiment}/suggestions`, token, {})).status;

describe('what it makes', () => {
  // Guarantee: a user, an organization with client and token, in exactly these shapes; the token is the user's and works at once.
  test('users and organizations', async () => {
    const user = await makeUser();
    expect(user).toEqual({ user: expect.stringMatching(/^\d+$/), token: expect.stringMatching(/^cairn_user_/) });
    const made = await asOperator('POST', 'organizations', { name: 'Acme', client_name: 'Vision', user: user.user });
    expect(made).toEqual({
      organization: expect.stringMatching(/^\d+$/),
      client: expect.stringMatching(/^\d+$/),
      token: expect.stringMatching(/^cairn_api_/),
    });
    const client = await service.made('GET', `/v1/clients/${made.client}`, user.token);
    expect(client).toMatchObject({ name: 'Vision', organization: made.organization });
    expect(await service.made('GET', '/v1/tokens/self', made.token)).toMatchObject({
      user: user.user,
      client: made.client,
    });
    const nobodys = await asOperator('POST', 'organizations', { name: 'Solo', development: true });
    expect(await service.made('GET', '/v1/tokens/self', nobodys.token)).toMatchObject({
      ...{ user: null, development: true, permissions: 'write' },
    });
  });

  // Guarantee: none sees nothing, read may look, write may change, admin and owners may too; and a change holds from the next request on.
  test('permissions', async () => {
    const { client, organization, token } = await asOperator('POST', 'organizations', { name: 'Levels' });
    const experiment = (await service.made('POST', '/v1/experiments', token, definition)).id;
    const { user, token: theirs } = await makeUser();
    const look = async () => (await service.send('GET', `/v1/experiments/${experiment}`, theirs)).status;
    expect([await look(), await ask(experiment, theirs)]).toEqual([404, 404]);
    const expected = { none: [404, 404], read: [200, 403], write: [200, 200], admin: [200, 200] } as const;
    for (const [permission, statuses] of Object.entries(expected)) {
      expect(await asOperator('POST', 'permissions', { user, client, permission })).toEqual({
        user,
        client,
        permission,
      });
      expect([permission, await look(), await ask(experiment, theirs)]).toEqual([permission, ...statuses]);
    }
    await asOperator('POST', 'permissions', { user, client, permission: 'none' });
    expect(await look()).toBe(404);
    const membership = { user, organization, membership_type: 'owner' };
    expect(await asOperator('POST', 'memberships', membership)).toEqual(membership);
    expect([await look(), await ask(experiment, theirs)]).toEqual([200, 200]);
  });

  // Guarantee: what cannot be is refused with the field, and nothing is made of it.
  test.each([
    ['users', { email: 'nobody', password }, 400, 'email'],
    ['users', { email: 'a@example.org', password: 'short' }, 400, 'password'],
    ['users', { email: 'a@example.org', password: 'alllowercase1!' }, 400, 'password'],
    ['organizations', { name: ' ' }, 400, 'name'],
    ['organizations', { name: 'x', user: '1' }, 400, 'user'],
    ['organizations', { name: 'x', surprise: 1 }, 400, 'surprise'],
    ['memberships', { user: '1', organization: '1', membership_type: 'member' }, 400, 'user'],
    ['permissions', { user: '1', client: '1', permission: 'god' }, 400, 'permission'],
  ])('%s %j is refused', async (path, body, status, field) => {
    const answer = await service.send('POST', `/v1/operator/${path}`, service.operator, body);
    expect(answer.status).toBe(status);
    expect(answer.json.message).toContain(field);
    expect(answer.text).not.toContain('alllowercase1!');
  });

  // Guarantee: an address belongs to one user, in whatever letter case it is written.
  test('addresses are unique', async () => {
    const email = newAddress();
    await asOperator('POST', 'users', { email, password });
    const again = await service.send('POST', '/v1/operator/users', service.operator, {
      ...{ email: email.toUpperCase(), password },
    });
    expect(again.status).toBe(409);
  });
});

// Guarantee: a suspended organization is closed to every token of it, at once, and opens again as it was.
test('suspend and resume', async () => {
  const { user, token: personal } = await makeUser();
  const made = await asOperator('POST', 'organizations', { name: 'Late payer', user });
  const experiment = (await service.made('POST', '/v1/experiments', made.token, definition)).id;
  const path = `organizations/${made.organization}`;
  const statuses = async () => [await ask(experiment, made.token), await ask(experiment, personal)];
  expect(await statuses()).toEqual([200, 200]);
  expect(await asOperator('POST', `${path}/suspend`, {})).toMatchObject({ suspended: true });
  expect(await statuses()).toEqual([403, 403]);
  // Strangers still learn nothing of it.
  expect(await ask(experiment, service.host.token)).toBe(404);
  expect((await asOperator('GET', 'organizations')).data).toContainEqual(
    expect.objectContaining({
      id: made.organization,
      suspended: true,
      clients: [{ id: made.client, name: 'Late payer', deleted: false }],
    }),
  );
  expect(await asOperator('POST', `${path}/resume`, {})).toMatchObject({ suspended: false });
  expect(await statuses()).toEqual([200, 200]);
});

// Guarantee: idle is false from a report that the optimizer has to work on until it has done so, and true then.
test('idle', async () => {
  const experiment = (await service.made('POST', '/v1/experiments', service.host.token, definition)).id;
  const report = (x: number) =>
    service.made('POST', `/v1/experiments/${experiment}/observations`, service.host.token, {
      assignments: { x },
      values: [{ value: x }],
    });
  for (const x of [0.1, 0.3, 0.5, 0.7, 0.9]) await report(x);
  const seen = [];
  do seen.push(await asOperator('GET', 'idle'));
  while (!seen.at(-1).idle && seen.length < 2000);
  expect(seen[0]).toMatchObject({ idle: false });
  expect(seen.at(-1)).toEqual({ idle: true, queued: 0, running: 0 });
}, 180_000);

// Guarantee: every use stands in the record with what was asked, never with a password; also one that was refused.
test('audit', async () => {
  const email = newAddress();
  await asOperator('POST', 'users', { email, password });
  await service.send('POST', '/v1/operator/users', service.operator, { email, password });
  const { data } = await asOperator('GET', 'audit');
  const uses = data.filter(({ given }: { given: { email?: string } }) => given.email === email);
  expect(uses).toEqual([
    expect.objectContaining({ action: 'POST /v1/operator/users', outcome: 'done' }),
    expect.objectContaining({ action: 'POST /v1/operator/users', outcome: 'refused' }),
  ]);
  expect(JSON.stringify(data)).not.toContain(password);
});

describe('who gets in', () => {
  const rows = routesOf({ operator: true }).filter(({ level }) => level === 'operator');

  // Guarantee: no token but the operator's opens any of its rows.
  test.each(rows.map((row) => [`${row.method} ${row.path}`, row] as const))('%s', async (_name, { method, path }) => {
    const { token } = await makeUser();
    const at = path.replace(/\{\w+\}/g, '1');
    const send = async (as: string | null) =>
      (await service.send(method, at, as, method === 'POST' ? {} : undefined)).status;
    expect(await send(null)).toBe(401);
    for (const other of [service.host.token, token, `${service.operator}x`, 'x']) expect(await send(other)).toBe(403);
  });

  // Guarantee: the operator's token opens nothing else, and lies in files that only their owner can read.
  test('the operator is nobody elsewhere', async () => {
    expect((await service.send('GET', '/v1/tokens/self', service.operator)).status).toBe(403);
    const { service: file, secrets } = service.host.folder;
    expect(JSON.parse(readFileSync(file, 'utf8')).operator_token).toBe(service.operator);
    for (const path of [file, secrets]) expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});

// Guarantee: without the option there is no such door: its paths are answered like any unknown path, and no token for it exists.
test('it is absent by default', async () => {
  const plain = await startService({ operator: false });
  try {
    for (const [method, path] of [
      ['POST', '/v1/operator/users'],
      ['PUT', '/v1/operator/users'],
      ['GET', '/v1/operator/idle'],
    ] as const) {
      const { status, json } = await plain.send(method, path, 'x', method === 'GET' ? undefined : {});
      expect([status, json.message]).toEqual([404, expect.stringContaining('There is no endpoint')]);
    }
    expect(JSON.parse(readFileSync(plain.host.folder.service, 'utf8'))).not.toHaveProperty('operator_token');
  } finally {
    await plain.stop();
  }
}, 120_000);
