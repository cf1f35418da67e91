// Users, organizations, clients, memberships, permissions and invites through the front door.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { directoryOf } from '../../shared/operations/service.ts';
import { query } from '../../shared/store/table/table.ts';
import { intercepted } from '../kit/faults.ts';
import { codeIn, type Front, makeFront, newAddress, password } from '../kit/front.ts';

let front: Front;
beforeAll(async () => {
  front = await makeFront();
});
afterAll(() => front?.world.database.stop());

type Person = { readonly email: string; readonly user: string; readonly token: string };
type Team = Person & { readonly client: string; readonly organization: string };

async function person(): Promise<Person> {
  const email = newAddress();
  return { email, ...(await front.operate('POST', 'users', { email, password, name: 'Some Body' })) };
}
/** An owner with an organization and its client. */
async function team(): Promise<Team> {
  const owner = await person();
  const { client, organization } = await front.operate('POST', 'organizations', { name: 'Org', user: owner.user });
  return { ...owner, client, organization };
}
const status = async (...request: Parameters<Front['send']>) => (await front.send(...request)).status;
const lastMail = () => front.mails.at(-1) ?? { to: '', subject: '', text: '' };
const ids = (page: { data: { id: string }[] }) => page.data.map(({ id }) => id);
const people = (page: { data: { user: { id: string } }[] }) => page.data.map(({ user }) => user.id);

describe('signing up', () => {
  const signUp = (more: object) =>
    front.send('POST', '/v1/users', null, { email: newAddress(), name: 'New Body', password, ...more });

  // Guarantee: a user who signs up gets in once the address is verified, and then has an organization with a client; the code works once.
  test('by oneself', async () => {
    const email = newAddress();
    const made = await signUp({ email, client_name: 'My team' });
    expect(made).toMatchObject({ status: 200, json: { object: 'user', email, has_verified_email: false } });
    expect(await front.send('POST', '/v1/sessions', null, { email, password })).toMatchObject({
      ...{ status: 403, json: { token_status: 'needs_email_verification' } },
    });
    const [mail] = front.mails.slice(-1);
    expect(mail?.to).toBe(email);
    const code = codeIn(lastMail());
    expect(await status('POST', '/v1/sessions', null, { email: newAddress(), code })).toBe(400);
    const session = await front.made('POST', '/v1/sessions', null, { email, code });
    expect(session).toMatchObject({ client: { name: 'My team' }, user: { has_verified_email: true } });
    expect(await status('POST', '/v1/sessions', null, { email, code })).toBe(400);
    expect(await status('POST', '/v1/sessions', null, { email, password })).toBe(200);
    const [membership] = (await front.made('GET', `/v1/users/${made.json.id}/memberships`, session.api_token.token))
      .data;
    expect(membership).toMatchObject({ type: 'owner', organization: { id: session.client.organization } });
  });

  // Guarantee: the mail can be sent again; a verified or unknown address gets the same answer, and no mail.
  test('verification again', async () => {
    const email = newAddress();
    await signUp({ email });
    const sent = front.mails.length;
    expect(await front.send('POST', '/v1/verifications', null, { email })).toEqual({ status: 200, json: {} });
    expect(front.mails.length).toBe(sent + 1);
    const { user, token, email: known } = await person();
    for (const address of [newAddress(), known])
      expect(await front.send('POST', '/v1/verifications', null, { email: address })).toEqual({
        status: 200,
        json: {},
      });
    await front.made('POST', `/v1/users/${user}/verifications`, token, {});
    expect(front.mails.length).toBe(sent + 1);
  });

  // Guarantee: nobody is flooded by who says that an address is theirs, whichever way mails are asked for.
  test('a verification again and again', async () => {
    const victim = newAddress();
    const { user, token } = await person();
    const sent = () => front.mails.filter(({ to }) => to === victim).length;
    const change = (email: string) => status('PUT', `/v1/users/${user}`, token, { email, password });
    expect(await change(victim)).toBe(200);
    const again = async () => status('POST', `/v1/users/${user}/verifications`, token, {});
    expect([await again(), await again(), await again(), await again(), await again()]).toEqual([
      200, 200, 200, 200, 429,
    ]);
    expect(await change(newAddress())).toBe(200);
    expect(await change(victim)).toBe(429);
    expect(sent()).toBe(5);
    expect(await front.made('GET', `/v1/users/${user}`, token)).not.toMatchObject({ email: victim });
  });

  test.each([
    [{ email: 'nobody' }, 'email'],
    [{ email: `${'x'.repeat(95)}@example.org` }, 'email'],
    [{ password: 'short' }, 'password'],
    [{ password: 'nouppercase-1' }, 'upper-case'],
    [{ password: `Aa1-${'x'.repeat(68)}` }, 'password'],
    [{ name: '' }, 'name'],
    [{ client: '17', invite_code: 'x' }, 'invite_code'],
    [{ invite_code: 'x' }, 'invite_code'],
    [{ surprise: 1 }, 'surprise'],
  ])('%j is refused', async (more, fragment) => {
    const { status, json } = await signUp(more);
    expect([status, json.message]).toEqual([400, expect.stringContaining(fragment)]);
  });

  // Guarantee: an address is one user's, and where a deployment does not let people sign up, nobody does.
  test('taken, switched off', async () => {
    const { email } = await person();
    expect((await signUp({ email })).status).toBe(409);
    const closed = await makeFront({ policy: { ...front.world.service.policy, signUp: false } });
    const body = { email: newAddress(), name: 'New Body', password };
    expect(await status('POST', '/v1/users', null, body)).toBe(200);
    expect((await closed.send('POST', '/v1/users', null, body)).status).toBe(403);
    closed.world.database.stop();
  });
});

