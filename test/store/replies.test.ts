// Every row of the route table answers a real call, and exactly as its schema says; a new row fails here until it is called.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requestExamples } from '../../shared/api/openapi/operation.ts';
import type { Route } from '../../shared/api/route.ts';
import { routesOf } from '../../shared/api/routes.ts';
import { nothing } from '../../shared/api/schemas/common.ts';
import { type Front, makeFront, newAddress, password } from '../kit/front.ts';

type Ids = Record<string, string>;
type Call = { readonly path?: string; readonly token?: string | null; readonly body?: unknown };

let front: Front;
let ids: Ids;
let owner: string;
let client: string;
beforeAll(async () => {
  front = await makeFront();
  const user = await front.operate('POST', 'users', { email: newAddress(), password, name: 'Owner' });
  const made = await front.operate('POST', 'organizations', { name: 'Org', user: user.user });
  owner = user.token;
  client = made.token;
  ids = { user: user.user, client: made.client, organization: made.organization, ...(await below(made.client)) };
}, 120_000);
afterAll(() => front?.world.database.stop());

const ofRuns = {
  name: 'runs',
  parameters: [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }],
  metrics: [{ name: 'loss' }],
};

const picture = { content_type: 'image/png', content_length: 1, content_md5: '1B2M2Y8AsgTpgAmY7PhCfg==' };

/** One object of each kind below a client. */
async function below(inClient: string): Promise<Ids> {
  const make = async (path: string, body: unknown = {}) => (await front.made('POST', path, client, body)).id as string;
  const experiment = await make('/v1/experiments', {
    name: 'bowl',
    parameters: ['x', 'rate'].map((name) => ({ name, type: 'double', bounds: { min: 0, max: 1 } })),
    metrics: [{ name: 'loss', objective: 'minimize' }],
    observation_budget: 30,
  });
  const base = `/v1/experiments/${experiment}`;
  const points = Array.from({ length: 8 }, (_, i) => ({ x: i / 8, rate: ((i * 3) % 8) / 8 }));
  await front.made('POST', `${base}/observations/batch`, client, {
    observations: points.map((assignments) => ({ assignments, values: [{ name: 'loss', value: assignments.x }] })),
  });
  const project = await make(`/v1/clients/${inClient}/projects`, { id: 'here', name: 'Here' });
  const run = await make(`/v1/clients/${inClient}/projects/${project}/training_runs`, { name: 'run' });
  return {
    experiment,
    aiexperiment: await make(`/v1/clients/${inClient}/projects/${project}/aiexperiments`, ofRuns),
    observation: await make(`${base}/observations`, { assignments: { x: 0.5, rate: 0.5 }, failed: true }),
    suggestion: await make(`${base}/suggestions`),
    queued: await make(`${base}/queued_suggestions`, { assignments: { x: 0.1, rate: 0.2 } }),
    project,
    run,
    checkpoint: await make(`/v1/training_runs/${run}/checkpoints`, { values: [{ name: 'loss', value: 1 }] }),
    tag: await make(`/v1/clients/${inClient}/tags`, { name: 'first', color: '#0000AA' }),
    file: await make(`/v1/training_runs/${run}/files`, picture),
  };
}

const person = async () => {
  const email = newAddress();
  return { email, ...(await front.operate('POST', 'users', { email, password, name: 'Some Body' })) };
};

const guest = async () => (await front.made('POST', `/v1/experiments/${ids['experiment']}/tokens`, client, {})).token;

/** The path of one that no ask has taken. */
async function queue(): Promise<string> {
  const path = `/v1/experiments/${ids['experiment']}/queued_suggestions`;
  return `${path}/${(await front.made('POST', path, client, { assignments: { x: 0.3, rate: 0.4 } })).id}`;
}

/** Somebody who is no user is invited into the client. */
async function invited(email: string): Promise<void> {
  await front.made('POST', `/v1/clients/${ids['client']}/invites`, owner, { email, role: 'user' });
}

const invite = async (email: string) =>
  (
    await front.made('POST', `/v1/organizations/${ids['organization']}/invites`, owner, {
      ...{ email, membership_type: 'member' },
    })
  ).id;

