// Every right that operations about people need is granted: the local host holds each call against the role in the template, so here is each once.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalService, newAddress, password, startService } from './service.ts';

let service: LocalService;
beforeAll(async () => {
  service = await startService();
}, 120_000);
afterAll(() => service?.stop());

// Guarantee: the whole life of a person, of a token and of a client works with the rights that the stack grants, and nothing more is needed.
test('from the first log-in to the last', async () => {
  const { made } = service;
  const operate = (path: string, body: object) => made('POST', `/v1/operator/${path}`, service.operator, body);
  const email = newAddress();
  const { user } = await operate('users', { email, password });
  const other = { email: newAddress(), ...(await operate('users', { email: newAddress(), password })) };
  let { token } = (await made('POST', '/v1/sessions', null, { email, password })).api_token;
  await made('PUT', '/v1/sessions', token, { old_password: password, new_password: 'Other-Horse-8' });
  ({ token } = await made('PUT', '/v1/tokens/self', token, { token: 'rotate' }));
  await made('PUT', '/v1/tokens/self', token, { expires: 'renew' });
  await made('PUT', `/v1/users/${user}`, token, { name: 'Other name', email: newAddress(), password: 'Other-Horse-8' });

  const { user: owner, token: mine } = await operate('users', { email: newAddress(), password });
  const first = await made('POST', '/v1/clients', mine, {
    name: 'First',
    client_security: { allow_users_to_see_experiments_by_others: false },
  });
  const second = await made('POST', `/v1/organizations/${first.organization}/clients`, mine, { name: 'Second' });
  await made('PUT', `/v1/clients/${first.id}`, mine, { name: 'Renamed' });
  await made('PUT', `/v1/organizations/${first.organization}`, mine, {
    name: 'Renamed',
    client_for_email_signup: first.id,
  });
  const [api, dev] = (await made('GET', `/v1/clients/${first.id}/tokens`, mine)).data;
  await made('PUT', `/v1/tokens/${api.token}`, mine, { token: 'rotate' });
  await made('DELETE', `/v1/tokens/${dev.token}`, mine);
  const parameters = [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }];
  const { id } = await made('POST', `/v1/clients/${first.id}/experiments`, mine, { name: 'x', parameters });
  const guest = await made('POST', `/v1/experiments/${id}/tokens`, mine, {});
  await made('GET', `/v1/experiments/${id}`, guest.token);
  const forever = await made('PUT', `/v1/tokens/${guest.token}`, mine, { lasts_forever: true });
  const rotated = await made('PUT', `/v1/tokens/${forever.token}`, mine, { token: 'rotate' });
  await made('DELETE', `/v1/tokens/${rotated.token}`, mine);

  const invited = newAddress();
  const invites = `/v1/organizations/${first.organization}/invites`;
  const invite = await made('POST', invites, mine, { email: invited, membership_type: 'member' });
  await made('PUT', `/v1/invites/${invite.id}`, mine, { client_invites: [{ id: first.id, role: 'user' }] });
  await made('DELETE', `${invites}?email=${encodeURIComponent(invited)}`, mine);
  await made('POST', `/v1/clients/${first.id}/invites`, mine, { email: invited, role: 'admin' });
  await made('DELETE', `/v1/clients/${first.id}/invites?email=${encodeURIComponent(invited)}`, mine);
  await operate('permissions', { user: other.user, client: first.id, permission: 'write' });
  for (const path of [
    ...['memberships', 'permissions', 'pending_permissions', 'roles'].map((name) => `/v1/users/${owner}/${name}`),
    ...['permissions', 'pending_permissions', 'roles'].map((name) => `/v1/clients/${first.id}/${name}`),
    ...['memberships', 'permissions', 'clients', 'invites'].map(
      (name) => `/v1/organizations/${first.organization}/${name}`,
    ),
  ])
    await made('GET', path, mine);
  await made('DELETE', `/v1/users/${other.user}`, other.token, { password });
  for (const client of [first, second]) await made('DELETE', `/v1/clients/${client.id}`, mine);
  await made('DELETE', `/v1/users/${owner}`, mine, { password });
  await made('DELETE', '/v1/tokens/self', token);
  expect((await service.send('GET', '/v1/sessions', mine)).status).toBe(403);
}, 180_000);
