// Tenancy, generated from the route table: every route is asked with no token, a wrong one, a revoked and an expired one, somebody else's object and
// a missing one; by a user without rights, one who may only read, a guest of another experiment, and a development token.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Host, startHost } from '../../infra/local/host.ts';
import { prepare } from '../../infra/local/prepare.ts';
import { routes } from '../../shared/api/routes.ts';
import type { TokenRecord } from '../../shared/domain/identity/identity.ts';
import { makeToken } from '../../shared/domain/identity/token.ts';
import { hashToken } from '../../shared/platform/token-hash.ts';
import { findToken, saveToken } from '../../shared/store/identity/tokens.ts';
import { type Database, startDatabase } from '../kit/database.ts';

const random = (size: number) => crypto.getRandomValues(new Uint8Array(size));

/** Rows that need a token; the others read nothing of anybody. */
const rows = routes.filter((row) => row.level !== 'none');
/** Stands in every text of the other tenant: no answer to us may hold it. */
const canary = 'canary-7f3a';
/** Ids that no object has: real ones are made of the time. Different ones, so that answers can be compared with the id taken out. */
const absent: Ids = {
  experiment: '1',
  observation: '2',
  suggestion: '3',
  queued: '4',
  client: '5',
  organization: '6',
  project: 'absent',
  aiexperiment: '9',
  run: '10',
  checkpoint: '11',
  tag: '12',
  file: '13',
  user: '7',
  invite: '8',
  token: makeToken(random),
};

type Person = { readonly user: string; readonly token: string };
type Ids = Readonly<Record<string, string>>;
type Answer = {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | null>>;
};

let database: Database;
let host: Host;
let folder: string;
let stranger: { readonly token: string; readonly client: string; readonly organization: string };
let revoked: string;
let expired: string;
/** Owners of the two organizations; somebody of none; somebody who may only read ours; a guest and a developer of ours. */
let owner: Person;
let strangersOwner: Person;
let nobody: Person;
let reader: Person;
let guest: string;
let developer: string;
/** What paths may name: objects of ours, and of the other tenant. */
let ours: Ids;
let theirs: Ids;

async function send(method: string, path: string, token: string | null, body?: unknown): Promise<Answer> {
  const authorization = token === null ? {} : { authorization: `Basic ${Buffer.from(`${token}:`).toString('base64')}` };
  const response = await fetch(host.url + path, {
    method,
    headers: { ...authorization, 'content-type': 'application/json' },
    ...(['POST', 'PUT', 'MERGE'].includes(method) ? { body: JSON.stringify(body ?? {}) } : {}),
  });
  const shown = ['content-type', 'www-authenticate', 'cache-control'].map((name) => [name, response.headers.get(name)]);
  return { status: response.status, body: await response.text(), headers: Object.fromEntries(shown) };
}

/** Sends what must succeed and gives the id of what was made. */
async function make(token: string, path: string, body: unknown): Promise<string> {
  const answer = await send('POST', path, token, body);
  if (answer.status !== 200) throw new Error(`${path}: ${answer.body}`);
  return JSON.parse(answer.body).id;
}

const operate = async (path: string, body: unknown) => {
  const answer = await send('POST', `/v1/operator/${path}`, host.operatorToken ?? '', body);
  if (answer.status !== 200) throw new Error(`${path}: ${answer.body}`);
  return JSON.parse(answer.body);
};

const makePerson = (name: string): Promise<Person> =>
  operate('users', { email: `${name}@example.org`, name, password: 'Correct-Horse-7' });

/** Somebody who owns the organization and everything in it. */
async function makeOwner(name: string, organization: string): Promise<Person> {
  const person = await makePerson(name);
  await operate('memberships', { user: person.user, organization, membership_type: 'owner' });
  return person;
}

/** The token of a user in a client; the second one is for development. */
async function roleTokens(person: Person, client: string): Promise<string[]> {
  const { body } = await send('GET', `/v1/clients/${client}/tokens`, person.token);
  return JSON.parse(body).data.map((each: { token: string }) => each.token);
}

