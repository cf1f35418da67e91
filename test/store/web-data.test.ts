// Web data through the front door: kept with a project as they were sent, at most so many of a type, for those alone who may see the project.
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Front, makeFront, newAddress, password } from '../kit/front.ts';

type Team = { readonly client: string; readonly token: string; readonly owner: string };

let front: Front;
let team: Team;
let others: Team;

beforeAll(async () => {
  front = await makeFront();
  team = await makeTeam();
  others = await makeTeam();
}, 120_000);
afterAll(() => front?.world.database.stop());

async function makeTeam(): Promise<Team> {
  const user = await front.operate('POST', 'users', { email: newAddress(), password, name: 'Owner' });
  const { client, token } = await front.operate('POST', 'organizations', { name: 'Org', user: user.user });
  for (const id of ['one', 'two', 'full', 'race']) await makeProject({ client, token }, id);
  return { client, token, owner: user.token };
}

const makeProject = ({ client, token }: Pick<Team, 'client' | 'token'>, id: string) =>
  front.made('POST', `/v1/clients/${client}/projects`, token, { id, name: id });

type Place = { readonly client?: string; readonly project?: string; readonly type?: string };

const bodyOf = ({ client = team.client, project = 'one', type = 'run_view' }: Place = {}) => ({
  ...{ parent_resource_type: 'project', parent_resource_id: { client, project }, web_data_type: type },
});
const view = (place?: Place) => ({ ...bodyOf(place), display_name: 'View', payload: { columns: ['id'] } });

const queryOf = ({ client = team.client, project = 'one', type }: Place = {}, more = ''): string =>
  `/v1/web_data?parent_resource_type=project&parent_resource_id=${encodeURIComponent(JSON.stringify({ client, project }))}${type ? `&web_data_type=${type}` : ''}${more}`;

const create = (body: unknown, token = team.token) => front.send('POST', '/v1/web_data', token, body);
const list = async (place?: Place, more?: string) => (await front.send('GET', queryOf(place, more), team.token)).json;

