// People who leave an organization at the same moment: somebody who owns it stays as long as there is anybody.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, interruptedFront, makeFront, password, somebody } from '../kit/front.ts';

let front: Front;
beforeAll(async () => {
  front = await makeFront();
});
afterAll(() => front?.world.database.stop());

type Person = { readonly email: string; readonly user: string; readonly token: string };

const person = (): Promise<Person> => somebody(front);
/** An organization with these owners, and somebody else who may write in its client. */
async function organizationOf(owner: Person, another: Person) {
  const { client, organization } = await front.operate('POST', 'organizations', { name: 'Org', user: owner.user });
  await join(organization, another, 'owner');
  const member = await person();
  await front.operate('POST', 'permissions', { user: member.user, client, permission: 'write' });
  return { client, organization, member };
}
const join = (organization: string, { user }: Person, membership_type: string) =>
  front.operate('POST', 'memberships', { user, organization, membership_type });
const remove = (by: Front, { user, token }: Person) => by.send('DELETE', `/v1/users/${user}`, token, { password });
const expel = (by: Front, organization: string, { token }: Person, { email }: Person) =>
  by.send('DELETE', `/v1/organizations/${organization}/invites?email=${email}`, token);
const typesOf = async (organization: string, { token }: Person): Promise<string[]> => {
  const { data } = await front.made('GET', `/v1/organizations/${organization}/memberships`, token);
  return data.map(({ type }: { type: string }) => type).sort();
};
const lastOwner = { status: 403, json: { message: expect.stringContaining('is the last owner') } };

// Guarantee: of two owners who delete themselves at once, one stays as long as there are other people.
//
//   one:     another owner is there ─────────────── leave ─ refused ── last owner: 403
//   another:                        └ leave, 200
test('two owners delete themselves', async () => {
  const [owner, another] = [await person(), await person()];
  const { organization } = await organizationOf(owner, another);
  const by = await interruptedFront(front, () => remove(front, another), 'MEMBER#');
  expect(await remove(by, owner)).toMatchObject(lastOwner);
  expect(await typesOf(organization, owner)).toEqual(['member', 'owner']);
});

// Guarantee: of two owners who take each other out at once, one stays.
test('two owners take each other out', async () => {
  const [owner, another] = [await person(), await person()];
  const { organization } = await organizationOf(owner, another);
  const by = await interruptedFront(front, () => expel(front, organization, another, owner), 'MEMBER#');
  expect(await expel(by, organization, owner, another)).toMatchObject(lastOwner);
  expect(await typesOf(organization, another)).toEqual(['member', 'owner']);
});

// Guarantee: an owner who is made a member meanwhile is nobody to leave an organization to.
test('the other owner becomes a member', async () => {
  const [owner, another] = [await person(), await person()];
  const { organization } = await organizationOf(owner, another);
  const by = await interruptedFront(front, () => join(organization, another, 'member'), 'MEMBER#');
  expect(await remove(by, owner)).toMatchObject(lastOwner);
});

// Guarantee: a member who is made the only owner while leaving does not leave as a member does.
test('a member becomes the only owner', async () => {
  const [owner, another] = [await person(), await person()];
  const { organization, member } = await organizationOf(owner, another);
  const promote = async () => {
    await join(organization, member, 'owner');
    expect([(await remove(front, another)).status, (await remove(front, owner)).status]).toEqual([200, 200]);
  };
  const extra = await person();
  await join(organization, extra, 'member');
  const by = await interruptedFront(front, promote, 'MEMBER#');
  expect(await remove(by, member)).toMatchObject(lastOwner);
  expect(await typesOf(organization, member)).toEqual(['member', 'owner']);
});

// Guarantee: where nobody owns an organization, of two who leave a client at once one stays.
test('the last two people of a client', async () => {
  const [one, other] = [await person(), await person()];
  const body = { name: 'Org', user: one.user, membership_type: 'member', permission: 'write' };
  const { client } = await front.operate('POST', 'organizations', body);
  await front.operate('POST', 'permissions', { user: other.user, client, permission: 'write' });
  const by = await interruptedFront(front, () => remove(front, other), 'MEMBER#');
  expect(await remove(by, one)).toMatchObject({
    ...{ status: 403, json: { message: expect.stringContaining('last person of the client') } },
  });
});
