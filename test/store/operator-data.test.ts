// Taking an organization's data along, and erasing them: everything that was made comes out, and afterwards nothing of it is left anywhere.
import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Service } from '../../shared/operations/service.ts';
import { fromAttributes } from '../../shared/store/table/attributes.ts';
import { runKey, sortKey } from '../../shared/store/table/keys.ts';
import { writeMany } from '../../shared/store/table/single.ts';
import { erase, type Front, interruptedFront, makeFront, newAddress, ownerOfTeam, password } from '../kit/front.ts';

let front: Front;
beforeAll(async () => {
  front = await makeFront();
});
afterAll(() => front?.world.database.stop());

const definition = { name: 'canary-x', parameters: [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }] };

const picture = { content_type: 'image/png', content_length: 1, content_md5: '1B2M2Y8AsgTpgAmY7PhCfg==' };

/** An organization with two clients, two experiments in each, reports, suggestions, a project with a note and runs, checkpoints and a file of one, a tag, a guest, an invite and two people. */
async function makeOrganization(name: string) {
  const { user, token } = await front.operate('POST', 'users', { email: newAddress(), password });
  const { organization, client, token: first } = await front.operate('POST', 'organizations', { name, user });
  // What a rotation leaves must go too.
  const { token: api } = await front.made('PUT', `/v1/tokens/${first}`, token, { token: 'rotate' });
  const second = await front.made('POST', `/v1/organizations/${organization}/clients`, token, { name });
  const experiments = [];
  for (const place of [client, second.id]) {
    const { id } = await front.made('POST', `/v1/clients/${place}/experiments`, token, definition);
    for (let i = 0; i < 7; i++)
      await front.made('POST', `/v1/experiments/${id}/observations`, token, {
        assignments: { x: i / 10 },
        values: [{ value: i }],
      });
    await front.made('POST', `/v1/experiments/${id}/suggestions`, token, {});
    const { id: project } = await front.made('POST', `/v1/clients/${place}/projects`, token, { id: 'canary', name });
    await front.made('POST', `/v1/clients/${place}/projects/${project}/notes`, token, { contents: name });
    await front.made('POST', `/v1/clients/${place}/tags`, token, { name, color: '#123456' });
    const ofRuns = { ...definition, metrics: [{ name: 'loss' }] };
    const path = `/v1/clients/${place}/projects/${project}/aiexperiments`;
    const ai = (await front.made('POST', path, token, ofRuns)).id;
    experiments.push(id, ai);
    const run = { name, source_code: { content: 'canary of code' }, logs: { stdout: { content: 'log' } } };
    const alone = `/v1/clients/${place}/projects/${project}/training_runs`;
    const { id: free } = await front.made('POST', alone, token, run);
    const { id: running } = await front.made('POST', `/v1/aiexperiments/${ai}/training_runs`, token, run);
    for (const one of [free, running])
      await front.made('POST', `/v1/training_runs/${one}/checkpoints`, token, { values: [{ name: 'loss', value: 7 }] });
    await front.made('POST', `/v1/training_runs/${running}/files`, token, picture);
    const end = { state: 'completed', values: { loss: { value: 1 } } };
    await front.made('MERGE', `/v1/training_runs/${running}`, token, end);
  }
  const guest = await front.made('POST', `/v1/experiments/${experiments[0]}/tokens`, token, {});
  await front.made('POST', `/v1/clients/${client}/tokens`, token, {});
  const member = await front.operate('POST', 'users', { email: newAddress(), password });
  await front.operate('POST', 'permissions', { user: member.user, client, permission: 'read' });
  const invited = { email: newAddress(), membership_type: 'member' };
  await front.made('POST', `/v1/organizations/${organization}/invites`, token, invited);
  return {
    user,
    token,
    organization,
    clients: [client, second.id],
    api,
    experiments,
    guest: guest.token,
    member,
    invited: invited.email,
  };
}
type Made = Awaited<ReturnType<typeof makeOrganization>>;

async function exported({ organization }: Pick<Made, 'organization'>) {
  const pieces = [];
  for (let after = ''; ; ) {
    const piece = await front.operate('GET', `organizations/${organization}/export${after}`);
    pieces.push(piece);
    if (piece.next === null) return pieces;
    after = `?after=${piece.next}`;
  }
}