/** One object of each kind that a path can name, all of one tenant. */
async function objectsOf(
  { token, client, organization }: { token: string; client: string; organization: string },
  { user, token: personal }: Person,
  name: string,
): Promise<Ids> {
  const assignments = { c: name };
  const experiment = await make(token, '/v1/experiments', {
    name,
    metadata: { name },
    parameters: [{ name: 'c', type: 'categorical', categorical_values: [name, 'other'] }],
    metrics: [{ name }],
  });
  const base = `/v1/experiments/${experiment}`;
  const observation = await make(token, `${base}/observations`, {
    assignments,
    values: [{ name, value: 1 }],
    metadata: { name },
  });
  const suggestion = await make(token, `${base}/suggestions`, { assignments, metadata: { name } });
  const queued = await make(token, `${base}/queued_suggestions`, { assignments });
  const project = await make(token, `/v1/clients/${client}/projects`, { id: name, name, metadata: { name } });
  const invite = await make(personal, `/v1/organizations/${organization}/invites`, {
    ...{ email: `${name}-invited@example.org`, membership_type: 'member' },
  });
  await make(token, '/v1/web_data', {
    ...{ parent_resource_type: 'project', parent_resource_id: { client, project }, web_data_type: 'run_view' },
    ...{ display_name: name, payload: { name } },
  });
  const [own = ''] = await roleTokens({ user, token: personal }, client);
  const aiexperiment = await make(token, `/v1/clients/${client}/projects/${project}/aiexperiments`, {
    name,
    metadata: { name },
    parameters: [{ name, type: 'double', bounds: { min: 0, max: 1 } }],
    metrics: [{ name }],
  });
  const run = await make(token, `/v1/clients/${client}/projects/${project}/training_runs`, {
    ...{ name, assignments, metadata: { name }, values: { [name]: { value: 1 } } },
  });
  const checkpoint = await make(token, `/v1/training_runs/${run}/checkpoints`, { values: [{ name, value: 1 }] });
  const tag = await make(token, `/v1/clients/${client}/tags`, { name, color: '#123456' });
  await make(token, `/v1/training_runs/${run}/tags`, { id: tag });
  const file = await make(token, `/v1/training_runs/${run}/files`, {
    ...{ name, filename: `${name}.png`, content_type: 'image/png', content_length: 1 },
    content_md5: '1B2M2Y8AsgTpgAmY7PhCfg==',
  });
  return {
    file,
    run,
    checkpoint,
    tag,
    aiexperiment,
    project,
    experiment,
    observation,
    suggestion,
    queued,
    client,
    organization,
    token: own,
    user,
    invite,
  };
}

/** A row's path with these ids; a variable that this test does not know is an error, so that a new kind of object cannot go untested. */
const fill = (path: string, ids: Ids): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const id = ids[name];
    if (id === undefined) throw new Error(`say in this test what {${name}} of ${path} names`);
    return id;
  });

const variables = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

/** What a list has to be told in its query: the project that web data belong to, the month of the usage. */
function question(path: string, { client, project }: Ids): string {
  if (path.endsWith('/usage')) return `?month=${new Date().toISOString().slice(0, 7)}`;
  if (path !== '/v1/web_data') return '';
  return `?parent_resource_type=project&parent_resource_id=${encodeURIComponent(JSON.stringify({ client, project }))}`;
}

/** A client's token and a user's, each for the rows that it is for: `/v1/experiments` needs a client, `/v1/users/...` a person. */
const tokenFor = (row: (typeof rows)[number], client: string, person: Person): string =>
  row.kind === 'account' ? person.token : client;

/** A signed address says when it was signed. */
const timeless = (text: string): string => text.replace(/X-Amz-(Date|Signature)=\w+/g, '');

/** Everything the other tenant can read of its objects, as text. */
async function inventory(): Promise<string> {
  const readable = rows.filter((row) => row.method === 'GET');
  const answers = [];
  for (const row of readable) {
    const path = fill(row.path, theirs);
    const token = tokenFor(row, stranger.token, strangersOwner);
    answers.push({ path, ...(await send('GET', path + question(path, theirs), token)) });
  }
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  return answers.map(({ body }) => timeless(body)).join('\n');
}

