// Lists of experiments over several clients, over HTTP: a user's own, wherever the user may read, and an organization's, for its owners.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalService, newAddress, password, startService } from './service.ts';

let service: LocalService;
let ada: Person;
let grace: Person;
let team: Place;
let lab: Place;

type Person = { readonly user: string; readonly token: string };
type Place = { readonly organization: string; readonly client: string; readonly token: string };

const operator = (path: string, body: unknown) => service.made('POST', `/v1/operator/${path}`, service.operator, body);
const person = (name: string): Promise<Person> => operator('users', { email: newAddress(), password, name });
const parameters = [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }];

const make = async (token: string, client: string, name: string): Promise<string> =>
  (await service.made('POST', `/v1/clients/${client}/experiments`, token, { name, parameters })).id;
const names = async (path: string, token: string): Promise<string[]> => {
  const { count, data } = await service.made('GET', path, token);
  expect(count).toBe(data.length);
  return data.map((experiment: { name: string }) => experiment.name);
};

beforeAll(async () => {
  service = await startService();
  [ada, grace] = [await person('Ada Lovelace'), await person('Grace Hopper')];
  team = await operator('organizations', { name: 'Team', user: ada.user });
  lab = await operator('organizations', { name: 'Lab', user: grace.user });
  await operator('memberships', { user: ada.user, organization: lab.organization, membership_type: 'member' });
  await operator('permissions', { user: ada.user, client: lab.client, permission: 'write' });
  await make(ada.token, team.client, 'ada in her team');
  await make(ada.token, lab.client, 'ada in the lab');
  await make(grace.token, lab.client, 'grace in the lab');
}, 120_000);
afterAll(() => service?.stop());

describe('GET /users/{user}/experiments', () => {
  const mine = (who: Person, query = '') => names(`/v1/users/${who.user}/experiments${query}`, who.token);

  // Guarantee: what one made oneself, in every client one may read, newest first, with the filters and pages of any other list.
  test('over all clients', async () => {
    expect(await mine(ada)).toEqual(['ada in the lab', 'ada in her team']);
    expect(await mine(ada, '?search=TEAM')).toEqual(['ada in her team']);
    expect(await mine(ada, '?search=lovelace&ascending=true')).toEqual(['ada in her team', 'ada in the lab']);
    expect(await mine(grace)).toEqual(['grace in the lab']);
    const page = await service.made('GET', `/v1/users/${ada.user}/experiments?limit=1`, ada.token);
    expect(page).toMatchObject({ count: 2, data: [{ name: 'ada in the lab' }] });
    const next = `/v1/users/${ada.user}/experiments?limit=1&before=${page.paging.before}`;
    expect(await service.made('GET', next, ada.token)).toMatchObject({ data: [{ name: 'ada in her team' }] });
  });

  // Guarantee: a token of a client reaches that client alone; without a permission any more, its experiments are gone from the list.
  test('as far as rights go', async () => {
    expect(await names(`/v1/users/${ada.user}/experiments`, team.token)).toEqual(['ada in her team']);
    await operator('permissions', { user: ada.user, client: lab.client, permission: 'none' });
    expect(await mine(ada)).toEqual(['ada in her team']);
    await operator('permissions', { user: ada.user, client: lab.client, permission: 'write' });
    await service.made('POST', `/v1/operator/organizations/${lab.organization}/suspend`, service.operator, {});
    expect(await mine(ada)).toEqual(['ada in her team']);
    await service.made('POST', `/v1/operator/organizations/${lab.organization}/resume`, service.operator, {});
    expect(await mine(ada)).toHaveLength(2);
  });

  // Guarantee: nobody sees somebody else's list: the answer is that of a user who never was.
  test('of nobody else', async () => {
    const foreign = await service.send('GET', `/v1/users/${grace.user}/experiments`, ada.token);
    const missing = await service.send('GET', '/v1/users/1/experiments', ada.token);
    expect(foreign.status).toBe(404);
    expect(foreign.text.replaceAll(grace.user, 'ID')).toBe(missing.text.replaceAll('\\"1\\"', '\\"ID\\"'));
  });
});

describe('GET /organizations/{organization}/experiments', () => {
  const path = ({ organization }: Place, query = '') => `/v1/organizations/${organization}/experiments${query}`;

  // Guarantee: an owner sees those of every client and every user; the creator's name is searched as well as the experiment's.
  test('for owners', async () => {
    expect(await names(path(lab), grace.token)).toEqual(['grace in the lab', 'ada in the lab']);
    expect(await names(path(lab, '?search=hopper'), grace.token)).toEqual(['grace in the lab']);
    expect(await names(path(lab, `?user=${ada.user}`), grace.token)).toEqual(['ada in the lab']);
    expect(await names(`/v1/clients/${lab.client}/experiments?search=hopper`, grace.token)).toEqual([
      'grace in the lab',
    ]);
  });

  // Guarantee: members and tokens of its clients may not; to everybody else it does not exist.
  test('for nobody else', async () => {
    expect((await service.send('GET', path(lab), ada.token)).status).toBe(403);
    const root = await operator('organizations', { name: 'Solo' });
    expect((await service.send('GET', path(root), root.token)).status).toBe(403);
    expect((await service.send('GET', path(team), grace.token)).status).toBe(404);
  });
});
