// Every route inside of a client under requests that nobody should send. The seed stands in the name of each test; CAIRN_SEED repeats a run,
// CAIRN_RUNS sets how many requests each route gets.
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routes } from '../../shared/api/routes.ts';
import { clientKey, experimentKey, projectKey, runKey } from '../../shared/store/table/keys.ts';
import { query } from '../../shared/store/table/table.ts';
import { disagreements } from '../kit/audit.ts';
import { sendAs, transmit } from '../kit/door.ts';
import { bodies, queries, wrongIds } from '../kit/hostile.ts';
import { makeWorld, type World } from '../kit/world.ts';

const seed = Number(process.env['CAIRN_SEED'] ?? Date.now() % 1_000_000);
const rows = routes.filter((row) => row.kind === undefined && row.level !== 'none');

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.database.stop());

const definition = {
  name: 'fuzzed',
  conditionals: [{ name: 'k', values: ['a', 'b'] }],
  parameters: [
    { name: 'x', type: 'double', bounds: { min: 0, max: 1 }, default_value: 0.5 },
    { name: 'n', type: 'int', grid: [1, 2, 4], conditions: { k: ['a'] } },
    { name: 'c', type: 'categorical', categorical_values: ['u', { name: 'v' }] },
  ],
  metrics: [
    { name: 'y', objective: 'maximize' },
    { name: 'cost', strategy: 'store' },
  ],
  observation_budget: 20,
  metadata: { note: 'x', number: 3 },
};
const assignments = { k: 'b', x: 0.5, c: 'u' };
const values = [
  { name: 'y', value: 1, value_stddev: 0.1 },
  { name: 'cost', value: 2 },
];
const observation = { assignments, values, metadata: { a: 1 } };
const e = '/v1/experiments/{experiment}';

const run = {
  ...{ name: 'r', state: 'completed', favorite: true, deleted: false, assignments: { x: 0.5, mine: 'a' } },
  ...{ assignments_meta: { mine: { source: 's' } }, assignments_sources: { s: { sort: 1, default_show: true } } },
  ...{ values: { y: { value: 1, value_stddev: 0.5 } }, metadata: { a: 1 }, dev_metadata: { b: 'c' } },
  sys_metadata: { feature_importances: { type: 'gain', scores: { x: 1 } } },
  ...{
    datasets: { d: {} },
    model: { type: 'm' },
    source_code: { content: 'c', hash: 'h' },
    logs: { stdout: { content: 'l' } },
  },
};
const runs = '/v1/clients/{client}/projects/{project}/training_runs';
const r = '/v1/training_runs/{run}';

/** What each route takes; routes that are not named here take nothing, or are someone else's to name. */
const good: Readonly<Record<string, object>> = {
  'POST /v1/experiments': definition,
  'POST /v1/clients/{client}/experiments': definition,
  [`PUT ${e}`]: {
    ...{ name: 'renamed', observation_budget: 30, parallel_bandwidth: 2, metadata: { a: 1 }, no_optimize: true },
    parameters: definition.parameters.map(({ conditions: _, ...parameter }) => ({ ...parameter, default_value: null })),
    metrics: [{ name: 'y' }, { name: 'cost' }],
  },
  [`POST ${e}/suggestions`]: { assignments, metadata: { a: 1 } },
  [`PUT ${e}/suggestions/{suggestion}`]: { metadata: { a: 1 } },
  [`POST ${e}/queued_suggestions`]: { assignments },
  [`POST ${e}/observations`]: observation,
  [`PUT ${e}/observations/{observation}`]: { ...observation, failed: false, suggestion: null },
  [`POST ${e}/observations/batch`]: { observations: [observation, { assignments, failed: true }], no_optimize: true },
  [`POST ${e}/predictions`]: { points: [assignments] },
  [`POST ${runs}`]: run,
  [`POST ${runs}/batch`]: { runs: [run, { name: 'x' }] },
  'POST /v1/aiexperiments/{aiexperiment}/training_runs': run,
  [`PUT ${r}`]: { ...run, project: 'fuzzed' },
  [`MERGE ${r}`]: { ...run, project: 'other' },
  [`POST ${r}/tags`]: { id: '17' },
  [`POST ${r}/checkpoints`]: { values: [{ name: 'y', value: 1, value_stddev: 0.1 }], metadata: { a: 1 } },
};