describe('web data', () => {
  // Guarantee: any object comes back as it was sent, until it is replaced as a whole; what an update leaves out stays.
  test('come back as they were sent', async () => {
    // A NUL and the reserved key are refused in any body.
    const value = fc.jsonValue({ maxDepth: 3 }).filter((json) => !/\\u0000|__proto__/.test(JSON.stringify(json)));
    const place = { project: 'two', type: 'ag_run_view' };
    const { id } = (await create(view(place), team.owner)).json;
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.string({ maxLength: 5 }).filter((key) => !/\0|__proto__/.test(key)),
          value,
        ),
        async (sent) => {
          const payload = JSON.parse(JSON.stringify(sent));
          const { status, json } = await front.send('PUT', '/v1/web_data', team.token, {
            ...bodyOf(place),
            id,
            payload,
          });
          expect({ status, payload: json.payload, name: json.display_name }).toEqual({
            status: 200,
            payload,
            name: 'View',
          });
          expect((await list(place)).data[0].payload).toEqual(payload);
        },
      ),
      { numRuns: 20 },
    );
    const display_name = 'n'.repeat(100);
    const { json } = await front.send('PUT', '/v1/web_data', team.token, { ...bodyOf(place), id, display_name });
    expect(json).toMatchObject({ display_name, parent_resource_id: { client: team.client, project: 'two' } });
    expect(json.created_by).toMatch(/^\d+$/);
  });

  // Guarantee: a list is of one project, of one type or of both, newest first, in pages that come to all of it; what was deleted is gone.
  test('are listed by project and type', async () => {
    const made: string[] = [];
    for (const type of ['run_view', 'ag_run_view', 'run_view']) made.push((await create(view({ type }))).json.id);
    const ids = async (place?: Place) => (await list(place)).data.map(({ id }: { id: string }) => id);
    expect(await ids()).toEqual(made.toReversed());
    expect(await ids({ type: 'run_view' })).toEqual([made[2], made[0]]);
    expect(await ids({ type: 'ag_run_view' })).toEqual([made[1]]);
    const first = await list({}, '&limit=2');
    const second = await list({}, `&limit=2&before=${first.paging.before}`);
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(made.toReversed());
    expect(first.count).toBe(3);
    // Ids may be numbers, in the query's JSON text and in a body, although no double counts them exactly.
    const unquoted = decodeURIComponent(queryOf({ type: 'run_view' })).replace(`"${team.client}"`, team.client);
    expect((await front.made('GET', unquoted, team.token)).data.map(({ id }: { id: string }) => id)).toEqual([
      made[2],
      made[0],
    ]);
    const renamed = JSON.stringify({ ...bodyOf(), id: '#', display_name: 'View' })
      .replace('"#"', `${made[0]}`)
      .replace(`"${team.client}"`, team.client);
    expect(JSON.parse((await front.transmit('PUT', '/v1/web_data', team.token, renamed)).body).id).toBe(made[0]);
    const one = queryOf({ type: 'run_view' }, `&id=${made[0]}`);
    expect(await front.send('DELETE', one, team.token)).toEqual({ status: 200, json: {} });
    expect((await front.send('DELETE', one, team.token)).status).toBe(404);
    expect(await ids()).toEqual([made[2], made[1]]);
    const gone = { ...bodyOf(), id: made[0], display_name: 'x' };
    expect((await front.send('PUT', '/v1/web_data', team.token, gone)).status).toBe(404);
    // Of the other type there is none of this id.
    expect((await front.send('PUT', '/v1/web_data', team.token, { ...gone, id: made[1] })).status).toBe(404);
  });

  // Guarantee: a project keeps 100 of a type, however many are made at once, and a deletion makes room for one.
  test('are at most 100 of a type', { timeout: 60_000 }, async () => {
    const place = { project: 'full' };
    const made = await Promise.all(Array.from({ length: 97 }, () => create(view(place))));
    expect(made.filter(({ status }) => status !== 200)).toEqual([]);
    const last = await Promise.all(Array.from({ length: 8 }, () => create(view(place))));
    expect(last.map(({ status }) => status).sort()).toEqual([200, 200, 200, 403, 403, 403, 403, 403]);
    expect((await list(place)).count).toBe(100);
    expect((await create(view({ ...place, type: 'ag_run_view' }))).status).toBe(200);
    const { id } = made[0]?.json ?? {};
    const deletions = await Promise.all(
      Array.from({ length: 3 }, () =>
        front.send('DELETE', queryOf({ ...place, type: 'run_view' }, `&id=${id}`), team.token),
      ),
    );
    expect(deletions.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
    expect([(await create(view(place))).status, (await create(view(place))).status]).toEqual([200, 403]);
  });

  // Guarantee: of changes at the same time none is lost: each leaves the other's field as the other made it.
  test('are changed by several at once', async () => {
    const place = { project: 'race' };
    const { id } = (await create(view(place))).json;
    const put = (change: object) => front.send('PUT', '/v1/web_data', team.token, { ...bodyOf(place), id, ...change });
    for (let round = 0; round < 5; round++) {
      await Promise.all([put({ display_name: `name ${round}` }), put({ payload: { round } })]);
      expect((await list(place)).data[0]).toMatchObject({ display_name: `name ${round}`, payload: { round } });
    }
  });

  const place = { client: '17', project: 'one' };
  const good = { ...bodyOf(place), display_name: 'x', payload: {} };

  // Guarantee: what has not the shape is a 400 that names the field.
  test.each([
    ['parent_resource_type', { ...good, parent_resource_type: 'client' }],
    ['parent_resource_id', { ...good, parent_resource_id: 'one' }],
    ['parent_resource_id.client', { ...good, parent_resource_id: { project: 'one' } }],
    ['parent_resource_id.project', { ...good, parent_resource_id: { client: '17', project: 'No' } }],
    ['parent_resource_id.other', { ...good, parent_resource_id: { ...place, other: 1 } }],
    ['web_data_type', { ...good, web_data_type: 'view' }],
    ['display_name', { ...good, display_name: '' }],
    ['display_name', { ...good, display_name: 'x'.repeat(101) }],
    ['display_name', { ...good, display_name: undefined }],
    ['payload', { ...good, payload: [] }],
    ['payload', { ...good, payload: null }],
    ['payload', { ...good, payload: '{}' }],
    ['payload', { ...good, payload: undefined }],
    ['payload', { ...good, payload: { x: 'x'.repeat(400_000) } }],
    ['more', { ...good, more: 1 }],
  ])('refuse a wrong %s', async (field, body) => {
    const own = JSON.parse(JSON.stringify(body).replaceAll('"17"', `"${team.client}"`));
    const { status, json } = await create(own);
    expect({ status, field: json.errors[0].field }).toEqual({ status: 400, field });
  });

  test.each([
    ['parent_resource_id', '/v1/web_data?parent_resource_type=project'],
    ['parent_resource_id', '/v1/web_data?parent_resource_type=project&parent_resource_id=one'],
    [
      'parent_resource_id',
      '/v1/web_data?parent_resource_type=project&parent_resource_id={"client":"17","client":"18","project":"one"}',
    ],
    ['parent_resource_id.client', '/v1/web_data?parent_resource_type=project&parent_resource_id={}'],
    ['parent_resource_type', queryOf({ client: '17' }).replace('=project', '=user')],
    ['web_data_type', queryOf({ client: '17', type: 'x' })],
    ['limit', queryOf({ client: '17' }, '&limit=1001')],
  ])('refuse a list with a wrong %s', async (field, path) => {
    const { status, json } = await front.send('GET', path, team.token);
    expect({ status, field: json.errors[0].field }).toEqual({ status: 400, field });
  });
});