/** Stores the record of a token like the host's, with another fate. */
async function store(token: string, fate: Partial<TokenRecord>): Promise<string> {
  const { TableNames = [] } = await database.tokens.db.send(new ListTablesCommand({}));
  for (const name of TableNames) {
    const table = { db: database.tokens.db, name };
    const record = await findToken(table, hashToken(host.token)).catch(() => null);
    if (record) await saveToken(table, { ...record, hash: hashToken(token), ...fate });
    if (record) return token;
  }
  throw new Error(`no table holds the host's token: ${TableNames.join()}`);
}

const endpoint = 'CAIRN_DYNAMODB_ENDPOINT';
const endpointBefore = process.env[endpoint];

beforeAll(async () => {
  const synthesized = await prepare(() => {}, { operator: true });
  // The host runs on a database of the test's own, so that the test can store tokens that are revoked or too old.
  database = await startDatabase();
  const { protocol = 'http:', hostname = '127.0.0.1', port = 0 } = (await database.table.db.config.endpoint?.()) ?? {};
  process.env[endpoint] = `${protocol}//${hostname}:${port}`;
  folder = mkdtempSync(join(tmpdir(), 'cairn-tenancy-'));
  host = await startHost({ data: folder, quiet: true, operator: true, synthesized });
  stranger = (await host.invoke('FirstToken', { organization: canary, client: canary })) as typeof stranger;
  revoked = await store(makeToken(random), { revoked: true });
  expired = await store(makeToken(random), { expires: 1 });
  const { organization } = JSON.parse((await send('GET', `/v1/clients/${host.client}`, host.token)).body);
  owner = await makeOwner('owner', organization);
  strangersOwner = await makeOwner(canary, stranger.organization);
  nobody = await makePerson('nobody');
  reader = await makePerson('reader');
  await operate('permissions', { user: reader.user, client: host.client, permission: 'read' });
  ours = await objectsOf({ token: host.token, client: host.client, organization }, owner, 'ours');
  theirs = await objectsOf(stranger, strangersOwner, canary);
  const other = await make(host.token, '/v1/experiments', {
    ...{ name: 'shown to a guest', parameters: [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }] },
  });
  guest = JSON.parse((await send('POST', `/v1/experiments/${other}/tokens`, owner.token, {})).body).token;
  [, developer = ''] = await roleTokens(owner, host.client);
}, 120_000);

afterAll(async () => {
  await host?.stop();
  database?.stop();
  rmSync(folder, { recursive: true, force: true });
  if (endpointBefore === undefined) delete process.env[endpoint];
  else process.env[endpoint] = endpointBefore;
});

const named = rows.map((row) => [`${row.method} ${row.path}`, row] as const);

describe('without a valid token', () => {
  // Guarantee: nobody without a token learns anything: one answer for all routes, whether the object exists or not.
  test.each(named)('%s: none', async (_name, row) => {
    const answer = await send(row.method, fill(row.path, theirs), null);
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Basic realm="cairn"');
    expect(answer).toEqual(await send('GET', '/v1/experiments', null));
  });

  // Guarantee: a token that never was, one with a typo and one that was revoked are answered alike on all routes, at once.
  test.each(named)('%s: wrong, revoked', async (_name, row) => {
    const reference = await send('GET', '/v1/experiments', revoked);
    expect({ status: reference.status, ...JSON.parse(reference.body) }).toMatchObject({
      status: 403,
      token_status: 'revoked',
    });
    const typo = `${host.token.slice(0, -1)}${host.token.endsWith('x') ? 'y' : 'x'}`;
    for (const token of [revoked, makeToken(random), typo, 'x']) {
      expect(await send(row.method, fill(row.path, ours), token)).toEqual(reference);
    }
  });
});

// Guarantee: an expired token is said to be one, on all routes alike.
test.each(named)('%s: expired', async (_name, row) => {
  const answer = await send(row.method, fill(row.path, ours), expired);
  expect(answer).toEqual(await send('GET', '/v1/experiments', expired));
  expect({ status: answer.status, ...JSON.parse(answer.body) }).toMatchObject({ status: 403, token_status: 'expired' });
});