/** Calls that an example of the body and one of our ids do not make. */
const calls: Readonly<Record<string, () => Promise<Call>>> = {
  'GET /v1/tokens/{token}': async () => ({ path: '/v1/tokens/self' }),
  'PUT /v1/tokens/{token}': async () => ({ path: `/v1/tokens/${await guest()}`, body: { token: 'rotate' } }),
  'DELETE /v1/tokens/{token}': async () => ({ path: `/v1/tokens/${await guest()}` }),
  'POST /v1/sessions': async () => ({ token: null, body: { email: (await person()).email, password } }),
  'PUT /v1/sessions': async () => ({
    ...{ token: (await person()).token, body: { old_password: password, new_password: `${password}x` } },
  }),
  'DELETE /v1/sessions': async () => ({ token: null, path: `/v1/sessions?email=${newAddress()}` }),
  'POST /v1/users': async () => ({ token: null, body: { email: newAddress(), password, name: 'New' } }),
  'POST /v1/verifications': async () => ({ token: null, body: { email: newAddress() } }),
  'DELETE /v1/users/{user}': async () => {
    const { user, token } = await person();
    return { path: `/v1/users/${user}`, token, body: { password } };
  },
  // An invite waits for a user whom the operator made later.
  'POST /v1/users/{user}/permissions': async () => {
    const email = newAddress();
    await invited(email);
    const { user, token } = await front.operate('POST', 'users', { email, password });
    return { path: `/v1/users/${user}/permissions`, token, body: { client: ids['client'] } };
  },
  'POST /v1/clients': async () => ({ token: (await person()).token, body: { name: 'Own' } }),
  'POST /v1/organizations/{organization}/clients': async () => ({ body: { name: 'Another' } }),
  'POST /v1/organizations/{organization}/invites': async () => ({
    body: { email: newAddress(), membership_type: 'member' },
  }),
  'DELETE /v1/organizations/{organization}/invites': async () => {
    const email = newAddress();
    await invite(email);
    return { path: `/v1/organizations/${ids['organization']}/invites?email=${email}` };
  },
  'DELETE /v1/invites': async () => {
    const email = newAddress();
    await invite(email);
    return { path: `/v1/invites?email=${email}&organization=${ids['organization']}` };
  },
  'PUT /v1/invites/{invite}': async () => ({
    ...{ path: `/v1/invites/${await invite(newAddress())}`, body: { membership_type: 'owner' } },
  }),
  'POST /v1/clients/{client}/invites': async () => ({ body: { email: newAddress(), role: 'user' } }),
  'DELETE /v1/clients/{client}/invites': async () => {
    const email = newAddress();
    await invited(email);
    return { path: `/v1/clients/${ids['client']}/invites?email=${email}` };
  },
  'GET /v1/experiments/{experiment}/queued_suggestions/{queued}': async () => ({ path: await queue() }),
  'DELETE /v1/experiments/{experiment}/queued_suggestions/{queued}': async () => ({ path: await queue() }),
  'POST /v1/clients/{client}/projects': async () => ({ body: { id: 'there', name: 'There' } }),
  'POST /v1/clients/{client}/projects/{project}/aiexperiments': async () => ({ body: ofRuns }),
  'POST /v1/clients/{client}/projects/{project}/notes': async () => ({ body: { contents: 'A note.' } }),
  'POST /v1/training_runs/{run}/tags': async () => ({ body: { id: ids['tag'] } }),
  'POST /v1/clients/{client}/tags': async () => ({ body: { name: 'best', color: '#00AA00' } }),
  'POST /v1/web_data': async () => ({ body: view() }),
  'PUT /v1/web_data': async () => ({ body: { ...view(), id: await viewed(), payload: {} } }),
  'GET /v1/web_data': async () => ({ path: `/v1/web_data?${viewPlace()}` }),
  'DELETE /v1/web_data': async () => ({ path: `/v1/web_data?${viewPlace()}&id=${await viewed()}` }),
  'POST /v1/operator/users': async () => ({ body: { email: newAddress(), password } }),
  'POST /v1/operator/organizations': async () => ({ body: { name: 'Org' } }),
  'DELETE /v1/operator/organizations/{organization}': async () => {
    const { organization } = await front.operate('POST', 'organizations', { name: 'Short-lived' });
    return { path: `/v1/operator/organizations/${organization}` };
  },
  'GET /v1/operator/clients/{client}/root_tokens': async () => ({ path: (await root()).all }),
  'POST /v1/operator/clients/{client}/root_tokens/{root}/rotate': async () => ({
    path: `${(await root()).one}/rotate`,
  }),
  'DELETE /v1/operator/clients/{client}/root_tokens/{root}': async () => ({ path: (await root()).one }),
  'POST /v1/operator/memberships': async () => ({
    body: { user: (await person()).user, organization: ids['organization'], membership_type: 'member' },
  }),
  'POST /v1/operator/permissions': async () => ({
    body: { user: await member(), client: ids['client'], permission: 'read' },
  }),
};

