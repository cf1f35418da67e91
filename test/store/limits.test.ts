// Every limit of the contract (§17) through the door, from both sides: the last that fits is taken, the first that does not is refused by its field.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Front, makeFront, newAddress, password } from '../kit/front.ts';

let front: Front;
let ids: Readonly<Record<'user' | 'client' | 'organization' | 'experiment' | 'project' | 'run', string>>;
let owner: string;
let client: string;

beforeAll(async () => {
  front = await makeFront();
  const person = await front.operate('POST', 'users', { email: newAddress(), password, name: 'Owner' });
  const made = await front.operate('POST', 'organizations', { name: 'Org', user: person.user });
  [owner, client] = [person.token, made.token];
  const make = async (path: string, body: object): Promise<string> => (await front.made('POST', path, client, body)).id;
  const projects = `/v1/clients/${made.client}/projects`;
  const project = await make(projects, { id: 'limits', name: 'Limits' });
  ids = {
    ...{ user: person.user, client: made.client, organization: made.organization, project },
    experiment: await make('/v1/experiments', { name: 'limits', ...space }),
    run: await make(`${projects}/${project}/training_runs`, { name: 'limits' }),
  };
}, 120_000);
afterAll(() => front?.world.database.stop());

const bounds = { min: 0, max: 1 };
const x = { name: 'x', type: 'double', bounds };
const space = { parameters: [x] };
const list = <Made>(length: number, make: (i: number) => Made): Made[] => Array.from({ length }, (_, i) => make(i));
const text = (length: number): string => 'n'.repeat(length);
const keys = (length: number) => Object.fromEntries(list(length, (i) => [`key${i}`, i]));

type Request = {
  readonly method?: string;
  readonly path?: () => string;
  readonly token?: () => string;
  readonly body?: object;
};
type Limit = readonly [what: string, last: number, field: string, request: (size: number) => Request];

const define = (more: object): Request => ({ body: { name: 'a', ...space, ...more } });
const below = (path: string, body: object): Request => ({ body, path: () => `/v1/clients/${ids.client}/${path}` });
const ofRun = (body: object): Request => ({ body, method: 'MERGE', path: () => `/v1/training_runs/${ids.run}` });
const byOwner = (path: () => string, body: object, method = 'POST'): Request => ({
  body,
  method,
  path,
  token: () => owner,
});
const metrics = (count: number, more: object, rest: readonly object[] = []) =>
  define({ metrics: [...rest, ...list(count, (i) => ({ name: `m${i}`, ...more }))], observation_budget: 10 });

let named = 0;
/** A name of that length that no other has. */
const fresh = (length: number): string => `${++named}-`.padEnd(length, 'n');

const limits: readonly Limit[] = [
  ['characters of an experiment’s name', 100, 'name', (size) => define({ name: text(size) })],
  [
    'characters of a parameter’s name',
    100,
    'parameters[0].name',
    (size) => define({ parameters: [{ ...x, name: text(size) }] }),
  ],
  ['characters of a metric’s name', 100, 'metrics[0].name', (size) => define({ metrics: [text(size)] })],
  [
    'characters of a conditional’s name',
    100,
    'conditionals[0].name',
    (size) => define({ conditionals: [{ name: text(size), values: ['a', 'b'] }] }),
  ],
  [
    'characters of a client’s name',
    100,
    'name',
    (size) => byOwner(() => `/v1/clients/${ids.client}`, { name: text(size) }, 'PUT'),
  ],
  [
    'characters of an organization’s name',
    100,
    'name',
    (size) => byOwner(() => `/v1/organizations/${ids.organization}`, { name: text(size) }, 'PUT'),
  ],
  [
    'characters of a user’s name',
    100,
    'name',
    (size) => byOwner(() => `/v1/users/${ids.user}`, { name: text(size) }, 'PUT'),
  ],
  ['characters of a tag’s name', 100, 'name', (size) => below('tags', { name: fresh(size), color: '#00AA00' })],
  ['characters of a project’s name', 100, 'name', (size) => below('projects', { id: fresh(20), name: text(size) })],
  ['characters of a project’s id', 32, 'id', (size) => below('projects', { id: fresh(size), name: 'a' })],
  ['characters of a run’s name', 500, 'name', (size) => below('projects/limits/training_runs', { name: text(size) })],
  [
    'characters of a category',
    50,
    'parameters[0].categorical_values[0]',
    (size) => define({ parameters: [{ name: 'c', type: 'categorical', categorical_values: [text(size), 'b'] }] }),
  ],
  ['keys of metadata', 100, 'metadata', (size) => define({ metadata: keys(size) })],
  ['metrics', 50, 'metrics', (size) => metrics(size - 1, { strategy: 'store' }, [{ name: 'first' }])],
  ['optimized metrics', 2, 'metrics', (size) => metrics(size, {})],
  [
    'constraint metrics',
    4,
    'metrics',
    (size) => metrics(size, { strategy: 'constraint', threshold: 1 }, [{ name: 'first' }]),
  ],
  [
    ...(['ints in linear constraints', 10, 'linear_constraints'] as const),
    (size) =>
      define({
        parameters: list(size, (i) => ({ name: `i${i}`, type: 'int', bounds: { min: 0, max: 9 } })),
        linear_constraints: [
          { type: 'less_than', threshold: 50, terms: list(size, (i) => ({ name: `i${i}`, weight: 1 })) },
        ],
      }),
  ],
  [
    'observations of a batch',
    2500,
    'observations',
    (size) => ({
      path: () => `/v1/experiments/${ids.experiment}/observations/batch`,
      body: { observations: list(size, (i) => ({ assignments: { x: i }, values: [{ value: 1 }] })), dry_run: true },
    }),
  ],
  ['objects of a page', 1000, 'limit', (size) => ({ method: 'GET', path: () => `/v1/experiments?limit=${size}` })],
  [
    'metadata keys of a checkpoint',
    5,
    'metadata',
    (size) => ({
      path: () => `/v1/training_runs/${ids.run}/checkpoints`,
      body: { values: [{ name: 'm', value: 1 }], metadata: keys(size) },
    }),
  ],
  [
    'characters of a source’s name',
    30,
    'assignments_meta.a.source',
    (size) => ofRun({ assignments: { a: 1 }, assignments_meta: { a: { source: text(size) } } }),
  ],
  [
    'scores of feature importances',
    50,
    'sys_metadata.feature_importances.scores',
    (size) => ofRun({ sys_metadata: { feature_importances: { type: 'weight', scores: keys(size) } } }),
  ],
  ['keys of a run’s metadata', 100, 'metadata', (size) => ({ ...ofRun({ metadata: keys(size) }), method: 'PUT' })],
  ['bytes of a note', 2 ** 20, 'contents', (size) => below('projects/limits/notes', { contents: text(size) })],
];