describe("somebody else's objects", () => {
  const withObjects = named.filter(([, row]) => variables(row.path).length > 0);

  /** The answer with the asked-for ids replaced by their names: what is left may not differ. */
  const masked = (answer: Answer, ids: Ids): Answer => ({
    ...answer,
    body: Object.entries(ids).reduce((body, [name, id]) => body.replaceAll(`"${id}\\"`, `"{${name}}\\"`), answer.body),
  });

  // Guarantee: what belongs to somebody else is answered exactly like what does not exist; no answer holds a word of theirs, and nothing of theirs changes.
  test('foreign = missing, on every route', async () => {
    const before = await inventory();
    expect(before).toContain(canary);
    for (const [name, row] of withObjects) {
      for (const token of [host.token, owner.token]) {
        const foreign = await send(row.method, fill(row.path, theirs), token);
        const gone = await send(row.method, fill(row.path, absent), token);
        // A client's token may not even try what only a person may do.
        const refused = token === host.token && row.personOnly ? 403 : 404;
        expect({ name, status: foreign.status }).toEqual({ name, status: refused });
        expect({ name, ...masked(foreign, theirs) }).toEqual({ name, ...masked(gone, absent) });
        expect(foreign.body).not.toContain(canary);
      }
    }
    expect(await inventory()).toBe(before);
  });

  // Guarantee: an object is found only below its own experiment; a foreign id below an experiment of ours is missing like any other.
  test('foreign ids below our own experiment', async () => {
    const below = withObjects.filter(([, row]) => variables(row.path).length > 1);
    expect(below.length).toBeGreaterThan(0);
    const before = await inventory();
    for (const [name, row] of below) {
      const [mixed, none] = [
        { ...theirs, experiment: ours['experiment'] ?? '' },
        { ...absent, experiment: ours['experiment'] ?? '' },
      ];
      const foreign = await send(row.method, fill(row.path, mixed), host.token);
      const gone = await send(row.method, fill(row.path, none), host.token);
      expect({ name, status: foreign.status }).toEqual({ name, status: 404 });
      expect({ name, ...masked(foreign, theirs) }).toEqual({ name, ...masked(gone, absent) });
    }
    expect(await inventory()).toBe(before);
  });

  /** The answer with the cited id taken out, which stands in the message and as a value. */
  const cited = ({ body }: Answer, ids: Ids) => body.replace(new RegExp(`\\b${ids['suggestion']}\\b`, 'g'), 'ID');

  // Guarantee: a body that cites a foreign suggestion is refused like one that cites a missing suggestion.
  test('foreign ids in bodies', async () => {
    const cite = (suggestion: string) =>
      send('POST', `/v1/experiments/${ours['experiment']}/observations`, host.token, { suggestion, failed: true });
    const [foreign, gone] = [await cite(theirs['suggestion'] ?? ''), await cite(absent['suggestion'] ?? '')];
    expect(foreign.status).toBe(400);
    expect(cited(foreign, theirs)).toBe(cited(gone, absent));
  });

  // Guarantee: lists and pages hold our own objects only, also from a marker that was made in the other tenant.
  test('lists', async () => {
    for (const row of rows.filter(({ method }) => method === 'GET')) {
      const path = fill(row.path, ours) + question(row.path, ours);
      for (const token of [host.token, owner.token]) {
        const answer = await send('GET', path, token);
        if (token === tokenFor(row, host.token, owner))
          expect({ path, status: answer.status }).toEqual({ path, status: 200 });
        expect(answer.body).not.toContain(canary);
      }
    }
    const { paging } = JSON.parse((await send('GET', '/v1/experiments?limit=1', stranger.token)).body);
    const { data } = JSON.parse((await send('GET', `/v1/experiments?after=${paging.after}`, host.token)).body);
    expect(JSON.stringify(data)).not.toContain(canary);
  });
});