describe('a sign-up link', () => {
  // Guarantee: who has a client's link makes a user who may read and write there once the address is verified; the link itself opens nothing.
  test('of a client', async () => {
    const [owner, stranger] = [await team(), await team()];
    const path = `/v1/clients/${owner.client}/tokens`;
    const link = await front.made('POST', path, owner.token, {});
    expect(link).toMatchObject({ token_type: 'guest', scope: 'signup', client: owner.client, expires: null });
    expect(await front.made('POST', path, owner.token, {})).toEqual(link);
    expect(await status('POST', path, stranger.token, {})).toBe(404);
    expect(await status('GET', `/v1/clients/${owner.client}`, link.token)).toBe(404);
    expect(await status('GET', '/v1/experiments', link.token)).toBe(403);
    const email = newAddress();
    const signUp = (client: string, token: string | null) =>
      status('POST', '/v1/users', token, { email, name: 'Linked', password, client });
    expect([await signUp(owner.client, null), await signUp(stranger.client, link.token)]).toEqual([400, 400]);
    expect(await signUp(owner.client, link.token)).toBe(200);
    expect(await status('POST', '/v1/sessions', null, { email, password })).toBe(403);
    const session = await front.made('POST', '/v1/sessions', null, { email, code: codeIn(lastMail()) });
    expect(session.client.id).toBe(owner.client);
    const [permission] = (await front.made('GET', `/v1/users/${session.user.id}/permissions`, session.api_token.token))
      .data;
    expect(permission).toMatchObject({ can_write: true, can_admin: false });
  });
});

