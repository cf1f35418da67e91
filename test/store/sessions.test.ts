// Sessions, passwords and tokens through the front door: who am I, log in, change, reset, rotate, renew, revoke, share.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeIn, type Front, makeFront, newAddress, password } from '../kit/front.ts';

let front: Front;
beforeAll(async () => {
  front = await makeFront();
});
afterAll(() => front?.world.database.stop());

const definition = { name: 'x', parameters: [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }] };
const day = 86_400_000;

/** A user with an organization of its own. */
async function somebody() {
  const email = newAddress();
  const { user, token } = await front.operate('POST', 'users', { email, password, name: 'Some Body' });
  const { client, organization, token: api } = await front.operate('POST', 'organizations', { name: 'Org', user });
  return { email, user, token, client, organization, api };
}
const status = async (...request: Parameters<Front['send']>) => (await front.send(...request)).status;
const self = (token: string) => status('GET', '/v1/tokens/self', token);

describe('who am I', () => {
  // Guarantee: a user's session names the lowest visible client, or the preferred one where the user can see it.
  test('a user', async () => {
    const { user, token, client, email } = await somebody();
    const second = await front.operate('POST', 'organizations', { name: 'Second', user });
    const foreign = await front.operate('POST', 'organizations', { name: 'Foreign' });
    const session = await front.made('GET', '/v1/sessions', token);
    expect(session).toMatchObject({
      api_token: { token, token_type: 'user', client: null, user },
      client: { id: client },
      user: { id: user, email, name: 'Some Body', has_verified_email: true, deleted: false },
      code: null,
      needs_password_reset: false,
    });
    const preferring = async (id: string) =>
      (await front.made('GET', `/v1/sessions?preferred_client_id=${id}`, token)).client.id;
    expect([await preferring(second.client), await preferring(foreign.client)]).toEqual([second.client, client]);
  });

  // Guarantee: other tokens name their own client, and their user where they have one.
  test('tokens of clients', async () => {
    const { api, client, user } = await somebody();
    expect(await front.made('GET', '/v1/sessions', api)).toMatchObject({ client: { id: client }, user: { id: user } });
    const { token } = await front.operate('POST', 'organizations', { name: 'Nobody' });
    expect(await front.made('GET', '/v1/sessions', token)).toMatchObject({ api_token: { token }, user: null });
  });
});

describe('logging in', () => {
  // Guarantee: address and password open a session with a new token; the letter case of the address does not matter.
  test('by password', async () => {
    const { email, user, token } = await somebody();
    const session = await front.made('POST', '/v1/sessions', null, { email: email.toUpperCase(), password });
    expect(session).toMatchObject({ user: { id: user }, api_token: { token_type: 'user' } });
    expect(session.api_token.token).not.toBe(token);
    expect(await self(session.api_token.token)).toBe(200);
  });

  // Guarantee: a wrong password and an unknown address are one answer.
  test('wrong', async () => {
    const { email } = await somebody();
    const tries = [
      await front.send('POST', '/v1/sessions', null, { email, password: 'Wrong-Horse-7' }),
      await front.send('POST', '/v1/sessions', null, { email: newAddress(), password }),
    ];
    expect(tries[0]).toEqual(tries[1]);
    expect(tries[0]?.status).toBe(400);
    expect(await status('POST', '/v1/sessions', null, { email, password, code: 'x' })).toBe(400);
    expect(await status('POST', '/v1/sessions', null, { email })).toBe(400);
  });

  // Guarantee: an address that is longer than anybody's is a 400 that says so, wherever one is looked for without being a user's.
  test('an address that is too long', async () => {
    const email = `${'x'.repeat(3000)}@example.org`;
    const owner = await somebody();
    const requests = [
      ['POST', '/v1/sessions', { email, password }],
      ['PUT', '/v1/sessions', { email, password_reset_code: 'x', new_password: password }],
      ['DELETE', `/v1/sessions?email=${email}`],
      ['POST', '/v1/verifications', { email }],
      ['DELETE', `/v1/organizations/${owner.organization}/invites`, { email }],
      ['DELETE', `/v1/clients/${owner.client}/invites`, { email }],
    ] as const;
    for (const [method, path, body] of requests)
      expect(await front.send(method, path, owner.token, body)).toMatchObject({
        ...{ status: 400, json: { errors: [{ field: 'email', rule: 'must be shorter than 100 characters' }] } },
      });
  });

  // Guarantee: five attempts an address in ten minutes, the right password included; known and unknown addresses alike; then it goes on.
  test('guessing is stopped', async () => {
    const { email } = await somebody();
    for (const address of [email, newAddress()]) {
      for (let i = 0; i < 5; i++)
        expect(await status('POST', '/v1/sessions', null, { email: address, password: `Wrong-${i}` })).toBe(400);
      expect(await status('POST', '/v1/sessions', null, { email: address, password })).toBe(429);
    }
    front.world.clock.now += 10 * 60_000 + 1;
    expect(await status('POST', '/v1/sessions', null, { email, password })).toBe(200);
    // Who logs in is not the one who guesses: the count begins again.
    for (let i = 0; i < 7; i++) expect(await status('POST', '/v1/sessions', null, { email, password })).toBe(200);
  });

  // Guarantee: at most twenty sessions; the oldest ends.
  test('twenty sessions', async () => {
    const { email, token } = await somebody();
    const opened = [token];
    for (let i = 0; i < 20; i++)
      opened.push((await front.made('POST', '/v1/sessions', null, { email, password })).api_token.token);
    const [first, ...others] = await Promise.all(opened.map(self));
    expect(first).toBe(403);
    expect(others).toEqual(others.map(() => 200));
  }, 180_000);

  // Guarantee: a session ends after its days, and is said to have expired.
  test('expiry', async () => {
    const { token } = await somebody();
    const { expires } = await front.made('GET', '/v1/tokens/self', token);
    const before = front.world.clock.now;
    front.world.clock.now = expires * 1000;
    const { json } = await front.send('GET', '/v1/sessions', token);
    expect(json).toMatchObject({ status: 403, token_status: 'expired' });
    front.world.clock.now = before;
  });
});

