// Requests that nobody should send, byte for byte over HTTP: a 4xx that says what is wrong, never a 5xx, and nothing of them is stored.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { largestBody } from '../../shared/api/request.ts';
import { type LocalService, newAddress, password, startService } from './service.ts';

let service: LocalService;
let client: string;
let experiment: string;
let observation: string;
let suggestion: string;
let run: string;
let person: { user: string; token: string };
let organization: string;

const space = { parameters: [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }] };
const point = { assignments: { x: 0.5 }, values: [{ value: 1 }] };

beforeAll(async () => {
  service = await startService();
  const { made, host } = service;
  client = host.client;
  const make = async (path: string, body: object): Promise<string> => (await made('POST', path, host.token, body)).id;
  experiment = await make('/v1/experiments', { name: 'kept', ...space });
  observation = await make(`/v1/experiments/${experiment}/observations`, point);
  suggestion = await make(`/v1/experiments/${experiment}/suggestions`, {});
  const project = await make(`/v1/clients/${client}/projects`, { id: 'kept', name: 'Kept' });
  run = await make(`/v1/clients/${client}/projects/${project}/training_runs`, { name: 'kept', metadata: { a: 1 } });
  person = await made('POST', '/v1/operator/users', service.operator, { email: newAddress(), password });
  ({ organization } = await made('POST', '/v1/operator/organizations', service.operator, {
    ...{ name: 'kept', user: person.user },
  }));
}, 120_000);
afterAll(() => service?.stop());

type Door = {
  readonly method: string;
  readonly path: () => string;
  readonly token: () => string;
  readonly good: object;
};

const ofClient = { method: 'POST', token: () => service.host.token } as const;
const operators = { method: 'POST', token: () => service.operator } as const;

/** A route of each kind of door, with a body that it would take. */
const doors: Readonly<Record<string, Door>> = {
  experiments: { ...ofClient, path: () => '/v1/experiments', good: { name: 'new', ...space } },
  update: { ...ofClient, method: 'PUT', path: () => `/v1/experiments/${experiment}`, good: { name: 'changed' } },
  suggestions: { ...ofClient, path: () => `/v1/experiments/${experiment}/suggestions`, good: { metadata: { a: 1 } } },
  observations: { ...ofClient, path: () => `/v1/experiments/${experiment}/observations`, good: point },
  batch: {
    ...ofClient,
    ...{ path: () => `/v1/experiments/${experiment}/observations/batch`, good: { observations: [point] } },
  },
  projects: { ...ofClient, path: () => `/v1/clients/${client}/projects`, good: { id: 'new', name: 'New' } },
  runs: { ...ofClient, path: () => `/v1/clients/${client}/projects/kept/training_runs`, good: { name: 'new' } },
  'runs together': {
    ...ofClient,
    ...{ path: () => `/v1/clients/${client}/projects/kept/training_runs/batch`, good: { runs: [{ name: 'new' }] } },
  },
  'a run': {
    ...{ ...ofClient, method: 'MERGE', path: () => `/v1/training_runs/${run}` },
    good: { metadata: { b: 2 }, values: { loss: { value: 1 } } },
  },
  checkpoints: {
    ...{ ...ofClient, path: () => `/v1/training_runs/${run}/checkpoints` },
    good: { values: [{ name: 'loss', value: 1 }] },
  },
  users: {
    method: 'POST',
    path: () => '/v1/users',
    token: () => '',
    good: { email: 'a@example.org', password, name: 'A' },
  },
  person: {
    method: 'PUT',
    path: () => `/v1/users/${person.user}`,
    token: () => person.token,
    good: { name: 'Changed' },
  },
  clients: { method: 'POST', path: () => '/v1/clients', token: () => person.token, good: { name: 'New' } },
  'operator users': { ...operators, path: () => '/v1/operator/users', good: { email: 'b@example.org', password } },
  'operator organizations': { ...operators, path: () => '/v1/operator/organizations', good: { name: 'new' } },
};

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into by tests, which say what they expect.
type Answer = { readonly status: number; readonly json: any };