/** Every item of both tables, as text; tests may scan, the product may not. */
async function everything(): Promise<string[]> {
  const { table, tokens } = front.world.database;
  const all = [];
  for (const { db, name } of [table, tokens]) {
    let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
    do {
      const page = await db.send(new ScanCommand({ TableName: name, ExclusiveStartKey }));
      all.push(...(page.Items ?? []).map((item) => JSON.stringify(Object.entries(fromAttributes(item)).sort())));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
  }
  return all.sort();
}

// Guarantee: an export holds every experiment, observation, suggestion and run, usage and people; no password, no token, nothing of anybody else.
test('export', async () => {
  const [ours, theirs] = [await makeOrganization('Ours'), await makeOrganization('Theirs')];
  const [first, ...more] = await exported(ours);
  const records = [first, ...more].flatMap((piece) => piece.records);
  const documents = (prefix: string) =>
    records.filter(({ sort }) => sort.startsWith(prefix)).map(({ document }) => document);
  expect(
    documents('EXPERIMENT')
      .map(({ id }) => id)
      .sort(),
  ).toEqual([...ours.experiments].sort());
  expect([documents('OBS#').length, documents('SUG#').length, documents('CLIENT').length]).toEqual([16, 4, 2]);
  expect([documents('RUN#').length, documents('TEXTS').length]).toEqual([4, 4]);
  // What a curve holds, the checkpoints say.
  expect(documents('CHECK#').map(({ values }) => values[0].value)).toEqual([7, 7, 7, 7]);
  expect(documents('CURVE#')).toEqual([]);
  expect(documents('FILE#').map(({ key, client, id }) => key === `files/${client}/${id}`)).toEqual([true, true]);
  expect(documents('TEXTS')[0].source).toBe('canary of code');
  expect(first.people.map(({ user }: { user: string }) => user).sort()).toEqual([ours.user, ours.member.user].sort());
  const text = JSON.stringify([first, ...more]);
  for (const secret of [password, ours.token, ours.api, ours.guest]) expect(text).not.toContain(secret);
  for (const foreign of [theirs.organization, ...theirs.clients, ...theirs.experiments, theirs.user])
    expect(text).not.toContain(foreign);
  const wrong = await front.send(
    'GET',
    `/v1/operator/organizations/${ours.organization}/export?after=x`,
    await front.world.service.operatorToken(),
  );
  expect(wrong.status).toBe(400);
});

// Guarantee: an export goes on where it stopped, whatever the size of the pieces: each record is in it once.
test('in pieces', async () => {
  const made = await makeOrganization('Large');
  const [id] = made.experiments;
  const metadata = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`key ${i}`, 'x'.repeat(500)]));
  for (let i = 0; i < 100; i++)
    await front.made('POST', `/v1/experiments/${id}/observations`, made.token, {
      assignments: { x: i / 100 },
      values: [{ value: i }],
      metadata,
    });
  const pieces = await exported(made);
  expect(pieces.length).toBeGreaterThan(1);
  const places = pieces.flatMap((piece) =>
    piece.records.map(({ partition, sort }: Record<string, string>) => `${partition} ${sort}`),
  );
  expect(new Set(places).size).toBe(places.length);
  expect(places.filter((place) => place.includes('OBS#')).length).toBe(116);
}, 180_000);

// Guarantee: so it does in the middle of a run whose checkpoints are more than an answer carries.
test('a run in pieces', async () => {
  const { client, organization, token } = await front.operate('POST', 'organizations', { name: 'Long' });
  const project = `/v1/clients/${client}/projects/sigopt-examples`;
  const doc = JSON.stringify({ created: 0, values: [], metadata: { long: 'x'.repeat(330_000) } });
  for (const count of [3, 20, 3]) {
    const { id } = await front.made('POST', `${project}/training_runs`, token, { name: 'r' });
    const key = (i: number) => ({ pk: runKey(client, id), sk: sortKey.checkpoint(String(i + 1)) });
    const puts = Array.from({ length: count }, (_, i) => ({ put: { ...key(i), doc } }));
    await writeMany(front.world.database.table, puts);
  }
  const pieces = await exported({ organization });
  const places = pieces.flatMap(({ records }) =>
    records.map(({ partition, sort }: Record<string, string>) => `${partition} ${sort}`),
  );
  const count = (kind: string) => places.filter((place) => place.includes(` ${kind}#`)).length;
  expect([count('RUN'), count('CHECK'), new Set(places).size]).toEqual([3, 26, places.length]);
}, 120_000);

// Guarantee: a piece is no larger than an answer may be, whatever characters stand in it: quotes count twice once more on their way.
test('quotes in pieces', async () => {
  const { client, organization, token } = await front.operate('POST', 'organizations', { name: 'Quotes' });
  const run = { name: 'r', source_code: { content: '"'.repeat(163_000) } };
  for (let i = 0; i < 12; i++)
    await front.made('POST', `/v1/clients/${client}/projects/sigopt-examples/training_runs`, token, run);
  const pieces = await exported({ organization });
  const texts = pieces.flatMap(({ records }) => records.filter(({ sort }: { sort: string }) => sort === 'TEXTS'));
  expect(texts.length).toBe(12);
}, 120_000);