describe('passwords', () => {
  // Guarantee: a request that is wrong is answered without its secret, in message and errors: answers are logged where no secret may be.
  test.each([
    ['POST', '/v1/sessions', { email: 'a@example.org', password: 31415926 }],
    ['POST', '/v1/sessions', { email: 'a@example.org', pasword: '31415926' }],
    ['POST', '/v1/sessions', { email: 'a@example.org', code: 31415926 }],
    ['POST', '/v1/sessions', { email: 'a@example.org', pwd: '31415926' }],
    ['POST', '/v1/sessions', { data: { email: 'a@example.org', password: '31415926' } }],
    ['POST', '/v1/sessions', { email: { email: 'a@example.org', password: '31415926' } }],
    ['POST', '/v1/sessions', [{ email: 'a@example.org', password: '31415926' }]],
    ['POST', '/v1/sessions', 'a@example.org 31415926'],
    ['PUT', '/v1/sessions', { old_password: [31415926], new_password: password }],
    ['PUT', '/v1/sessions', { old_password: password, newpassword: '31415926' }],
    ['POST', '/v1/users', { email: 'a@example.org', name: 'a', password: 'x31415926' }],
  ])('are not repeated by %s %s %j', async (method, path, body) => {
    const { status, json } = await front.send(method, path, null, body);
    expect([status, JSON.stringify(json).includes('31415926')]).toEqual([400, false]);
  });

  // Guarantee: with the old password; every other session ends, the one that asked goes on; the old password is worth nothing.
  test('change', async () => {
    const { email, token } = await somebody();
    const other = (await front.made('POST', '/v1/sessions', null, { email, password })).api_token.token;
    const change = (old_password: string, new_password: string) =>
      front.send('PUT', '/v1/sessions', token, { old_password, new_password });
    expect((await change('Wrong-Horse-7', 'New-Horse-8')).status).toBe(400);
    expect((await change(password, password)).status).toBe(403);
    expect((await change(password, 'short')).status).toBe(400);
    expect(await change(password, 'New-Horse-8')).toMatchObject({ status: 200, json: { api_token: { token } } });
    expect([await self(token), await self(other)]).toEqual([200, 403]);
    expect(await status('POST', '/v1/sessions', null, { email, password })).toBe(400);
    expect(await status('POST', '/v1/sessions', null, { email, password: 'New-Horse-8' })).toBe(200);
    expect(await status('PUT', '/v1/sessions', null, { old_password: password, new_password: 'New-Horse-9' })).toBe(
      401,
    );
  });

  // Guarantee: another kind of token is a token, so it is refused for its kind (403) and not as a missing one (401).
  test('not by a token of a client', async () => {
    const body = { old_password: password, new_password: 'New-Horse-8' };
    const refused = { status: 403, json: { token_status: 'invalid_permissions' } };
    expect(await front.send('PUT', '/v1/sessions', (await somebody()).api, body)).toMatchObject(refused);
  });

  // Guarantee: a reset mail goes to who has the address, and nobody else learns whether anybody has it; its code works once, for that address, for a day.
  test('reset', async () => {
    const { email, token, user } = await somebody();
    const sent = front.mails.length;
    const answers = [
      await front.send('DELETE', `/v1/sessions?email=${encodeURIComponent(newAddress())}`, null),
      await front.send('DELETE', `/v1/sessions?email=${encodeURIComponent(email)}`, null),
    ];
    expect(answers).toEqual([
      { status: 200, json: {} },
      { status: 200, json: {} },
    ]);
    const [mail, ...more] = front.mails.slice(sent);
    expect([mail?.to, more]).toEqual([email, []]);
    const password_reset_code = codeIn(mail ?? { to: '', subject: '', text: '' });
    const reset = (address: string, code: string) =>
      front.send('PUT', '/v1/sessions', null, {
        ...{ email: address, new_password: 'Reset-Horse-9' },
        password_reset_code: code,
      });
    const wrong = { status: 400, json: { message: 'Invalid email/password_reset_code', status: 400 } };
    expect(await reset(newAddress(), password_reset_code)).toEqual(wrong);
    expect(await reset(email, 'x'.repeat(38))).toEqual(wrong);
    expect(await reset(email, password_reset_code)).toMatchObject({ status: 200, json: { user: { id: user } } });
    expect(await self(token)).toBe(403);
    expect(await reset(email, password_reset_code)).toEqual(wrong);
    expect(await status('POST', '/v1/sessions', null, { email, password: 'Reset-Horse-9' })).toBe(200);
  });

  test('an expired code is said to be one', async () => {
    const { email } = await somebody();
    await front.made('DELETE', `/v1/sessions?email=${encodeURIComponent(email)}`, null);
    const password_reset_code = codeIn(front.mails.at(-1) ?? { to: '', subject: '', text: '' });
    const before = front.world.clock.now;
    front.world.clock.now += day + 1000;
    const body = { email, new_password: 'Reset-Horse-9', password_reset_code };
    expect(await front.send('PUT', '/v1/sessions', null, body)).toMatchObject({
      ...{ status: 401, json: { message: 'Expired password_reset_code' } },
    });
    front.world.clock.now = before;
  });
});