describe('users', () => {
  // Guarantee: one sees oneself and people of one's organizations; everybody else is missing, also to tokens without a user.
  test('who sees whom', async () => {
    const [mine, theirs] = [await team(), await team()];
    const member = await person();
    await front.operate('POST', 'memberships', {
      user: member.user,
      organization: mine.organization,
      membership_type: 'member',
    });
    const see = (who: string, token: string) => status('GET', `/v1/users/${who}`, token);
    expect([await see(mine.user, mine.token), await see(mine.user, member.token)]).toEqual([200, 200]);
    expect([await see(mine.user, theirs.token), await see('17', theirs.token)]).toEqual([404, 404]);
    const { token: root } = await front.operate('POST', 'organizations', { name: 'Root' });
    expect(await see(mine.user, root)).toBe(404);
    expect(await status('PUT', `/v1/users/${mine.user}`, member.token, { name: 'x' })).toBe(403);
    expect(await status('GET', `/v1/users/${mine.user}/memberships`, member.token)).toBe(403);
  });

  // Guarantee: a new address needs the password, and has to be verified again; the old one is free then.
  test('change', async () => {
    const { user, token, email } = await person();
    const change = (body: object) => front.send('PUT', `/v1/users/${user}`, token, body);
    expect(await change({ name: 'Other', show_welcome: false, planned_usage: { track: true } })).toMatchObject({
      status: 200,
      json: { name: 'Other', show_welcome: false, planned_usage: { track: true, optimize: null } },
    });
    const fresh = newAddress();
    expect((await change({ email: fresh })).status).toBe(400);
    expect((await change({ email: fresh, password: 'Wrong-Horse-1' })).status).toBe(400);
    expect((await change({ email: (await person()).email, password })).status).toBe(409);
    expect(await change({ email: fresh, password })).toMatchObject({
      ...{ status: 200, json: { email: fresh, has_verified_email: false } },
    });
    expect(lastMail().to).toBe(fresh);
    expect((await front.operate('POST', 'users', { email, password })).user).not.toBe(user);
  });

  // Guarantee: until a new address is verified, a session opens no client and says why, to those alone who would see something; API tokens go on.
  test('an address that is not verified yet', async () => {
    const [owner, stranger] = [await team(), await team()];
    const [api] = (await front.made('GET', `/v1/clients/${owner.client}/tokens`, owner.token)).data;
    const { id } = await front.made('POST', '/v1/experiments', api.token, {
      ...{ name: 'x', parameters: [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }] },
    });
    const own = [`/v1/clients/${owner.client}`, `/v1/experiments/${id}`, `/v1/clients/${owner.client}/permissions`];
    const email = newAddress();
    await front.made('PUT', `/v1/users/${owner.user}`, owner.token, { email, password });
    for (const path of own)
      expect(await front.send('GET', path, owner.token)).toMatchObject({
        ...{ status: 404, json: { token_status: 'needs_email_verification' } },
      });
    const other = await front.send('GET', `/v1/clients/${stranger.client}`, owner.token);
    expect([other.status, other.json.token_status]).toEqual([404, undefined]);
    expect(await status('GET', `/v1/users/${owner.user}`, owner.token)).toBe(200);
    expect(await status('GET', `/v1/experiments/${id}`, api.token)).toBe(200);
    await front.made('POST', '/v1/sessions', null, { email, code: codeIn(lastMail()) });
    for (const path of own) expect([path, await status('GET', path, owner.token)]).toEqual([path, 200]);
  });

  // Guarantee: the API token of somebody who left sees no more of the organization than the user does: nothing. Of a suspended one, nobody sees anything.
  test('an organization by a token of one of its clients', async () => {
    const [owner, member] = [await team(), await person()];
    await front.operate('POST', 'permissions', { user: member.user, client: owner.client, permission: 'read' });
    const api = async ({ token }: Person) =>
      (await front.made('GET', `/v1/clients/${owner.client}/tokens`, token)).data[0].token;
    const tokens = { owner: await api(owner), member: await api(member) };
    const paths = ['', '/clients'].map((rest) => `/v1/organizations/${owner.organization}${rest}`);
    const seen = (token: string) => Promise.all(paths.map((path) => status('GET', path, token)));
    expect([await seen(tokens.owner), await seen(tokens.member)]).toEqual([paths.map(() => 200), paths.map(() => 200)]);
    await front.operate('POST', `organizations/${owner.organization}/suspend`);
    expect(await seen(tokens.member)).toEqual([403, 403]);
    await front.operate('POST', `organizations/${owner.organization}/resume`);
    await front.made('DELETE', `/v1/organizations/${owner.organization}/invites`, owner.token, { email: member.email });
    expect([await seen(tokens.owner), await seen(tokens.member)]).toEqual([paths.map(() => 200), paths.map(() => 404)]);
  });

  // Guarantee: a code proves the address that its mail went to. Of whoever has taken another address since, it proves nothing: else anybody could have an
  // address verified that is not theirs, and with it the invites that wait for it.
  test.each(['verification', 'reset'])('an address that the code of another address would prove: %s', async (kind) => {
    const [own, victim] = [newAddress(), newAddress()];
    await front.made('POST', '/v1/users', null, { email: own, name: 'Some Body', password });
    const first = codeIn(lastMail());
    if (kind === 'verification') await front.made('POST', '/v1/verifications', null, { email: own });
    else await front.made('DELETE', `/v1/sessions?email=${encodeURIComponent(own)}`, null);
    const second = codeIn(lastMail());
    const { user, api_token } = await front.made('POST', '/v1/sessions', null, { email: own, code: first });
    const owner = await team();
    const invite = { email: victim, role: 'admin' };
    await front.made('POST', `/v1/clients/${owner.client}/invites`, owner.token, invite);
    await front.made('PUT', `/v1/users/${user.id}`, api_token.token, { email: victim, password });
    const byCode = { email: own, new_password: 'Other-Horse-8', password_reset_code: second };
    const refused =
      kind === 'verification'
        ? await status('POST', '/v1/sessions', null, { email: own, code: second })
        : await status('PUT', '/v1/sessions', null, byCode);
    expect(refused).toBe(400);
    expect(await status('POST', '/v1/sessions', null, { email: victim, password })).toBe(403);
    const self = `/v1/users/${user.id}`;
    expect(await front.made('GET', self, api_token.token)).toMatchObject({ has_verified_email: false });
    const accepted = await status('POST', `${self}/permissions`, api_token.token, { client: owner.client });
    expect([accepted, await status('GET', `/v1/clients/${owner.client}`, api_token.token)]).toEqual([403, 404]);
  });

  // Guarantee: whoever takes another address while the code of the own one is being redeemed gets nothing that waits for the new one.
  test('an address that is taken while the code of another is redeemed', async () => {
    const [own, victim] = [newAddress(), newAddress()];
    await front.made('POST', '/v1/users', null, { email: own, name: 'Some Body', password });
    const first = codeIn(lastMail());
    await front.made('POST', '/v1/verifications', null, { email: own });
    const second = codeIn(lastMail());
    const { user, api_token } = await front.made('POST', '/v1/sessions', null, { email: own, code: first });
    const owner = await team();
    const invite = { email: victim, role: 'admin' };
    await front.made('POST', `/v1/clients/${owner.client}/invites`, owner.token, invite);
    let redeemed = false;
    const table = intercepted(front.world.service.table, async (command, reach) => {
      const reply = await reach(command);
      if (redeemed || !/TransactWrite/.test(command.constructor.name)) return reply;
      redeemed = true;
      await front.made('PUT', `/v1/users/${user.id}`, api_token.token, { email: victim, password });
      return reply;
    });
    const late = await makeFront({ table }, front.world);
    const { status: refused } = await late.send('POST', '/v1/sessions', null, { email: own, code: second });
    expect([redeemed, refused]).toEqual([true, 400]);
    expect(await status('GET', `/v1/clients/${owner.client}`, api_token.token)).toBe(404);
  });

  // Guarantee: where no mail could verify it, an address is not changed: nobody locks themselves out.
  test('an address that could never be verified', async () => {
    const silent = await makeFront({ policy: { ...front.world.service.policy, mail: false } }, front.world);
    const { user, token, email } = await person();
    const refused = await silent.send('PUT', `/v1/users/${user}`, token, { email: newAddress(), password });
    expect([refused.status, refused.json.message]).toEqual([403, expect.stringContaining('cannot send mail')]);
    expect(await silent.made('GET', `/v1/users/${user}`, token)).toMatchObject({ email, has_verified_email: true });
  });

  // Guarantee: of whoever deletes themselves neither address, nor name, nor password stays, and the address is free again.
  test('nothing of a person is kept', async () => {
    const email = newAddress();
    const { user, token } = await front.operate('POST', 'users', { email, password, name: 'Ada Canary' });
    await front.made('DELETE', `/v1/users/${user}`, token, { password });
    const { identities } = directoryOf(front.world.service);
    const left = await query(identities, { pk: `U#${user}`, from: ' ', to: '~' });
    expect(left.map(({ sk }) => sk)).toEqual(['USER']);
    expect(JSON.stringify(left)).not.toMatch(new RegExp(`${email}|Canary`));
    expect((await front.operate('POST', 'users', { email, password })).user).not.toBe(user);
  });

  // Guarantee: whoever deletes themselves is gone with every token, and leaves nobody without an owner.
  test('delete', async () => {
    const owner = await team();
    const member = await person();
    await front.operate('POST', 'permissions', { user: member.user, client: owner.client, permission: 'write' });
    const remove = ({ user, token }: Person, body: object = { password }) =>
      status('DELETE', `/v1/users/${user}`, token, body);
    expect(await remove(owner)).toBe(403);
    expect(await remove(member, { password: 'Wrong-Horse-1' })).toBe(400);
    expect(await remove(member, {})).toBe(400);
    const [api] = (await front.made('GET', `/v1/clients/${owner.client}/tokens`, member.token)).data;
    expect(await remove(member)).toBe(200);
    expect(await status('GET', '/v1/sessions', member.token)).toBe(403);
    expect(await status('GET', '/v1/experiments', api.token)).toBe(403);
    expect(people(await front.made('GET', `/v1/organizations/${owner.organization}/memberships`, owner.token))).toEqual(
      [owner.user],
    );
    // The last person of a client cannot leave it behind.
    expect(await remove(owner)).toBe(403);
    expect(await status('DELETE', `/v1/clients/${owner.client}`, owner.token)).toBe(200);
    expect(await remove(owner)).toBe(200);
  });
});

