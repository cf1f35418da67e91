// Two who invite, change, take back and accept at the same moment: nobody undoes what they have not seen.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Front, interruptedFront, makeFront, newAddress, password } from '../kit/front.ts';

let front: Front;
beforeAll(async () => {
  front = await makeFront();
});
afterAll(() => front?.world.database.stop());

async function person() {
  const email = newAddress();
  const { user, token } = await front.operate('POST', 'users', { email, password, name: 'Some Body' });
  return { email, user, token };
}
/** An owner with an organization and its client. */
async function team() {
  const owner = await person();
  const { client, organization } = await front.operate('POST', 'organizations', { name: 'Org', user: owner.user });
  const roles = `/v1/clients/${client}/invites`;
  const invites = `/v1/organizations/${organization}/invites`;
  return { ...owner, client, organization, roles, invites };
}
const status = async (...request: Parameters<Front['send']>) => (await front.send(...request)).status;

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