describe('tokens', () => {
  // Guarantee: my tokens in a client are made when first asked for, stay the same, are what the operator gave, and are only mine.
  test('of a user in a client', async () => {
    const { token, api, client, user } = await somebody();
    const list = async () => (await front.made('GET', `/v1/clients/${client}/tokens`, token)).data;
    const [first, second] = [await list(), await list()];
    expect(second).toEqual(first);
    expect(first.map((each: { token_type: string }) => each.token_type)).toEqual(['client-api', 'client-dev']);
    expect(first[0].token).toBe(api);
    for (const each of first) expect(each).toMatchObject({ user, client, expires: null, lease_length: null });
    expect(await status('GET', `/v1/clients/${client}/tokens`, api)).toBe(403);
    const stranger = await somebody();
    expect(await status('GET', `/v1/clients/${client}/tokens`, stranger.token)).toBe(404);
    expect(await status('GET', `/v1/tokens/${api}`, stranger.token)).toBe(404);
  });

  // Guarantee: rotating gives another token of the same role and refuses the one before, at once; so does deleting.
  test.each(['PUT', 'DELETE'])('%s of a role token', async (method) => {
    const { token, api, client } = await somebody();
    const body = method === 'PUT' ? { token: 'rotate' } : undefined;
    const answer = await front.made(method, `/v1/tokens/${api}`, token, body);
    const [present] = (await front.made('GET', `/v1/clients/${client}/tokens`, token)).data;
    expect(present.token).not.toBe(api);
    if (method === 'PUT') expect(answer.token).toBe(present.token);
    expect([await self(api), await self(present.token)]).toEqual([403, 200]);
  });

  // Guarantee: a session's token can be rotated, renewed and ended by itself.
  test('of a session', async () => {
    const { token } = await somebody();
    const { expires } = await front.made('GET', '/v1/tokens/self', token);
    front.world.clock.now += 60_000;
    const rotated = await front.made('PUT', '/v1/tokens/self', token, { token: 'rotate' });
    expect(rotated).toMatchObject({ token_type: 'user', expires });
    expect([await self(token), await self(rotated.token)]).toEqual([403, 200]);
    const renewed = await front.made('PUT', '/v1/tokens/self', rotated.token, { expires: 'renew' });
    expect(renewed.expires).toBeGreaterThanOrEqual(expires + 60);
    expect(await status('PUT', '/v1/tokens/self', rotated.token, { lasts_forever: true })).toBe(403);
    expect(await status('DELETE', '/v1/tokens/self', rotated.token)).toBe(200);
    expect(await self(rotated.token)).toBe(403);
  });

  // Guarantee: a token that never expires cannot be renewed; a root token can be neither changed nor deleted; client tokens change nothing.
  test('what is refused', async () => {
    const { token, api } = await somebody();
    expect(await status('PUT', `/v1/tokens/${api}`, token, { expires: 'renew' })).toBe(403);
    const { token: root } = await front.operate('POST', 'organizations', { name: 'Root' });
    for (const as of [root, api]) {
      expect(await status('DELETE', '/v1/tokens/self', as)).toBe(403);
      expect(await status('PUT', '/v1/tokens/self', as, { token: 'rotate' })).toBe(403);
      expect(await self(as)).toBe(200);
    }
    expect(await status('PUT', '/v1/tokens/self', token, { surprise: 1 })).toBe(400);
  });
});