async function raw({ method, path, token }: Door, body: string | Uint8Array, type: string): Promise<Answer> {
  const response = await fetch(service.host.url + path(), {
    method,
    headers: { 'content-type': type, ...(token() === '' ? {} : { authorization: `Bearer ${token()}` }) },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  return { status: response.status, json: await response.json() };
}

/** All that a body may have left behind. */
async function inventory(): Promise<string> {
  const paths = [
    ...['/v1/experiments', `/v1/clients/${client}/projects`, `/v1/experiments/${experiment}`].map((path) => [
      path,
      service.host.token,
    ]),
    [`/v1/experiments/${experiment}/observations`, service.host.token],
    [`/v1/experiments/${experiment}/suggestions`, service.host.token],
    [`/v1/clients/${client}/projects/kept/training_runs`, service.host.token],
    [`/v1/training_runs/${run}/checkpoints`, service.host.token],
    [`/v1/users/${person.user}`, person.token],
    [`/v1/organizations/${organization}/clients`, person.token],
    ['/v1/operator/organizations', service.operator],
  ];
  const answers = [];
  for (const [path = '', token = ''] of paths) answers.push(await service.made('GET', path, token));
  return JSON.stringify(answers);
}

const text = (good: object): string => JSON.stringify(good);
/** The good body with more at its end. */
const and = (good: object, more: string): string => `${text(good).slice(0, -1)},${more}}`;
const bytes = (good: object, wrong: readonly number[]): Uint8Array => {
  const [before, after] = and(good, '"extra":"#"').split('#');
  return Uint8Array.from([...Buffer.from(before ?? ''), ...wrong, ...Buffer.from(after ?? '')]);
};

const json = 'application/json';
type Spoiler = readonly [name: string, make: (good: object) => string | Uint8Array, said: string, type?: string];

const spoilers: readonly Spoiler[] = [
  ['half of it', (good) => text(good).slice(0, -3), 'Malformed json in request body'],
  ['a list', () => '[]', 'Malformed json in request body'],
  ['a word', () => 'nonsense', 'Malformed json in request body'],
  ['null', () => 'null', 'Malformed json in request body'],
  ['NaN', (good) => and(good, '"extra":NaN'), 'Malformed json in request body'],
  ['an infinity', (good) => and(good, '"extra":-Infinity'), 'Malformed json in request body'],
  ['a number beyond doubles', (good) => and(good, '"extra":1e999'), 'Malformed json in request body'],
  ['a key twice', (good) => and(good, '"extra":1,"extra":2'), 'stands twice'],
  ['a key twice, far in', (good) => and(good, '"extra":[{"a":{"b":1,"b":2}}]'), 'stands twice'],
  ['two million digits', (good) => and(good, `"extra":${'7'.repeat(2_000_000)}`), 'Malformed json in request body'],
  ['lists 100 000 deep', (good) => and(good, `"extra":${'['.repeat(100_000)}`), 'levels of objects'],
  ['objects 100 000 deep', (good) => and(good, `"extra":${'{"a":'.repeat(100_000)}`), 'levels of objects'],
  ['__proto__', (good) => and(good, '"__proto__":{"name":"x"}'), 'reserved key'],
  ['NUL', (good) => and(good, '"extra":"\\u0000"'), 'NUL'],
  ['half a surrogate pair', (good) => and(good, '"extra":"\\ud800"'), 'surrogate'],
  ['a byte that is no UTF-8', (good) => bytes(good, [0xff]), 'UTF-8'],
  ['a cut UTF-8 character', (good) => bytes(good, [0xe2, 0x82]), 'UTF-8'],
  ['a character written too long', (good) => bytes(good, [0xc0, 0xaf]), 'UTF-8', 'image/png'],
  ['a byte more than is read', (good) => text(good).padEnd(largestBody + 1), 'at most 5500000 are read'],
];

// Guarantee: whatever of these is sent, at whichever door, it is our 400 with the words for it, in good time, and all lists stay as they were.
describe.each(Object.entries(doors))('%s', (_name, door) => {
  test('bodies that nobody should send', async () => {
    const before = await inventory();
    for (const [name, make, said, type] of spoilers) {
      const start = performance.now();
      const { status, json: answer } = await raw(door, make(door.good), type ?? json);
      expect([name, status, answer.status, answer.message]).toEqual([name, 400, 400, expect.stringContaining(said)]);
      expect([name, performance.now() - start < 5000]).toEqual([name, true]);
    }
    expect(await inventory()).toBe(before);
  }, 60_000);
});

describe('size', () => {
  const batch = (size: number) =>
    raw({ ...ofClient, ...doors['batch'], good: {} } as Door, '{"observations":[],"dry_run":true}'.padEnd(size), json);

  // Guarantee: bodies are read up to the limit, to the byte; beyond it the answer is ours while AWS lets the body through to us.
  test('5.5 MB are read, a byte more is not', async () => {
    expect((await batch(largestBody)).status).toBe(200);
    expect(await batch(largestBody + 1)).toMatchObject({ status: 400, json: { status: 400 } });
  });

  // Guarantee: what the gateway itself refuses, at 6 MB as Lambda counts and at 10 MB, is a 4xx with a message too.
  test.each([6_291_456, 10_485_760, 10_485_761, 12_000_000])('%i bytes are refused by the gateway', async (size) => {
    const { status, json: answer } = await batch(size);
    expect([status, answer]).toEqual([413, { message: 'Request Entity Too Large' }]);
  });
});

describe('fields', () => {
  const long = 'x'.repeat(1_000_000);
  const send = (path: string, body: object) => service.send('POST', path, service.host.token, body);

  // Guarantee: a text that is too long is refused by the field's name, and the message repeats a part of it alone.
  test.each([
    ['name', () => send('/v1/experiments', { name: long, ...space })],
    ['metadata.a', () => send('/v1/experiments', { name: 'a', ...space, metadata: { a: long } })],
    [
      'parameters[0].name',
      () => send('/v1/experiments', { name: 'a', parameters: [{ ...space.parameters[0], name: long }] }),
    ],
    ['metrics[0].name', () => send('/v1/experiments', { name: 'a', ...space, metrics: [{ name: long }] })],
    ['name', () => send(`/v1/clients/${client}/projects`, { id: 'a', name: long })],
    ['id', () => send(`/v1/clients/${client}/projects`, { id: long, name: 'a' })],
    ['name', () => send(`/v1/clients/${client}/tags`, { name: long, color: '#000000' })],
    ['metadata.a', () => send(`/v1/experiments/${experiment}/suggestions`, { metadata: { a: long } })],
    ['assignments.x', () => send(`/v1/experiments/${experiment}/suggestions`, { assignments: { x: long } })],
    [
      'values[0].name',
      () => send(`/v1/experiments/${experiment}/observations`, { ...point, values: [{ name: long, value: 1 }] }),
    ],
    ['email', () => service.send('POST', '/v1/users', null, { email: `${long}@example.org`, password, name: 'A' })],
    ['password', () => service.send('POST', '/v1/users', null, { email: 'c@example.org', password: long, name: 'A' })],
    ['name', () => service.send('POST', '/v1/operator/organizations', service.operator, { name: long })],
  ])('%s of a million characters', async (field, request) => {
    const before = await inventory();
    const { status, json: answer, text: told } = await request();
    expect([status, answer.errors?.[0].field]).toEqual([400, field]);
    expect(told.length).toBeLessThan(5000);
    expect(await inventory()).toBe(before);
  });

  // Guarantee: numbers that are no numbers of JSON reach no field; numbers at the ends of doubles are taken or refused by name.
  test.each([1e308, -1e308, 5e-324])('%d as a value', async (value) => {
    const sent = await send(`/v1/experiments/${experiment}/observations`, { ...point, values: [{ value }] });
    expect([sent.status, sent.json.values[0].value]).toEqual([200, value]);
  });
});

describe('ids', () => {
  /** Ids that name nothing, one of each other kind, and text that is no id. */
  const others = () => [
    ...['1', '9223372036854775807', '9223372036854775808', '0', '-1', '01', '1.5', 'abc', 'self', '%E2%82%AC'],
    ...[observation, suggestion, client, person.user, organization, run],
  ];
  const below = ['', '/suggestions', '/observations', '/best_assignments', '/metric_importances', '/advice'];

  // Guarantee: an id that is none, that names nothing or something of another kind is a 404 that says so, wherever it stands.
  test('of experiments', async () => {
    for (const id of others())
      for (const path of below) {
        const { status, json: answer } = await service.send('GET', `/v1/experiments/${id}${path}`, service.host.token);
        expect([id, path, status, answer.status, /\S/.test(answer.message)]).toEqual([id, path, 404, 404, true]);
      }
  });

  test.each(['GET', 'PUT', 'DELETE'])('of observations and suggestions: %s', async (method) => {
    const before = await inventory();
    for (const kind of ['observations', 'suggestions', 'queued_suggestions'])
      for (const id of others().filter((other) => other !== (kind === 'observations' ? observation : suggestion))) {
        if (method === 'PUT' && kind === 'queued_suggestions') continue;
        const path = `/v1/experiments/${experiment}/${kind}/${id}`;
        const body = method === 'PUT' ? { metadata: { a: 1 } } : undefined;
        expect([path, (await service.send(method, path, service.host.token, body)).status]).toEqual([path, 404]);
      }
    expect(await inventory()).toBe(before);
  });

  test('of runs', async () => {
    for (const id of [...others().filter((other) => other !== run), experiment])
      for (const path of ['', '/checkpoints']) {
        const answer = await service.send('GET', `/v1/training_runs/${id}${path}`, service.host.token);
        expect([id, path, answer.status]).toEqual([id, path, 404]);
      }
  });

  test('of people', async () => {
    for (const id of [...others().filter((other) => other !== person.user), experiment])
      for (const path of ['', '/permissions', '/memberships', '/experiments']) {
        const answer = await service.send('GET', `/v1/users/${id}${path}`, person.token);
        expect([id, path, answer.status]).toEqual([id, path, 404]);
      }
  });
});