// Guarantee: with an organization its root token goes, also one that was rotated meanwhile: nothing that is stored names the organization any more.
test('erase takes root tokens along', async () => {
  const { organization, client, token } = await front.operate('POST', 'organizations', { name: 'Nobody' });
  const path = `clients/${client}/root_tokens`;
  const [{ id }] = (await front.operate('GET', path)).data;
  const { token: fresh } = await front.operate('POST', `${path}/${id}/rotate`, {});
  expect(await erase(front, organization)).toMatchObject({ complete: true });
  const left = (await everything()).filter((item) => item.includes(organization) || item.includes(client));
  expect(left.filter((item) => !isAudit(item))).toEqual([]);
  for (const each of [token, fresh]) expect((await front.send('GET', '/v1/tokens/self', each)).status).toBe(403);
});

// Guarantee: what a request makes that was under way when its organization was closed goes with all else.
test.each([
  ['an experiment', (client: string) => `clients/${client}/experiments`, definition],
  ['a project', (client: string) => `clients/${client}/projects`, { id: 'late', name: 'Late' }],
  ['a run', (client: string) => `clients/${client}/projects/sigopt-examples/training_runs`, { name: 'late' }],
  ['a client', (_: string, organization: string) => `organizations/${organization}/clients`, { name: 'Late' }],
  [
    'an invite',
    (_: string, organization: string) => `organizations/${organization}/invites`,
    { email: newAddress(), membership_type: 'owner' },
  ],
])('erase, while %s is made', async (_, pathOf, body) => {
  const { organization, client, token } = await ownerOfTeam(front);
  const by = await interruptedFront(front, () => front.operate('DELETE', `organizations/${organization}`));
  expect((await by.send('POST', `/v1/${pathOf(client, organization)}`, token, body)).status).toBe(200);
  await erase(front, organization);
  const left = (await everything()).filter((item) => item.includes(organization) || item.includes(client));
  expect(left.filter((item) => !isAudit(item))).toEqual([]);
});

// Guarantee: an erased organization is closed at once and leaves nothing behind; its people and everybody else's data stay as they are.
test('erase', async () => {
  const [ours, theirs] = [await makeOrganization('Ours'), await makeOrganization('Theirs')];
  const before = (await everything()).filter((item) => mentions(item, theirs));
  const path = `organizations/${ours.organization}`;
  // The first request closes the doors and leaves everything to what is under way; one that runs out of time says so.
  expect(await front.operate('DELETE', path)).toMatchObject({ complete: false, retry_after: 31, usage: [] });
  expect((await front.operate('DELETE', path)).retry_after).toBeGreaterThan(29);
  front.world.clock.now += 31_000;
  const hasty = await makeFrontOn({ ...front.world.service }, 6_001);
  expect(await hasty('DELETE', path)).toMatchObject({
    organization: ours.organization,
    complete: false,
    retry_after: 0,
  });
  const open = async () => {
    const statuses = [];
    for (const [method, at, token] of [
      ['GET', `/v1/experiments/${ours.experiments[0]}`, ours.token],
      ['GET', '/v1/experiments', ours.api],
      ['GET', `/v1/experiments/${ours.experiments[0]}`, ours.guest],
      ['GET', `/v1/clients/${ours.clients[0]}`, ours.member.token],
    ] as const)
      statuses.push((await front.send(method, at, token)).status);
    return statuses;
  };
  for (const status of await open()) expect([403, 404]).toContain(status);
  await erase(front, ours.organization);
  const left = (await everything()).filter((item) => mentions(item, ours) && !isAudit(item));
  expect(left).toEqual([]);
  expect((await everything()).filter((item) => mentions(item, theirs))).toEqual(before);
  expect((await front.send('DELETE', `/v1/operator/${path}`, await front.world.service.operatorToken())).status).toBe(
    404,
  );
  for (const status of await open()) expect([403, 404]).toContain(status);
  expect(await front.made('GET', '/v1/sessions', ours.token)).toMatchObject({ client: null, user: { id: ours.user } });
}, 180_000);

const mentions = (item: string, { organization, clients, experiments, invited }: Made) =>
  [organization, ...clients, ...experiments, invited].some((id) => item.includes(id));
const isAudit = (item: string) => item.includes('["pk","A#');

/** The operator's door with so many milliseconds left, then none. */
async function makeFrontOn(service: Service, milliseconds: number) {
  const { openDoor } = await import('../../shared/api/door.ts');
  const { doorParts } = await import('../../functions/api.ts');
  const { operatorParts } = await import('../../functions/operator.ts');
  const door = openDoor(doorParts('operator', service, operatorParts));
  let left = milliseconds;
  return async (method: string, path: string) => {
    const event = {
      ...{ rawPath: `/v1/operator/${path}`, rawQueryString: '', isBase64Encoded: false },
      headers: { authorization: `Bearer ${await service.operatorToken()}` },
      requestContext: { requestId: 'test', http: { method, path } },
    };
    const reply = await door(event as never, () => {
      left -= 1;
      return left;
    });
    return JSON.parse(reply.body);
  };
}