describe('who may', () => {
  // Guarantee: a project of others is missing like one that never was, whoever asks and whatever for; theirs stay as they were.
  test('see and change them', async () => {
    const { id } = (await create(view())).json;
    const wanted = (client: string, project: string) => [
      ['POST', '/v1/web_data', view({ client, project })],
      ['PUT', '/v1/web_data', { ...bodyOf({ client, project }), id, payload: {} }],
      ['GET', queryOf({ client, project })],
      ['DELETE', queryOf({ client, project, type: 'run_view' }, `&id=${id}`)],
    ];
    const stranger = await front.operate('POST', 'users', { email: newAddress(), password });
    for (const token of [others.token, others.owner, stranger.token]) {
      const asked = async (client: string, project: string) =>
        Promise.all(
          wanted(client, project).map(([method, path, body]) => front.send(String(method), String(path), token, body)),
        );
      const [foreign, missing] = [await asked(team.client, 'one'), await asked('5', 'one')];
      expect(foreign.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
      expect(foreign).toEqual(missing);
    }
    expect((await create(view({ project: 'absent' }))).status).toBe(404);
    expect((await list()).data.some((each: { id: string }) => each.id === id)).toBe(true);
  });

  // Guarantee: who may only read reads, and is told which permission the rest needs.
  test('change them', async () => {
    const reader = await front.operate('POST', 'users', { email: newAddress(), password });
    await front.operate('POST', 'permissions', { user: reader.user, client: team.client, permission: 'read' });
    expect((await front.send('GET', queryOf(), reader.token)).status).toBe(200);
    const { status, json } = await create(view(), reader.token);
    expect({ status, why: json.token_status }).toEqual({ status: 403, why: 'invalid_permissions' });
    const { json: tokens } = await front.send('GET', `/v1/clients/${team.client}/tokens`, team.owner);
    const development = tokens.data.find((each: { development: boolean }) => each.development).token;
    expect((await front.send('GET', queryOf(), development)).status).toBe(403);
  });
});