describe('guests', () => {
  async function shared() {
    const owner = await somebody();
    const experiment = (await front.made('POST', `/v1/clients/${owner.client}/experiments`, owner.token, definition))
      .id;
    const other = (await front.made('POST', `/v1/clients/${owner.client}/experiments`, owner.token, definition)).id;
    const guest = await front.made('POST', `/v1/experiments/${experiment}/tokens`, owner.token, {});
    return { ...owner, experiment, other, guest };
  }

  // Guarantee: a guest reads the one experiment and what hangs below it, changes nothing, and finds nothing else.
  test('see one experiment', async () => {
    const { guest, experiment, other, client } = await shared();
    expect(guest).toMatchObject({
      ...{ token_type: 'guest', scope: 'shared_experiment', permissions: 'read', all_experiments: false },
      ...{ experiment, training_run: null, client, lease_length: 30 * 86_400 },
    });
    const as = (method: string, path: string, body?: unknown) => status(method, `/v1${path}`, guest.token, body);
    for (const below of ['', '/observations', '/suggestions', '/best_assignments', '/stopping_criteria'])
      expect([below, await as('GET', `/experiments/${experiment}${below}`)]).toEqual([below, 200]);
    expect(await as('POST', `/experiments/${experiment}/suggestions`, {})).toBe(403);
    expect(await as('DELETE', `/experiments/${experiment}`)).toBe(403);
    expect(await as('POST', `/experiments/${experiment}/tokens`, {})).toBe(403);
    expect(await as('GET', `/experiments/${other}`)).toBe(404);
    for (const path of [`/clients/${client}`, `/clients/${client}/experiments`])
      expect(await as('GET', path)).toBe(404);
    expect(await as('GET', '/experiments')).toBe(403);
    expect(await as('GET', '/sessions')).toBe(200);
  });

  // Guarantee: guest tokens are listed to who made them, live thirty days unless told otherwise, and end when they are revoked.
  test('come and go', async () => {
    const { guest, token, client, experiment } = await shared();
    const listed = async () =>
      (await front.made('GET', `/v1/clients/${client}/tokens`, token)).data.filter(
        (each: { token_type: string }) => each.token_type === 'guest',
      );
    expect(await listed()).toEqual([guest]);
    const forever = await front.made('PUT', `/v1/tokens/${guest.token}`, token, { lasts_forever: true });
    expect(forever.expires).toBeNull();
    const rotated = await front.made('PUT', `/v1/tokens/${guest.token}`, token, { token: 'rotate' });
    const read = (as: string) => status('GET', `/v1/experiments/${experiment}`, as);
    expect([await read(guest.token), await read(rotated.token)]).toEqual([403, 200]);
    expect(rotated.expires).toBeNull();
    expect(
      (await front.made('PUT', `/v1/tokens/${rotated.token}`, token, { lasts_forever: false })).expires,
    ).toBeGreaterThan(0);
    expect(await status('DELETE', `/v1/tokens/${rotated.token}`, token)).toBe(200);
    expect([await read(rotated.token), await listed()]).toEqual([403, []]);
  });

  // Guarantee: a development token shares nothing.
  test('not from development', async () => {
    const { token, client } = await somebody();
    const [, dev] = (await front.made('GET', `/v1/clients/${client}/tokens`, token)).data;
    const experiment = (await front.made('POST', '/v1/experiments', dev.token, definition)).id;
    expect(await status('POST', `/v1/experiments/${experiment}/tokens`, dev.token, {})).toBe(403);
    expect(await status('GET', `/v1/experiments/${experiment}`, token)).toBe(200);
  });
});
