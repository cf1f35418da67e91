// The whole service through its load balancer, as the stack describes it: the loop, the method MERGE, the documents, sizes, and what is no path.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { greeting } from '../../infra/local/greeting.ts';
import { prepare } from '../../infra/local/prepare.ts';
import { routes } from '../../shared/api/routes.ts';
import { type LocalService, startService } from './service.ts';

let service: LocalService;
let balancer: string;
beforeAll(async () => {
  service = await startService({ synthesized: await prepare(() => {}, { operator: true, alb: true }) });
  balancer = service.host.albUrl ?? '';
}, 120_000);
afterAll(() => service?.stop());

type Sent = { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> };

const ask = (method: string, path: string, { body, headers = {} }: Sent = {}, origin = balancer) =>
  fetch(origin + path, {
    method,
    headers: { authorization: `Bearer ${service.host.token}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into by tests, which say what they expect.
async function made(method: string, path: string, body?: unknown): Promise<any> {
  const response = await ask(method, path, { body });
  const text = await response.text();
  expect([path, response.status, text]).toEqual([path, 200, expect.anything()]);
  return JSON.parse(text);
}

const definition = {
  name: 'Through the load balancer',
  parameters: [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }],
  metrics: [{ name: 'score', objective: 'maximize' }],
  observation_budget: 10,
};

// Scripts and people learn its address where they learn the other one.
test('its address is told', () => {
  expect(JSON.parse(readFileSync(service.host.folder.service, 'utf8'))).toMatchObject({
    url: service.host.url,
    alb_url: balancer,
  });
  expect(greeting(service.host)).toContain(`its load balancer at ${balancer}`);
  expect(greeting(service.host)).toContain(`${service.host.url}/v1/docs`);
});

// Guarantee: whatever a client does at the HTTP API it does here, with the same objects behind.
test('the loop', async () => {
  const { id } = await made('POST', '/v1/experiments', definition);
  for (let i = 0; i < 3; i++) {
    const suggestion = await made('POST', `/v1/experiments/${id}/suggestions`, {});
    const values = [{ name: 'score', value: suggestion.assignments.x }];
    await made('POST', `/v1/experiments/${id}/observations`, { suggestion: suggestion.id, values });
  }
  expect(await made('GET', `/v1/experiments/${id}/best_assignments`)).toMatchObject({ count: 1 });
  expect(await made('GET', `/v1/experiments/${id}/observations?limit=2&sort=id&ascending=true`)).toMatchObject({
    count: 3,
    data: [{}, {}],
  });
  const there = await ask('GET', `/v1/experiments/${id}`, {}, service.host.url);
  expect(await there.json()).toMatchObject({ progress: { observation_count: 3 } });
  expect((await ask('DELETE', `/v1/experiments/${id}`, { headers: { 'x-response-content': 'skip' } })).status).toBe(
    204,
  );
});

// The method that API Gateway refuses comes through with its body and changes what it names, field by field.
test('MERGE', async () => {
  await made('POST', `/v1/clients/${service.host.client}/projects`, { id: 'merged', name: 'Merged' });
  const runs = `/v1/clients/${service.host.client}/projects/merged/training_runs`;
  const { id } = await made('POST', runs, { name: 'run', metadata: { a: 1, b: 2 } });
  const merged = await made('MERGE', `/v1/training_runs/${id}`, { metadata: { b: 3, c: 4 }, state: 'completed' });
  expect(merged).toMatchObject({ name: 'run', metadata: { a: 1, b: 3, c: 4 }, state: 'completed' });
  expect(await made('GET', `/v1/training_runs/${id}`)).toEqual(merged);
});

// Every row that has the method is reached, and elsewhere the answer names what is allowed.
test('rows of MERGE', async () => {
  const refused = await ask('MERGE', '/v1/experiments/1', { body: {} });
  expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'DELETE, GET, OPTIONS, PUT']);
  const rows = routes.filter(({ method }) => method === 'MERGE');
  expect(rows.length).toBeGreaterThan(0);
  for (const { path } of rows) {
    const response = await ask('MERGE', path.replace(/\{\w+\}/g, '1'), { body: {}, headers: { authorization: '' } });
    expect([path, response.status]).toEqual([path, 401]);
  }
});

// Law: for everything that is no matter of size, both doors give the same answer, byte for byte: 404, 405, 400, 401, OPTIONS, documents.
test.each([
  ['GET', '/'],
  ['GET', '/health'],
  ['HEAD', '/health'],
  ['GET', '/v1/health'],
  ['GET', '/v1/openapi.json'],
  ['GET', '/v1/docs'],
  ['GET', '/v1/docs/redoc.js'],
  ['GET', '/v1/tokens/self'],
  ['GET', '/v1/nothing'],
  ['GET', '/v1/experiments/x/suggestions'],
  ['GET', '/v1/experiments/17'],
  ['PUT', '/v1/experiments'],
  ['OPTIONS', '/v1/experiments/17/suggestions'],
  ['OPTIONS', '/v1/nothing'],
  ['GET', '/v1/experiments?limit=1&limit=2'],
  ['GET', '/v1/experiments?limit=%zz'],
  ['GET', '/v1/experiments?limit=%00'],
  ['GET', '/v1/experiments?__proto__=1'],
  ['GET', '/v1/clients/1/projects/experiments'],
  ['GET', '/v1/operator/idle'],
  ['PUT', '/v1/aiexperiments/17/training_runs'],
])('%s %s', async (method, path) => {
  const [here, there] = await Promise.all([ask(method, path), ask(method, path, {}, service.host.url)]);
  expect(await here.text()).toBe(await there.text());
  expect(here.status).toBe(there.status);
  for (const name of ['content-type', 'allow', 'cache-control', 'access-control-allow-origin', 'www-authenticate'])
    expect([name, here.headers.get(name)]).toEqual([name, there.headers.get(name)]);
  expect(here.headers.get('x-request-id')).toMatch(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/);
});

// What is not under /v1 reaches no function: the load balancer answers by itself, readable for clients of the service.
test('what is no path of ours', async () => {
  const response = await ask('GET', '/wp-login.php');
  expect([response.status, response.headers.get('x-request-id')]).toEqual([404, null]);
  expect(await response.json()).toEqual({ message: expect.stringContaining('/v1'), status: 404 });
});

// A body over 1 MB is the load balancer's own 413; the HTTP API takes it and says what is wrong with it.
test('a body over 1 MB', async () => {
  const body = JSON.stringify({ ...definition, metadata: { text: 'x'.repeat(1_100_000) } });
  const response = await ask('POST', '/v1/experiments', { body });
  expect([response.status, response.headers.get('server')]).toEqual([413, 'awselb/2.0']);
  expect((await ask('POST', '/v1/experiments', { body }, service.host.url)).status).toBe(400);
});

// What is over 1 MB comes compressed, which clients undo by themselves; who takes none hears what to do.
test('an answer over 1 MB', async () => {
  const whole = await ask('GET', '/v1/docs/redoc.js');
  expect([whole.status, whole.headers.get('content-encoding')]).toEqual([200, 'gzip']);
  const refused = await ask('GET', '/v1/docs/redoc.js', { headers: { 'accept-encoding': 'identity' } });
  expect([refused.status, await refused.json()]).toEqual([
    400,
    { status: 400, message: expect.stringContaining('gzip') },
  ]);
});