describe('organizations and clients', () => {
  // Guarantee: a person makes an organization with a client, more clients in it, changes and deletes them; the last client takes the organization along.
  test('from the first client to the last', async () => {
    const owner = await person();
    const first = await front.made('POST', '/v1/clients', owner.token, { name: 'First' });
    const { organization } = first;
    const second = await front.made('POST', `/v1/organizations/${organization}/clients`, owner.token, {
      ...{ name: 'Second', client_security: { allow_users_to_see_experiments_by_others: false } },
    });
    expect(second.client_security).toEqual({ allow_users_to_see_experiments_by_others: false });
    expect(ids(await front.made('GET', `/v1/organizations/${organization}/clients`, owner.token))).toEqual([
      first.id,
      second.id,
    ]);
    const renamed = await front.made('PUT', `/v1/clients/${first.id}`, owner.token, { name: 'Renamed' });
    expect(renamed).toMatchObject({ id: first.id, name: 'Renamed', organization });
    expect(await front.made('GET', `/v1/clients/${first.id}`, owner.token)).toEqual(renamed);
    const [api] = (await front.made('GET', `/v1/clients/${first.id}/tokens`, owner.token)).data;
    for (const { id } of [first, second]) {
      expect(await status('GET', `/v1/organizations/${organization}`, owner.token)).toBe(200);
      expect(await front.made('DELETE', `/v1/clients/${id}`, owner.token)).toEqual({});
      expect(await status('GET', `/v1/clients/${id}`, owner.token)).toBe(404);
    }
    expect(await status('GET', `/v1/organizations/${organization}`, owner.token)).toBe(404);
    expect(await status('POST', '/v1/experiments', api.token, {})).toBe(403);
  });

  // Guarantee: members look, administrators of a client change it, owners do the rest; nobody does more.
  test('levels', async () => {
    const owner = await team();
    const [reader, admin] = [await person(), await person()];
    const { client, organization } = owner;
    await front.operate('POST', 'permissions', { user: reader.user, client, permission: 'read' });
    await front.operate('POST', 'permissions', { user: admin.user, client, permission: 'admin' });
    const matrix: [string, string, object | undefined, number[]][] = [
      ['GET', `/v1/clients/${client}`, undefined, [200, 200, 200]],
      ['PUT', `/v1/clients/${client}`, { name: 'New name' }, [403, 200, 200]],
      ['GET', `/v1/clients/${client}/permissions`, undefined, [403, 200, 200]],
      ['GET', `/v1/clients/${client}/roles`, undefined, [403, 200, 200]],
      ['GET', `/v1/clients/${client}/pending_permissions`, undefined, [403, 200, 200]],
      ['GET', `/v1/organizations/${organization}`, undefined, [200, 200, 200]],
      ['PUT', `/v1/organizations/${organization}`, { name: 'New name' }, [403, 403, 200]],
      ['GET', `/v1/organizations/${organization}/memberships`, undefined, [403, 403, 200]],
      ['GET', `/v1/organizations/${organization}/permissions`, undefined, [403, 403, 200]],
      ['GET', `/v1/organizations/${organization}/invites`, undefined, [403, 403, 200]],
      ['POST', `/v1/organizations/${organization}/clients`, { name: 'More' }, [403, 403, 200]],
      ['DELETE', `/v1/clients/${client}`, undefined, [403, 403, 200]],
    ];
    for (const [method, path, body, expected] of matrix) {
      const got = [];
      for (const { token } of [reader, admin, owner]) got.push(await status(method, path, token, body));
      expect([method, path, got]).toEqual([method, path, expected]);
    }
  });

  // Guarantee: who may do less than is needed is told, in words that can be acted on, whose token would do.
  test('what a level is called', async () => {
    const { client, organization } = await team();
    const reader = await person();
    await front.operate('POST', 'permissions', { user: reader.user, client, permission: 'read' });
    const refused = async (method: string, path: string, body: object) =>
      (await front.send(method, path, reader.token, body)).json.message;
    const name = { name: 'New name' };
    expect(await refused('POST', `/v1/clients/${client}/experiments`, {})).toBe(
      'This needs the permission "write"; the token has "read". Use a token that may write.',
    );
    expect(await refused('PUT', `/v1/clients/${client}`, name)).toBe(
      'This needs the permission "admin"; the token has "read". Use a token of an administrator of the client.',
    );
    expect(await refused('PUT', `/v1/organizations/${organization}`, name)).toBe(
      'This needs the permission "owner"; the token has "read". Use a token of an owner of the organization.',
    );
  });

  // Guarantee: permissions say what each may do, owners included.
  test('permissions', async () => {
    const owner = await team();
    const reader = await person();
    await front.operate('POST', 'permissions', { user: reader.user, client: owner.client, permission: 'read' });
    const { data } = await front.made('GET', `/v1/clients/${owner.client}/permissions`, owner.token);
    expect(data).toEqual([
      expect.objectContaining({ is_owner: true, can_read: true, can_write: true, can_admin: true }),
      expect.objectContaining({ is_owner: false, can_read: true, can_write: false, can_admin: false }),
    ]);
    expect(people({ data })).toEqual([owner.user, reader.user]);
    const mine = await front.made('GET', `/v1/users/${reader.user}/permissions`, reader.token);
    expect(mine.data).toEqual([data[1]]);
    expect(await front.made('GET', `/v1/users/${reader.user}/roles`, reader.token)).toEqual(mine);
  });

  // Guarantee: where a client says so, people below its administrators see and touch only what they made; what others made is missing to them.
  test('experiments by others', async () => {
    const owner = await team();
    const [one, other] = [await person(), await person()];
    for (const { user } of [one, other])
      await front.operate('POST', 'permissions', { user, client: owner.client, permission: 'write' });
    const definition = { name: 'x', parameters: [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }] };
    const path = `/v1/clients/${owner.client}/experiments`;
    const { id } = await front.made('POST', path, one.token, definition);
    const hide = (allow: boolean) =>
      front.made('PUT', `/v1/clients/${owner.client}`, owner.token, {
        client_security: { allow_users_to_see_experiments_by_others: allow },
      });
    const seen = async () => {
      const statuses = [];
      for (const { token } of [one, other, owner]) statuses.push(await status('GET', `/v1/experiments/${id}`, token));
      return statuses;
    };
    expect(await seen()).toEqual([200, 200, 200]);
    await hide(false);
    expect(await seen()).toEqual([200, 404, 200]);
    expect(await status('POST', `/v1/experiments/${id}/suggestions`, other.token, {})).toBe(404);
    const hidden = await front.send('GET', `/v1/experiments/${id}`, other.token);
    const missing = await front.send('GET', '/v1/experiments/17', other.token);
    expect(hidden.json.message.replace(id, 'ID')).toBe(missing.json.message.replace('17', 'ID'));
    expect([ids(await front.made('GET', path, one.token)), ids(await front.made('GET', path, other.token))]).toEqual([
      [id],
      [],
    ]);
    await hide(true);
    expect(await seen()).toEqual([200, 200, 200]);
  });
});