const ask = ({ method = 'POST', path = () => '/v1/experiments', token = () => client, body }: Request) =>
  front.send(method, path(), token(), body);

describe('the last that fits and the first that does not', () => {
  test.each(limits)('%s: %i', async (_what, last, field, request) => {
    const { status, json } = await ask(request(last));
    expect([status, json.message]).toEqual([200, undefined]);
    const more = await ask(request(last + 1));
    expect([more.status, more.json.errors?.[0].field]).toEqual([400, expect.stringContaining(field)]);
  });

  test('pages of none, and of less', async () => {
    const page = (limit: number) => ask({ method: 'GET', path: () => `/v1/experiments?limit=${limit}` });
    expect((await page(0)).json.data).toEqual([]);
    expect((await page(-1)).status).toBe(400);
  });
});

// Guarantee: metadata of a suggestion end where the point beside them no longer fits into an item, with the ask and afterwards, and are refused by name.
test('metadata beside the longest point', async () => {
  // A control character is six bytes of JSON; no character is more.
  const control = (i: number) => String.fromCharCode(1 + i);
  const wide = (length: number) => (i: number) =>
    `${control(i % 7)}${control(14 + Math.floor(i / 7))}`.padEnd(length, '\u0001');
  const choices = list(2, wide(50)).map((name) => ({ name }));
  const parameters = list(100, (i) => ({ name: wide(100)(i), type: 'categorical', categorical_values: choices }));
  const { id } = await front.made('POST', '/v1/experiments', client, { name: 'wide', parameters });
  const entry = (length: number) => (i: number) => [wide(100)(i), '\u0001'.repeat(length)];
  const metadata = (length: number) => Object.fromEntries(list(100, entry(length)));
  const asked = (length: number) =>
    front.send('POST', `/v1/experiments/${id}/suggestions`, client, { metadata: metadata(length) });
  const taken = await asked(398);
  expect(taken.status).toBe(200);
  const changed = await front.send('PUT', `/v1/experiments/${id}/suggestions/${taken.json.id}`, client, {
    metadata: metadata(500),
  });
  for (const refused of [await asked(432), changed])
    expect([refused.status, refused.json.errors?.[0].field]).toEqual([400, 'metadata']);
});

// Guarantee: of a log the first 1 124 characters stay; a longer one is no refusal.
test('logs are cut', async () => {
  const content = list(1200, (i) => String.fromCharCode(97 + (i % 26))).join('');
  await ask(ofRun({ logs: { stdout: { content: content.slice(0, 1124) } } }));
  const shown = async () => (await front.made('GET', `/v1/training_runs/${ids.run}`, client)).logs.stdout.content;
  expect(await shown()).toBe(content.slice(0, 1124));
  await ask(ofRun({ logs: { stdout: { content } } }));
  expect(await shown()).toBe(content.slice(0, 1124));
});
