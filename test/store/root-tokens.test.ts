// Root tokens, which belong to nobody: the operator finds them by their client, gives them a new text, and ends them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeFirstToken } from '../../shared/operations/account/first-token.ts';
import { type Front, makeFront, newAddress, password } from '../kit/front.ts';

let front: Front;
beforeAll(async () => {
  front = await makeFront();
});
afterAll(() => front?.world.database.stop());

const status = async (token: string) => (await front.send('GET', '/v1/tokens/self', token)).status;
const list = async (client: string) => (await front.operate('GET', `clients/${client}/root_tokens`)).data;
const asOperator = async (method: string, path: string) =>
  (await front.send(method, `/v1/operator/clients/${path}`, await front.world.service.operatorToken())).status;

// Guarantee: what the operator and the first token hand out, the operator finds by its client, never with its text.
test('root tokens are listed by their client', async () => {
  const { client, token } = await front.operate('POST', 'organizations', { name: 'Root', development: true });
  const first = await makeFirstToken(front.world.service, { organization: 'First', client: 'Team' });
  const { user } = await front.operate('POST', 'users', { email: newAddress(), password });
  const owned = await front.operate('POST', 'organizations', { name: 'Owned', user });
  const seen = { object: 'root_token', id: expect.stringMatching(/^\d+$/), created: expect.any(Number) };
  expect(await list(client)).toEqual([
    { ...seen, client, token_type: 'client-dev', prefix: 'cairn_dev_', last_four: token.slice(-4) },
  ]);
  expect(await list(first.client)).toEqual([
    { ...seen, client: first.client, token_type: 'client-api', prefix: 'cairn_api_', last_four: first.token.slice(-4) },
  ]);
  expect(await list(owned.client)).toEqual([]);
});

// Guarantee: rotated, the old text is refused and the new one opens the same client, with the same rights; revoked, none does.
test('root tokens are rotated and revoked', async () => {
  const { client, token } = await front.operate('POST', 'organizations', { name: 'Leaked', development: true });
  const before = await front.made('GET', '/v1/tokens/self', token);
  const [{ id }] = await list(client);
  const rotated = await front.operate('POST', `clients/${client}/root_tokens/${id}/rotate`, {});
  expect(rotated).toEqual({ client, root_token: id, token: expect.stringMatching(/^cairn_dev_/) });
  expect([await status(token), await status(rotated.token)]).toEqual([403, 200]);
  expect(await front.made('GET', '/v1/tokens/self', rotated.token)).toEqual({ ...before, token: rotated.token });
  expect(await list(client)).toMatchObject([{ id, last_four: rotated.token.slice(-4) }]);
  await front.operate('DELETE', `clients/${client}/root_tokens/${id}`);
  expect([await status(rotated.token), await list(client)]).toEqual([403, []]);
  expect(await asOperator('DELETE', `${client}/root_tokens/${id}`)).toBe(404);
});

// Guarantee: of many who rotate one at once each gets a text of its own, and the last one alone is in use.
test('one is in use, however many rotate it at once', async () => {
  const { client } = await front.operate('POST', 'organizations', { name: 'Hectic' });
  const [{ id }] = await list(client);
  const rotate = () => front.operate('POST', `clients/${client}/root_tokens/${id}/rotate`, {});
  const made = await Promise.all([rotate(), rotate(), rotate(), rotate()]);
  const statuses = await Promise.all(made.map(({ token }) => status(token)));
  expect(statuses.toSorted()).toEqual([200, 403, 403, 403]);
});

// Guarantee: an id opens the client it belongs to and no other.
test('root tokens are those of the client that the path names', async () => {
  const { client } = await front.operate('POST', 'organizations', { name: 'One' });
  const { client: other, token } = await front.operate('POST', 'organizations', { name: 'Other' });
  const [{ id }] = await list(other);
  for (const path of [`${client}/root_tokens/${id}`, `1/root_tokens/${id}`])
    expect([await asOperator('DELETE', path), await asOperator('POST', `${path}/rotate`)]).toEqual([404, 404]);
  expect([await asOperator('GET', '1/root_tokens'), await status(token)]).toEqual([404, 200]);
});