describe('invites', () => {
  // Guarantee: somebody new gets a mail, and with its code a user that is in at once; the code is for that address alone, and for once.
  test('of somebody new', async () => {
    const owner = await team();
    const email = newAddress();
    const path = `/v1/organizations/${owner.organization}/invites`;
    const body = { email, membership_type: 'member', client_invites: [{ id: owner.client, role: 'user' }] };
    const invite = await front.made('POST', path, owner.token, body);
    expect(invite).toMatchObject({
      ...{ object: 'invite', email, membership_type: 'member', organization: owner.organization },
      pending_permissions: [{ object: 'pending_permission', client: owner.client, client_name: 'Org', role: 'user' }],
    });
    expect(invite).not.toHaveProperty('invite_code');
    expect(ids(await front.made('GET', path, owner.token))).toEqual([invite.id]);
    expect(await status('POST', path, owner.token, body)).toBe(409);
    const [mail] = front.mails.slice(-1);
    expect(mail?.to).toBe(email);
    const invite_code = codeIn(lastMail());
    const signUp = (address: string) =>
      front.send('POST', '/v1/users', null, { ...{ email: address, name: 'Guest', password }, invite_code });
    expect((await signUp(newAddress())).status).toBe(409);
    const user = await signUp(email);
    expect(user).toMatchObject({ status: 200, json: { has_verified_email: true } });
    const session = await front.made('POST', '/v1/sessions', null, { email, password });
    expect(session.client.id).toBe(owner.client);
    const { token } = session.api_token;
    expect(await status('GET', `/v1/clients/${owner.client}`, token)).toBe(200);
    expect(await status('PUT', `/v1/clients/${owner.client}`, token, { name: 'x' })).toBe(403);
    expect(ids(await front.made('GET', path, owner.token))).toEqual([]);
    expect((await signUp(email)).status).toBe(400);
  });

  // Guarantee: an invite is taken back without the organization's path too: in the only one that one owns, or in the one that is named; in no other.
  test('taken back by the address alone', async () => {
    const [owner, stranger] = [await team(), await team()];
    const at = (organization: string) => `/v1/organizations/${organization}/invites`;
    const email = newAddress();
    const invite = (by: typeof owner) =>
      front.made('POST', at(by.organization), by.token, { email, membership_type: 'member' });
    await invite(stranger);
    const left = async (by: typeof owner) => ids(await front.made('GET', at(by.organization), by.token)).length;
    for (const query of [`email=${email}`, `email=${email}&organization=${owner.organization}`]) {
      await invite(owner);
      await front.made('DELETE', `/v1/invites?${query}`, owner.token);
      expect([await left(owner), await left(stranger)]).toEqual([0, 1]);
    }
    const foreign = `/v1/invites?email=${email}&organization=${stranger.organization}`;
    expect(await status('DELETE', foreign, owner.token)).toBe(400);
    await front.made('POST', '/v1/clients', owner.token, { name: 'Second' });
    expect(await front.send('DELETE', `/v1/invites?email=${email}`, owner.token)).toMatchObject({
      ...{ status: 400, json: { errors: [{ field: 'organization' }] } },
    });
    expect(await left(stranger)).toBe(1);
  });

  // Guarantee: nobody is flooded with invites by who takes each back, in the organization or in a client; who waits for one can still be given another role.
  test('again and again', async () => {
    const owner = await team();
    const [victim, path] = [newAddress(), `/v1/organizations/${owner.organization}/invites`];
    const sent = () => front.mails.filter(({ to }) => to === victim).length;
    const invite = () => status('POST', path, owner.token, { email: victim, membership_type: 'member' });
    const into = (role: string) =>
      status('POST', `/v1/clients/${owner.client}/invites`, owner.token, { email: victim, role });
    const back = () => front.made('DELETE', `${path}?email=${victim}`, owner.token);
    for (const once of [invite, invite, () => into('user'), () => into('user')]) {
      expect(await once()).toBe(200);
      await back();
    }
    expect(await invite()).toBe(200);
    expect([await into('user'), await into('admin'), sent()]).toEqual([200, 200, 5]);
    await back();
    expect([await invite(), await into('user'), sent()]).toEqual([429, 429, 5]);
    expect(ids(await front.made('GET', path, owner.token))).toEqual([]);
    front.world.clock.now += 10 * 60_000 + 1;
    expect([await invite(), sent()]).toEqual([200, 6]);
  });

  // Guarantee: who has a verified user is in at once, and needs no code.
  test('of a user', async () => {
    const [owner, invited] = [await team(), await person()];
    await front.made('POST', `/v1/clients/${owner.client}/invites`, owner.token, {
      email: invited.email,
      role: 'read-only',
    });
    expect(await status('GET', `/v1/clients/${owner.client}`, invited.token)).toBe(200);
    // The role can be changed, and taken away; an administrator who saw an older role is told.
    const invite = (body: object) =>
      status('POST', `/v1/clients/${owner.client}/invites`, owner.token, { email: invited.email, ...body });
    expect(await invite({ role: 'admin', old_role: 'user' })).toBe(409);
    expect(await invite({ role: 'admin', old_role: 'read-only' })).toBe(200);
    expect(await status('PUT', `/v1/clients/${owner.client}`, invited.token, { name: 'Mine' })).toBe(200);
    expect(await invite({ role: 'uninvited' })).toBe(200);
    expect(await status('GET', `/v1/clients/${owner.client}`, invited.token)).toBe(404);
  });

  // Guarantee: of two roles in one client an invite says which one is too much, for somebody new and for a user; a role that is none is not promised.
  test('with roles that contradict each other, or are none', async () => {
    const [owner, user] = [await team(), await person()];
    const path = `/v1/organizations/${owner.organization}/invites`;
    const invite = (email: string, ...roles: string[]) =>
      front.send('POST', path, owner.token, {
        ...{ email, membership_type: 'member', client_invites: roles.map((role) => ({ id: owner.client, role })) },
      });
    const twice = { status: 400, json: { errors: [{ field: 'client_invites[1].id', rule: 'is named twice' }] } };
    for (const email of [newAddress(), user.email]) expect(await invite(email, 'user', 'admin')).toMatchObject(twice);
    expect(await invite(newAddress(), 'uninvited')).toMatchObject({ status: 200, json: { pending_permissions: [] } });
    expect((await front.made('GET', `/v1/clients/${owner.client}/pending_permissions`, owner.token)).data).toEqual([]);
  });

  // Guarantee: a role that waits is shown to both sides, can be changed and taken back, and is accepted once the address is verified.
  test('that waits', async () => {
    const owner = await team();
    const email = newAddress();
    const path = `/v1/clients/${owner.client}`;
    await front.made('POST', `${path}/invites`, owner.token, { email, role: 'read-only' });
    const pending = async () => (await front.made('GET', `${path}/pending_permissions`, owner.token)).data;
    expect(await pending()).toEqual([expect.objectContaining({ email, role: 'read-only', client: owner.client })]);
    await front.made('POST', `${path}/invites`, owner.token, { email, role: 'user' });
    expect(await pending()).toEqual([expect.objectContaining({ email, role: 'user' })]);
    await front.made('POST', '/v1/users', null, { email, name: 'Waiting', password });
    const session = await front.made('POST', '/v1/sessions', null, { email, code: codeIn(lastMail()) });
    expect(session.client.id).toBe(owner.client);
    expect(await pending()).toEqual([]);
    // Taken back before anybody accepted it: the code is worth nothing.
    const other = newAddress();
    await front.made('POST', `${path}/invites`, owner.token, { email: other, role: 'user' });
    const invite_code = codeIn(lastMail());
    await front.made('DELETE', `${path}/invites?email=${encodeURIComponent(other)}`, owner.token);
    expect(await status('POST', '/v1/users', null, { ...{ email: other, name: 'Late', password }, invite_code })).toBe(
      400,
    );
  });

  // Guarantee: an organization can keep to its own domains, and says which.
  test('domains', async () => {
    const owner = await team();
    const path = `/v1/organizations/${owner.organization}`;
    await front.made('PUT', path, owner.token, { email_domains: ['Example.COM'] });
    const invite = (email: string) =>
      front.send('POST', `${path}/invites`, owner.token, { email, membership_type: 'member' });
    const { status: refused, json } = await invite('a@example.org');
    expect([refused, json.message]).toEqual([400, expect.stringContaining('from the following domains: example.com')]);
    expect((await invite('a@example.com')).status).toBe(200);
    // Letters in two parts are one letter to whoever compares: what stands behind the @ is the domain all the same.
    expect((await invite('e\u0301e\u0301@example.com')).status).toBe(200);
    expect((await invite('e\u0301e\u0301@anexample.com')).status).toBe(400);
    expect(await status('PUT', path, owner.token, { email_domains: ['not a domain'] })).toBe(400);
    expect(await status('PUT', path, owner.token, { allow_signup_from_email_domains: true })).toBe(400);
  });

  // Guarantee: an invite is changed and taken back by owners of its organization alone; the last owner cannot be taken out.
  test('change and take back', async () => {
    const [owner, stranger] = [await team(), await team()];
    const email = newAddress();
    const path = `/v1/organizations/${owner.organization}/invites`;
    const invite = await front.made('POST', path, owner.token, { email, membership_type: 'member' });
    const change = (token: string, body: object) => front.send('PUT', `/v1/invites/${invite.id}`, token, body);
    expect((await change(stranger.token, {})).status).toBe(404);
    expect(await change(owner.token, { client_invites: [{ id: owner.client, role: 'admin' }] })).toMatchObject({
      ...{ status: 200, json: { pending_permissions: [{ role: 'admin' }] } },
    });
    expect((await change(owner.token, { client_invites: [{ id: stranger.client, role: 'admin' }] })).status).toBe(400);
    await front.made('DELETE', `${path}?email=${encodeURIComponent(email)}`, owner.token);
    expect((await change(owner.token, {})).status).toBe(404);
    expect(await status('DELETE', `${path}?email=${encodeURIComponent(owner.email)}`, owner.token)).toBe(403);
  });

  // Guarantee: where no mail goes out, the code is shown to who invites; with mail it never is.
  test('without mail', async () => {
    const silent = await makeFront({ policy: { ...front.world.service.policy, mail: false } });
    const { user, token } = await silent.operate('POST', 'users', { email: newAddress(), password });
    const { organization, client } = await silent.operate('POST', 'organizations', { name: 'Org', user });
    const email = newAddress();
    const body = { email, membership_type: 'member', client_invites: [{ id: client, role: 'user' }] };
    const invite = await silent.made('POST', `/v1/organizations/${organization}/invites`, token, body);
    expect(silent.mails).toEqual([]);
    const { invite_code } = invite;
    await silent.made('POST', '/v1/users', null, { ...{ email, name: 'Guest', password }, invite_code });
    expect((await silent.made('POST', '/v1/sessions', null, { email, password })).client.id).toBe(client);
    silent.world.database.stop();
  });
});