describe('our own objects, asked by', () => {
  const about = named.filter(([, row]) => variables(row.path).length > 0);
  const refusal = (answer: Answer) => JSON.parse(answer.body) as { status: number; token_status?: string };

  /** All that our owner can read of ours: nobody below may change a word of it. */
  async function snapshot(): Promise<string> {
    const readable = rows.filter((row) => row.method === 'GET' && !row.path.endsWith('/usage'));
    const answers = [];
    for (const row of readable)
      answers.push(
        (await send('GET', fill(row.path, ours) + question(row.path, ours), tokenFor(row, host.token, owner))).body,
      );
    return timeless(answers.join('\n'));
  }
  let before: string;
  beforeAll(async () => {
    before = await snapshot();
  });
  afterEach(async () => {
    expect(await snapshot()).toBe(before);
  });

  // Guarantee: who is a member of nothing finds nothing: our objects are answered like missing ones.
  test('a user without rights', async () => {
    for (const [name, row] of about) {
      const [answer, gone] = [
        await send(row.method, fill(row.path, ours), nobody.token),
        await send(row.method, fill(row.path, absent), nobody.token),
      ];
      expect({ name, status: answer.status }).toEqual({ name, status: 404 });
      const mask = ({ body }: Answer, ids: Ids) =>
        Object.values(ids).reduce((text, id) => text.replaceAll(`"${id}\\"`, '"ID\\"'), body);
      expect({ name, body: mask(answer, ours) }).toEqual({ name, body: mask(gone, absent) });
    }
    for (const [name, row] of named.filter(([, { path }]) => variables(path).length === 0)) {
      const { status, body } = await send(row.method, row.path, nobody.token);
      // Without a client in the path, only what is about the caller alone is answered; a POST without a body is refused for its body.
      expect([name, [200, 400, 403].includes(status)]).toEqual([name, true]);
      expect(body).not.toContain('"ours"');
    }
  });

  // Guarantee: who may only read is refused whatever changes or administers anything, with the word that says why.
  test('a member who may only read', async () => {
    for (const [name, row] of about) {
      const answer = await send(row.method, fill(row.path, ours), reader.token);
      const isOwn = row.level === 'caller';
      if (row.level === 'read')
        expect([name, [200, 400, 422]]).toEqual([name, expect.arrayContaining([answer.status])]);
      else if (isOwn) expect([name, [200, 403, 404]]).toEqual([name, expect.arrayContaining([answer.status])]);
      else
        expect([name, refusal(answer)]).toEqual([
          name,
          expect.objectContaining({ status: 403, token_status: 'invalid_permissions' }),
        ]);
      if (row.method !== 'GET' && isOwn) expect([name, answer.status >= 403]).toEqual([name, true]);
    }
  });

  // Guarantee: a guest of one experiment has no business with another, nor with anything else of the client.
  test('a guest of another experiment', async () => {
    for (const [name, row] of about) {
      const { status } = await send(row.method, fill(row.path, ours), guest);
      expect([name, [403, 404].includes(status)]).toEqual([name, true]);
      if (row.path.includes('{experiment}') && row.kind === undefined) expect([name, status]).toEqual([name, 404]);
    }
  });

  // Guarantee: a development token, even of the owner, touches no production experiment and administers nothing.
  test('a development token', async () => {
    /** What is not an experiment and yet open to development: a look at the client, and projects with all that is in them. */
    const open = ({ method, path }: (typeof rows)[number]) =>
      (method === 'GET' && /^\/v1\/(clients|organizations|tokens)\/\{\w+\}$/.test(path)) ||
      /^\/v1\/(clients|users)\/\{\w+\}\/experiments$|\/(projects|training_runs)(\/|$)/.test(path);
    for (const [name, row] of about.filter(([, each]) => !open(each))) {
      const { status } = await send(row.method, fill(row.path, ours), developer);
      expect([name, status]).toEqual([name, 403]);
    }
  });
});

// Guarantee: the fallback route tells strangers nothing either: unknown paths and wrong methods are answered alike with and without a token.
test.each([
  ['GET', '/v1/nothing', 404],
  ['PUT', '/v1/experiments', 405],
])('%s %s is the same for everybody', async (method, path, status) => {
  const answers = [
    await send(method, path, null),
    await send(method, path, host.token),
    await send(method, path, revoked),
  ];
  expect(answers[0]?.status).toBe(status);
  expect(answers).toEqual([answers[0], answers[0], answers[0]]);
});
