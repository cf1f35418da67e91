// A token that one request ends while another changes it: what has ended stays ended.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, interruptedFront, makeFront, password, somebody } from '../kit/front.ts';

let front: Front;
beforeAll(async () => {
  front = await makeFront();
});
afterAll(() => front?.world.database.stop());

const logIn = async (email: string, as = password): Promise<string> =>
  (await front.made('POST', '/v1/sessions', null, { email, password: as })).api_token.token;
const status = async (...request: Parameters<Front['send']>) => (await front.send(...request)).status;
const self = (token: string) => status('GET', '/v1/tokens/self', token);
const revoked = { status: 403, json: { token_status: 'revoked', message: expect.stringContaining('was revoked') } };
const freshPassword = 'New-Horse-8';
const changePassword = (by: Front, token: string) =>
  by.send('PUT', '/v1/sessions', token, { old_password: password, new_password: freshPassword });

// Guarantee: a session that is ended while it is renewed or rotated has ended, and who renews or rotates it is told.
//
//   PUT:     read token ──────────────── put it back
//   DELETE:               └ gone, 200
test.each([{ expires: 'renew' }, { token: 'rotate' }])('a session that ends during PUT %j', async (body) => {
  const { token } = await somebody(front);
  const by = await interruptedFront(front, () => front.made('DELETE', '/v1/tokens/self', token));
  front.world.clock.now += 2000;
  expect(await by.send('PUT', '/v1/tokens/self', token, body)).toMatchObject(revoked);
  expect(await self(token)).toBe(403);
});

// Guarantee: a changed password ends every other session, also one whose token is rotated at that moment, before it or after it.
//
//   thief:   read token ───────────────────── rotate
//   owner:               └ password, sessions ended
test('a rotation that a changed password overtakes', async () => {
  const { token, email } = await somebody(front);
  const stolen = await logIn(email);
  const by = await interruptedFront(front, () => changePassword(front, token));
  expect(await by.send('PUT', '/v1/tokens/self', stolen, { token: 'rotate' })).toMatchObject(revoked);
  expect([await self(stolen), await self(token)]).toEqual([403, 200]);
});

//   owner:   password ── list sessions ──────────── end them: this one has another token by now
//   thief:                              └ rotate
test('a changed password that a rotation overtakes', async () => {
  const { token, email } = await somebody(front);
  const stolen = await logIn(email);
  let rotated = '';
  const rotate = async () => {
    rotated = (await front.made('PUT', '/v1/tokens/self', stolen, { token: 'rotate' })).token;
  };
  const by = await interruptedFront(front, rotate, 'SESSION#');
  expect((await changePassword(by, token)).status).toBe(200);
  expect([await self(rotated), await self(token)]).toEqual([403, 200]);
});

// Guarantee: whoever ends a session that is rotated at that moment is told that this was another token's by then.
test('a session that is rotated during DELETE', async () => {
  const { token } = await somebody(front);
  let rotated = '';
  const rotate = async () => {
    rotated = (await front.made('PUT', '/v1/tokens/self', token, { token: 'rotate' })).token;
  };
  const by = await interruptedFront(front, rotate);
  expect(await by.send('DELETE', '/v1/tokens/self', token)).toMatchObject(revoked);
  expect(await status('DELETE', '/v1/tokens/self', rotated)).toBe(200);
});

// Guarantee: of two that rotate one session at once, one has the new token; the other is told, and has none that works.
test('two rotations', async () => {
  const { token } = await somebody(front);
  let first = '';
  const rotate = async () => {
    first = (await front.made('PUT', '/v1/tokens/self', token, { token: 'rotate' })).token;
  };
  const by = await interruptedFront(front, rotate);
  expect(await by.send('PUT', '/v1/tokens/self', token, { token: 'rotate' })).toMatchObject(revoked);
  expect(await self(first)).toBe(200);
});

// Guarantee: of two that renew one session at once, one does it; the other is told to ask again, as by then the token is another.
test('two renewals', async () => {
  const { token } = await somebody(front);
  const renew = (by: Front) => by.send('PUT', '/v1/tokens/self', token, { expires: 'renew' });
  front.world.clock.now += 2000;
  const by = await interruptedFront(front, () => renew(front));
  front.world.clock.now += 2000;
  expect(await renew(by)).toMatchObject({ status: 429, json: { message: expect.stringContaining('this token') } });
  expect((await renew(by)).status).toBe(200);
});

// Guarantee: at twenty sessions the oldest ends with a log-in, also when it is rotated at that moment.
test('the oldest of twenty sessions', async () => {
  const { token, email } = await somebody(front);
  for (let i = 0; i < 19; i++) await logIn(email);
  let rotated = '';
  const rotate = async () => {
    rotated = (await front.made('PUT', '/v1/tokens/self', token, { token: 'rotate' })).token;
  };
  const by = await interruptedFront(front, rotate, 'SESSION#');
  const session = await by.made('POST', '/v1/sessions', null, { email, password });
  expect([await self(rotated), await self(session.api_token.token)]).toEqual([403, 200]);
}, 120_000);

// Guarantee: a guest token that is revoked while it is changed has ended, as the list says.
test.each([{ lasts_forever: true }, { token: 'rotate' }])(
  'a guest token that is revoked during PUT %j',
  async (body) => {
    const { user, token } = await somebody(front);
    const { client } = await front.operate('POST', 'organizations', { name: 'Org', user });
    const experiment = await front.made('POST', `/v1/clients/${client}/experiments`, token, {
      ...{ name: 'x', parameters: [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }] },
    });
    const guest = await front.made('POST', `/v1/experiments/${experiment.id}/tokens`, token, {});
    const by = await interruptedFront(front, () => front.made('DELETE', `/v1/tokens/${guest.token}`, token));
    expect((await by.send('PUT', `/v1/tokens/${guest.token}`, token, body)).status).toBe(404);
    expect(await status('GET', `/v1/experiments/${experiment.id}`, guest.token)).toBe(403);
    const { data } = await front.made('GET', `/v1/clients/${client}/tokens`, token);
    expect(data.map((each: { token_type: string }) => each.token_type)).toEqual(['client-api', 'client-dev']);
  },
);
