// Two who invite, change, take back and accept at the same moment: nobody undoes what they have not seen.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  codeIn,
  type Front,
  interruptedFront,
  makeFront,
  newAddress,
  ownerOfTeam,
  password,
  somebody,
} from '../kit/front.ts';

let front: Front;
beforeAll(async () => {
  front = await makeFront();
});
afterAll(() => front?.world.database.stop());

const person = () => somebody(front);
/** An owner with an organization and its client. */
async function team() {
  const owner = await ownerOfTeam(front);
  const roles = `/v1/clients/${owner.client}/invites`;
  const invites = `/v1/organizations/${owner.organization}/invites`;
  return { ...owner, roles, invites };
}
const status = async (...request: Parameters<Front['send']>) => (await front.send(...request)).status;
const lastCode = (by = front) => codeIn(by.mails.at(-1) ?? { to: '', subject: '', text: '' });
const signUp = (by: Front, email: string, invite_code: string) =>
  by.send('POST', '/v1/users', null, { email, name: 'New Body', password, invite_code });

describe('a role that another administrator changes meanwhile', () => {
  // Guarantee: with `old_role` nobody undoes what they have not seen, whatever comes between the look and the change.
  //
  //   one:     read-only, as I thought ────────────── admin: 409
  //   another:                         └ uninvited
  test.each(['uninvited', 'user'])('to %s', async (role) => {
    const owner = await team();
    const { email, token } = await person();
    await front.made('POST', owner.roles, owner.token, { email, role: 'read-only' });
    const change = (by: Front, body: object) => by.send('POST', owner.roles, owner.token, { email, ...body });
    const by = await interruptedFront(front, () => change(front, { role }), 'GRANT#');
    const refused = await change(by, { role: 'admin', old_role: 'read-only' });
    expect(refused).toMatchObject({ status: 409, json: { message: expect.stringContaining(`"${role}" by now`) } });
    expect(await status('PUT', `/v1/clients/${owner.client}`, token, { name: 'Mine' })).toBe(
      role === 'uninvited' ? 404 : 403,
    );
  });

  // Guarantee: without `old_role` the later one counts, and who is taken out of the organization meanwhile comes back as a member, not half.
  test('who is taken out of the organization', async () => {
    const owner = await team();
    const { email, token } = await person();
    await front.made('POST', owner.roles, owner.token, { email, role: 'read-only' });
    const expel = () => front.made('DELETE', `${owner.invites}?email=${email}`, owner.token);
    const by = await interruptedFront(front, expel, 'GRANT#');
    await by.made('POST', owner.roles, owner.token, { email, role: 'user' });
    expect(await status('GET', `/v1/clients/${owner.client}`, token)).toBe(200);
  });

  // Guarantee: who was made an owner while a role was given stays one.
  test('who is made an owner', async () => {
    const owner = await team();
    const { email, user, token } = await person();
    const body = { email, membership_type: 'owner' };
    const by = await interruptedFront(front, () => front.made('POST', owner.invites, owner.token, body), 'GRANT#');
    await by.made('POST', owner.roles, owner.token, { email, role: 'user' });
    const [membership] = (await front.made('GET', `/v1/users/${user}/memberships`, token)).data;
    expect(membership).toMatchObject({ type: 'owner' });
  });
});

