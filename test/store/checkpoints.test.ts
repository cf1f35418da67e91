// Checkpoints through the front door: as many as a run may have and not one more, none after its report, counted whatever else changes the run.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Run } from '../../shared/domain/runs/run.ts';
import { findRun, replaceRun } from '../../shared/store/runs/runs.ts';
import { type Send, sendAs } from '../kit/door.ts';
import { meanwhile } from '../kit/faults.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
let send: Send;
let runs: string;

beforeAll(async () => {
  world = await makeWorld();
  send = sendAs(world.context);
  const projects = `/v1/clients/${world.context.store.client}/projects`;
  runs = `${projects}/p/training_runs`;
  for (const id of ['p', 'q']) await send('POST', projects, { id, name: id });
});
afterAll(() => world?.database.stop());

const make = async (): Promise<string> => (await send('POST', runs, { name: 'run' })).json.id;
const pathOf = (run: string) => `/v1/training_runs/${run}`;
const checkpoints = (run: string) => `${pathOf(run)}/checkpoints`;
const add = (run: string, body: object = { values: [{ name: 'loss', value: 1 }] }) =>
  send('POST', checkpoints(run), body);
const count = async (run: string) => (await send('GET', pathOf(run))).json.checkpoint_count;

/** The run as it is stored, changed as no request can. */
async function change(id: string, more: Partial<Run>): Promise<void> {
  const found = await findRun(world.context.store, id);
  if (!found || !(await replaceRun(world.context.store, found, { ...found.run, ...more }, found.texts)))
    throw new Error('the run was changed meanwhile');
}