/** The paths of a new client's root tokens, and of the one that it has. */
async function root() {
  const { client: id } = await front.operate('POST', 'organizations', { name: 'Nobody' });
  const { data } = await front.operate('GET', `clients/${id}/root_tokens`);
  const all = `/v1/operator/clients/${id}/root_tokens`;
  return { all, one: `${all}/${data[0].id}` };
}

const parent = () => ({ client: ids['client'], project: ids['project'] });
const view = () => ({
  ...{ parent_resource_type: 'project', parent_resource_id: parent(), web_data_type: 'run_view' },
  ...{ display_name: 'Best first', payload: { sort: 'id' } },
});
const viewPlace = () =>
  `parent_resource_type=project&web_data_type=run_view&parent_resource_id=${encodeURIComponent(JSON.stringify(parent()))}`;
const viewed = async (): Promise<string> => (await front.made('POST', '/v1/web_data', owner, view())).id;

async function member(): Promise<string> {
  const { user } = await person();
  await front.operate('POST', 'memberships', { user, organization: ids['organization'], membership_type: 'member' });
  return user;
}

/** Web data lie below a project, whatever their path says. */
const depth = ({ path }: Route): number => (path === '/v1/web_data' ? 7 : path.split('/').length);
const fixed = ({ path }: Route): number => Number(/\{(client|user|organization)\}$/.test(path));

/** What makes before what reads, what reads before what deletes; and of deletions the deepest first. */
const order = ['POST', 'MERGE', 'PUT', 'GET', 'HEAD', 'DELETE'];
const rows = routesOf({ operator: true }).toSorted(
  (a, b) => order.indexOf(a.method) - order.indexOf(b.method) || depth(b) - depth(a) || fixed(a) - fixed(b),
);
const fill = (path: string): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const id = ids[name];
    if (id === undefined) throw new Error(`say in this test what {${name}} of ${path} names`);
    return id;
  });

async function tokenFor({ kind, level, personOnly }: Route): Promise<string | null> {
  if (kind === 'operator') return front.world.service.operatorToken();
  if (level === 'none') return null;
  return kind === 'account' || personOnly ? owner : client;
}

/** The rows that ignore keys they do not know, as the contract says (11.1, 11.2); rows without a body of their own ignore what is sent. */
const ignoring = [
  'POST /v1/experiments/{experiment}/suggestions',
  'PUT /v1/experiments/{experiment}/suggestions/{suggestion}',
];

/** Guarantee: a key that nobody knows is refused by its name on every row but those; the call that follows shows that nothing else was wrong. */
async function spoil(name: string, row: Route, path: string, token: string | null, sent: object): Promise<void> {
  const ownBody = 'body' in row && row.body !== nothing && !['GET', 'HEAD', 'DELETE'].includes(row.method);
  if (!ownBody) return expect(ignoring).not.toContain(name);
  const { status, json } = await front.send(row.method, path, token, { ...sent, unheard_of: 1 });
  if (ignoring.includes(name)) expect([name, status]).toEqual([name, 200]);
  else
    expect([name, status, json.message, json.errors?.[0].field]).toEqual([
      ...[name, 400, expect.stringContaining('Unknown json keys: "unheard_of"'), 'unheard_of'],
    ]);
}

// Guarantee: what a client is told of an answer is what it gets: every key that the document names, and no other.
test.each(rows.map((row) => [`${row.method} ${row.path}`, row] as const))('%s', async (name, row) => {
  const { path, token, body } = (await calls[name]?.()) ?? {};
  const [example = {}] = requestExamples(row);
  const used = token === undefined ? await tokenFor(row) : token;
  const sent = row.method === 'GET' || row.method === 'HEAD' ? undefined : (body ?? example);
  await spoil(name, row, path ?? fill(row.path), used, sent ?? {});
  const answer = await front.send(row.method, path ?? fill(row.path), used, sent);
  expect(answer, JSON.stringify(answer.json)).toMatchObject({ status: 200 });
});