/** One of each kind of object, all of them new. */
async function objects(): Promise<Record<string, string>> {
  const send = sendAs(world.context);
  const make = async (path: string, body: object): Promise<string> => (await send('POST', path, body)).json.id;
  const experiment = await make('/v1/experiments', definition);
  const base = `/v1/experiments/${experiment}`;
  const client = `/v1/clients/${world.context.store.client}`;
  for (const id of ['fuzzed', 'other']) await send('POST', `${client}/projects`, { id, name: id });
  const { conditionals: _, observation_budget: __, parameters, ...rest } = definition;
  const plain = { ...rest, parameters: [parameters[0]], budget: 9 };
  const aiexperiment = await make(`${client}/projects/fuzzed/aiexperiments`, plain);
  return {
    ...{ experiment, aiexperiment, project: 'fuzzed' },
    run: await make(`/v1/aiexperiments/${aiexperiment}/training_runs`, { name: 'run' }),
    client: world.context.store.client,
    observation: await make(`${base}/observations`, observation),
    suggestion: await make(`${base}/suggestions`, { assignments }),
    queued: await make(`${base}/queued_suggestions`, { assignments }),
  };
}

/** The row's path with our objects, or with an id of another kind or of none. */
const paths = (path: string, ids: Readonly<Record<string, string>>): fc.Arbitrary<string> => {
  const own = path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '1');
  const wrong = fc.oneof(wrongIds, fc.constantFrom(...Object.values(ids)));
  const one = path.match(/\{\w+\}/g) ?? [];
  if (one.length === 0) return fc.constant(own);
  const replaced = fc
    .tuple(fc.constantFrom(...one), wrong)
    .map(([variable, id]) => path.replace(variable, id).replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '1'));
  return fc.oneof({ weight: 4, arbitrary: fc.constant(own) }, { weight: 1, arbitrary: replaced });
};

/** Everything that is stored of the experiments, of the run and its projects, and of their client. */
async function stored(ids: Readonly<Record<string, string>>): Promise<string[]> {
  const { table, client } = world.context.store;
  const experiments = ['experiment', 'aiexperiment'].map((name) => experimentKey(client, ids[name] ?? ''));
  const projects = ['fuzzed', 'other'].map((id) => projectKey(client, id));
  const pks = [clientKey(client), ...experiments, ...projects, runKey(client, ids['run'] ?? '')];
  const items = await Promise.all(pks.map((pk) => query(table, { pk, from: ' ', to: '~' })));
  return items.flat().map((item) => JSON.stringify(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** An AI experiment at the core's address: shown where it belongs (301), and what only its runs may do is refused (403). */
const elsewhere = (path: string, { aiexperiment = '' }: Readonly<Record<string, string>>): number[] =>
  path.startsWith(`/v1/experiments/${aiexperiment}`) ? [301, 403] : [];

describe(`seed ${seed}`, () => {
  // Guarantee: whatever is sent, the answer is a success or a 4xx with message and status, never a 5xx; what was refused has changed nothing, and
  // whatever was accepted left counters, lists and bill in agreement.
  test.each(rows.map((row) => [`${row.method} ${row.path}`, row] as const))('%s', async (name, row) => {
    const ids = await objects();
    const takesBody = row.method === 'POST' || row.method === 'PUT' || row.method === 'MERGE';
    const body = takesBody ? bodies(good[name] ?? {}) : fc.constant('');
    const changes = row.method !== 'GET';
    // What was refused has changed nothing, so it is read anew only after a success.
    let before: string[] | null = null;
    await fc.assert(
      fc.asyncProperty(paths(row.path, ids), queries, body, async (path, search, sent) => {
        if (changes) before ??= await stored(ids);
        const reply = await transmit(world.context, { method: row.method, path: `${path}?${search}`, body: sent });
        const { status, message } = reply.statusCode === 200 ? { status: 200, message: 'x' } : JSON.parse(reply.body);
        expect(status).toBe(reply.statusCode);
        expect(message).toMatch(/./);
        expect([200, 400, 404, 405, 409, 422, ...elsewhere(path, ids)]).toContain(status);
        if (status === 200) before = null;
        else if (changes) expect(await stored(ids)).toEqual(before);
      }),
      { seed, numRuns: Number(process.env['CAIRN_RUNS'] ?? (takesBody ? 28 : 10)) },
    );
    const month = new Date(world.clock.now).toISOString().slice(0, 7);
    for (const id of [ids['experiment'], ids['aiexperiment']])
      expect(await disagreements(world.context, id ?? '', month)).toEqual([]);
  });
});