describe('checkpoints', () => {
  // Guarantee: what is shown is what was sent, alone and in the list, newest first, in pages that come to all of them.
  test('are shown as they were sent', async () => {
    const run = await make();
    const bodies = [
      { values: [] },
      {
        values: [
          { name: 'loss', value: -0.5, value_stddev: 0.25 },
          { name: 'a.b', value: 1e300 },
        ],
      },
      { values: [{ name: 'n'.repeat(100), value: 0 }], metadata: { a: 1, b: 'x', c: null, d: 2, e: 3 } },
    ];
    const made = [];
    for (const body of bodies) made.push((await add(run, body)).json);
    expect(made[0]).toMatchObject({ object: 'checkpoint', training_run: run, values: [], metadata: null });
    expect(made[1].values).toEqual([
      { object: 'metric_evaluation', name: 'loss', value: -0.5, value_stddev: 0.25 },
      { object: 'metric_evaluation', name: 'a.b', value: 1e300, value_stddev: null },
    ]);
    expect(made[2].metadata).toEqual({ a: 1, b: 'x', d: 2, e: 3 });
    const list = (await send('GET', checkpoints(run))).json;
    expect(list).toMatchObject({ count: 3, data: made.toReversed() });
    for (const one of made) expect((await send('GET', `${checkpoints(run)}/${one.id}`)).json).toEqual(one);
    const first = (await send('GET', `${checkpoints(run)}?limit=2`)).json;
    const rest = (await send('GET', `${checkpoints(run)}?limit=2&before=${first.paging.before}`)).json;
    expect([...first.data, ...rest.data]).toEqual(made.toReversed());
    const upwards = (await send('GET', `${checkpoints(run)}?ascending=true&limit=1`)).json;
    expect(upwards.data).toEqual([made[0]]);
    expect(await count(run)).toBe(3);
  });

  // Guarantee: one is found only below its own run.
  test('are those of their run', async () => {
    const [run, other] = [await make(), await make()];
    const { id } = (await add(run)).json;
    expect((await send('GET', `${checkpoints(other)}/${id}`)).status).toBe(404);
    expect((await send('GET', `${checkpoints(run)}/1`)).status).toBe(404);
    expect((await send('POST', checkpoints('1'), { values: [] })).status).toBe(404);
    expect((await send('GET', checkpoints(other))).json).toMatchObject({ count: 0, data: [] });
  });

  // Guarantee: a run takes 200, however many come at once; what is refused leaves nothing.
  test('are at most 200', { timeout: 60_000 }, async () => {
    const run = await make();
    await change(run, { checkpoints: 196 });
    const answers = await Promise.all(Array.from({ length: 10 }, () => add(run)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(4).fill(200), ...Array(6).fill(403)]);
    expect(await count(run)).toBe(200);
    expect((await send('GET', checkpoints(run))).json.data).toHaveLength(4);
  });

  // Guarantee: after the run has reported to its experiment there are no more; that it came to an end alone stops nothing.
  test('end with the report', async () => {
    const run = await make();
    await send('PUT', pathOf(run), { state: 'completed' });
    expect((await add(run)).status).toBe(200);
    await change(run, { observation: '17' });
    const { status, json } = await add(run);
    expect({ status, message: json.message }).toMatchObject({
      status: 403,
      message: expect.stringContaining('reported'),
    });
    expect(await count(run)).toBe(1);
    expect((await send('GET', checkpoints(run))).json.count).toBe(1);
  });

  const aiExperiment = {
    name: 'ai',
    parameters: [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }],
    metrics: [{ name: 'loss' }],
    budget: 9,
  };
  const makeExperimentAndRun = async () => {
    const projects = `/v1/clients/${world.context.store.client}/projects`;
    const experiment = `/v1/aiexperiments/${(await send('POST', `${projects}/p/aiexperiments`, aiExperiment)).json.id}`;
    return { experiment, run: (await send('POST', `${experiment}/training_runs`, { name: 'run' })).json.id };
  };

  // Guarantee: a run takes none while its experiment is archived, and goes on when it is restored or has another space.
  test('stop while the experiment is archived', async () => {
    const { experiment, run } = await makeExperimentAndRun();
    expect((await add(run)).status).toBe(200);
    await send('DELETE', experiment);
    const { status, json } = await add(run);
    expect({ status, field: json.errors[0].field }).toEqual({ status: 400, field: 'state' });
    expect(await count(run)).toBe(1);
    await send('PUT', experiment, { state: 'active' });
    expect((await add(run)).status).toBe(200);
    const wider = { ...aiExperiment.parameters[0], bounds: { min: 0, max: 2 } };
    await send('PUT', experiment, { parameters: [wider] });
    expect((await add(run)).status).toBe(200);
    expect(await count(run)).toBe(3);
  });

  // Guarantee: one that was on its way when the experiment was archived, or got another space, looks at it anew.
  //
  //   checkpoint:  experiment open ──────────── as it was? no: read again ── archived: 400
  //   archiver:                     archived
  test.each([
    ['archived', 400, 0, (path: string) => send('DELETE', path)],
    [
      'reshaped',
      200,
      1,
      (path: string) => send('PUT', path, { parameters: [{ name: 'x', bounds: { min: 0, max: 2 } }] }),
    ],
  ] as const)('see that the experiment is %s meanwhile', async (_, status, counted, change) => {
    const { experiment, run } = await makeExperimentAndRun();
    const context = world.on(meanwhile(world.service.table, /Transact/, () => change(experiment)));
    expect((await sendAs(context)('POST', checkpoints(run), { values: [] })).status).toBe(status);
    expect(await count(run)).toBe(counted);
  });

  // Guarantee: checkpoints that come while the run is changed, merged into and moved are all counted, and no change is lost.
  test('are counted amid changes', { timeout: 60_000 }, async () => {
    const run = await make();
    const changes = Array.from({ length: 6 }, (_, i) =>
      send('MERGE', pathOf(run), { metadata: { [`k${i}`]: i }, ...(i === 3 ? { project: 'q' } : {}) }),
    );
    const added = Array.from({ length: 12 }, () => add(run));
    const statuses = (await Promise.all([...changes, ...added])).map(({ status }) => status);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    expect((await send('GET', pathOf(run))).json).toMatchObject({
      ...{ checkpoint_count: 12, project: 'q', metadata: { k0: 0, k1: 1, k2: 2, k3: 3, k4: 4, k5: 5 } },
    });
    expect((await send('GET', checkpoints(run))).json).toMatchObject({ count: 12 });
  });

  // Guarantee: one that comes between the reading of a run and the writing of its change is counted: the change is made again.
  //
  //   changer:     run, no checkpoints ──────────────── in its place? no: read again ── run with one
  //   checkpoint:                       the first one
  test('are counted between read and write', async () => {
    const run = await make();
    const context = world.on(meanwhile(world.service.table, /Put/, () => add(run)));
    const { status, json } = await sendAs(context)('MERGE', pathOf(run), { metadata: { a: 1 } });
    expect({ status, count: json.checkpoint_count }).toEqual({ status: 200, count: 1 });
    expect((await send('GET', pathOf(run))).json).toMatchObject({ checkpoint_count: 1, metadata: { a: 1 } });
  });

  const value = { name: 'loss', value: 1 };

  // Guarantee: what breaks a rule is a 400 that names the field.
  test.each([
    ['values', {}],
    ['values', { values: null }],
    ['values', { values: { loss: 1 } }],
    ['values[0].name', { values: [{ value: 1 }] }],
    ['values[0].name', { values: [{ ...value, name: '' }] }],
    ['values[0].name', { values: [{ ...value, name: null }] }],
    ['values[0].name', { values: [{ ...value, name: 'n'.repeat(101) }] }],
    ['values[1].name', { values: [value, value] }],
    ['values[0].value', { values: [{ name: 'loss' }] }],
    ['values[0].value', { values: [{ ...value, value: '1' }] }],
    ['values[0].value', { values: [{ ...value, value: null }] }],
    ['values[0].value_stddev', { values: [{ ...value, value_stddev: -1 }] }],
    ['values[0].more', { values: [{ ...value, more: 1 }] }],
    ['metadata', { values: [], metadata: { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 } }],
    ['metadata.a', { values: [], metadata: { a: true } }],
    ['metadata.a', { values: [], metadata: { a: 'x'.repeat(501) } }],
    ['metadata', { values: [], metadata: [] }],
    ['more', { values: [], more: 1 }],
  ])('refuse a wrong %s', async (field, body) => {
    const run = await make();
    const { status, json } = await add(run, body);
    expect({ status, field: json.errors[0].field }).toEqual({ status: 400, field });
    expect(await count(run)).toBe(0);
  });
});