describe('an invite', () => {
  type Team = Awaited<ReturnType<typeof team>>;
  const list = async ({ invites, token }: Team) => (await front.made('GET', invites, token)).data;
  async function invited(owner: Team, role = 'user') {
    const email = newAddress();
    const body = { email, membership_type: 'member', client_invites: [{ id: owner.client, role }] };
    const { id } = await front.made('POST', owner.invites, owner.token, body);
    return { email, id, code: lastCode() };
  }
  const takeBack = ({ invites, token }: Team, email: string) =>
    front.made('DELETE', `${invites}?email=${email}`, token);

  // Guarantee: an invite that is taken back while it is changed stays taken back, and its code makes nobody a user.
  //
  //   one owner:  read invite ───────────── put it: 404
  //   another:                └ take back
  test('taken back while it is changed', async () => {
    const owner = await team();
    const { email, id, code } = await invited(owner);
    const by = await interruptedFront(front, () => takeBack(owner, email));
    expect(await by.send('PUT', `/v1/invites/${id}`, owner.token, { membership_type: 'owner' })).toMatchObject({
      ...{ status: 404, json: { message: expect.stringContaining('invite') } },
    });
    expect(await list(owner)).toEqual([]);
    expect((await signUp(front, email, code)).status).toBe(400);
  });

  // Guarantee: of two who change an invite at once, neither undoes the other's part.
  test('changed while it is changed', async () => {
    const owner = await team();
    const { id } = await invited(owner, 'user');
    const change = (by: Front, body: object) => by.send('PUT', `/v1/invites/${id}`, owner.token, body);
    const by = await interruptedFront(front, () => change(front, { client_invites: [] }));
    expect((await change(by, { membership_type: 'member' })).status).toBe(200);
    expect(await list(owner)).toMatchObject([{ pending_permissions: [] }]);
  });

  // Guarantee: one address has one open invite into an organization, also when two invite it at once.
  test('of one address by two', async () => {
    const owner = await team();
    const body = { email: newAddress(), membership_type: 'member' };
    const invite = (by: Front, more = {}) => by.send('POST', owner.invites, owner.token, { ...body, ...more });
    const by = await interruptedFront(front, () => invite(front));
    expect(await invite(by, { email: body.email.toUpperCase() })).toMatchObject({
      ...{ status: 409, json: { message: expect.stringContaining('is invited already') } },
    });
    expect(await list(owner)).toHaveLength(1);
    expect(by.mails).toEqual([]);
  });

  // Guarantee: who is there already is in once, as what the first invite said.
  test('of one user by two', async () => {
    const owner = await team();
    const { email, user, token } = await person();
    const invite = (by: Front, membership_type: string) =>
      by.send('POST', owner.invites, owner.token, { email, membership_type });
    const by = await interruptedFront(front, () => invite(front, 'owner'));
    expect((await invite(by, 'member')).status).toBe(409);
    const [membership] = (await front.made('GET', `/v1/users/${user}/memberships`, token)).data;
    expect(membership).toMatchObject({ type: 'owner' });
  });

  // Guarantee: roles in two clients that are given to one address at once wait in one invite.
  test('into two clients at once', async () => {
    const owner = await team();
    const path = `/v1/organizations/${owner.organization}/clients`;
    const { id: second } = await front.made('POST', path, owner.token, { name: 'Second' });
    const email = newAddress();
    const invite = (by: Front, client: string) =>
      by.made('POST', `/v1/clients/${client}/invites`, owner.token, { email, role: 'user' });
    const by = await interruptedFront(front, () => invite(front, second));
    await invite(by, owner.client);
    const [only, ...more] = await list(owner);
    expect(more).toEqual([]);
    expect(only.pending_permissions.map(({ client }: { client: string }) => client)).toEqual([second, owner.client]);
  });

  // Guarantee: a code that is taken back while it is used makes no user.
  test('taken back while it is accepted', async () => {
    const owner = await team();
    const { email, code } = await invited(owner);
    const by = await interruptedFront(front, () => takeBack(owner, email));
    expect(await signUp(by, email, code)).toMatchObject({ status: 400, json: { errors: [{ field: 'invite_code' }] } });
    expect(await status('POST', '/v1/sessions', null, { email, password })).toBe(400);
  });

  // Guarantee: an invite that is changed while it is accepted gives what it says by then.
  test('changed while it is accepted', async () => {
    const owner = await team();
    const { email, id, code } = await invited(owner, 'admin');
    const body = { client_invites: [{ id: owner.client, role: 'read-only' }] };
    const by = await interruptedFront(front, () => front.made('PUT', `/v1/invites/${id}`, owner.token, body));
    expect((await signUp(by, email, code)).status).toBe(200);
    const session = await front.made('POST', '/v1/sessions', null, { email, password });
    const { data } = await front.made('GET', `/v1/users/${session.user.id}/permissions`, session.api_token.token);
    expect(data).toMatchObject([{ can_read: true, can_write: false }]);
    expect(await list(owner)).toEqual([]);
  });

  // Guarantee: who is uninvited from a client is not in it, also when the invite is accepted at that moment.
  test('accepted while it is taken back', async () => {
    const owner = await team();
    const { email, code } = await invited(owner);
    const by = await interruptedFront(front, () => signUp(front, email, code));
    expect((await by.send('DELETE', `${owner.roles}?email=${email}`, owner.token)).status).toBe(200);
    const session = await front.made('POST', '/v1/sessions', null, { email, password });
    expect(await status('GET', `/v1/clients/${owner.client}`, session.api_token.token)).toBe(404);
  });

  // Guarantee: who is invited already and comes by a client's link has one invite, with the place in the client in it; a role that was promised stays.
  test.each([
    ['admin', { can_admin: true }],
    [null, { can_write: true, can_admin: false }],
  ])('beside a sign-up link, as %s', async (role, allowed) => {
    const owner = await team();
    const email = newAddress();
    const client_invites = role === null ? [] : [{ id: owner.client, role }];
    await front.made('POST', owner.invites, owner.token, { email, membership_type: 'member', client_invites });
    const link = await front.made('POST', `/v1/clients/${owner.client}/tokens`, owner.token, {});
    const body = { email, name: 'New Body', password, client: owner.client };
    await front.made('POST', '/v1/users', link.token, body);
    expect(await list(owner)).toHaveLength(1);
    const session = await front.made('POST', '/v1/sessions', null, { email, code: lastCode() });
    const { data } = await front.made('GET', `/v1/users/${session.user.id}/permissions`, session.api_token.token);
    expect(data).toMatchObject([allowed]);
    expect(await list(owner)).toEqual([]);
  });
});
