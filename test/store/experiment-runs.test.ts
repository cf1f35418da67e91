// Training runs of experiments through the front door: what they are to try, what they report, once, and what archiving them hides.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../../shared/operations/context.ts';
import { archiveExperiment } from '../../shared/operations/experiments/update.ts';
import { disagreements } from '../kit/audit.ts';
import { type Send, sendAs } from '../kit/door.ts';
import { scopeOf } from '../kit/experiments.ts';
import { makeFront } from '../kit/front.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
let send: Send;
let project: string;

const definition = {
  name: 'AI',
  parameters: [
    { name: 'x', type: 'double', bounds: { min: 0, max: 1 } },
    { name: 'kind', type: 'categorical', categorical_values: ['a', 'b'] },
  ],
  metrics: [
    { name: 'loss', objective: 'minimize' },
    { name: 'seconds', strategy: 'store' },
  ],
  budget: 4,
};

beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world?.database.stop());
beforeEach(async () => {
  world = await makeWorld(world.database);
  send = sendAs(world.context);
  project = `/v1/clients/${world.context.store.client}/projects/p`;
  await send('POST', project.slice(0, -2), { id: 'p', name: 'P' });
});

const experiment = async (body: object = definition): Promise<string> =>
  (await send('POST', `${project}/aiexperiments`, body)).json.id;
const make = async (id: string, body: object = {}) =>
  send('POST', `/v1/aiexperiments/${id}/training_runs`, { name: 'run', ...body });
const pathOf = ({ id }: { id: string }) => `/v1/training_runs/${id}`;
const merge = (run: { id: string }, body: object) => send('MERGE', pathOf(run), body);
const below = async (id: string, what: string) => (await send('GET', `/v1/experiments/${id}/${what}`)).json;
const progress = async (id: string) => (await send('GET', `/v1/aiexperiments/${id}`)).json.progress;
const agree = async (id: string, context: Context = world.context) =>
  expect(await disagreements(context, id, '2026-11')).toEqual([]);
const values = { loss: { value: 0.5, value_stddev: 0.1 }, seconds: { value: 9 }, other: { value: 1 } };

describe('a new run', () => {
  // Guarantee: what the suggestion adds counts as the run's own from the beginning: a run that could not come to its end is refused, and nothing is made.
  test('that is too large together with its suggestion', async () => {
    const wide = (length: number) => (i: number) => `${'😀'.repeat(length - 2)}${String(i).padStart(2, '0')}`;
    const parameter = (_: unknown, i: number) => ({
      ...{ name: wide(100)(i), type: 'categorical', categorical_values: [wide(50)(0), wide(50)(1)] },
    });
    const id = await experiment({ ...definition, parameters: Array.from({ length: 100 }, parameter) });
    const blob = (length: number) => ({ sys_metadata: { blob: 'x'.repeat(length) } });
    const refused = await make(id, blob(300_000));
    expect([refused.status, refused.json.errors?.[0].field]).toEqual([400, 'sys_metadata']);
    expect(await below(id, 'suggestions')).toMatchObject({ count: 0 });
    const { json } = await make(id, blob(200_000));
    expect(await merge(json, { state: 'completed', values })).toMatchObject({ status: 200 });
    await agree(id);
  });

  // Without a point of its own the run is told what to try: the suggestion, its values among the assignments, each marked as suggested.
  test('is given a suggestion', async () => {
    const id = await experiment();
    const { json } = await make(id, { assignments: { epochs: 3 }, assignments_meta: { epochs: { source: 'me' } } });
    const suggestion = (await below(id, `suggestions/${json.suggestion}`)).assignments;
    expect(json).toMatchObject({ experiment: id, project: 'p', state: 'active', observation: null });
    expect(json.assignments).toEqual({ epochs: 3, ...suggestion });
    expect(Object.keys(suggestion).sort()).toEqual(['kind', 'x']);
    expect(json.assignments_meta).toMatchObject({
      ...{ epochs: { source: 'me' }, x: { source: 'SigOpt' }, kind: { source: 'SigOpt' } },
    });
    expect(json.assignments_sources).toEqual({
      SigOpt: { object: 'assignments_sources', sort: 1, default_show: true },
    });
    expect((await send('GET', pathOf(json))).json).toEqual(json);
    expect(await progress(id)).toMatchObject({ active_run_count: 1, finished_run_count: 0, remaining_budget: 4 });
    expect((await send('GET', project)).json.training_run_count).toBe(1);
    await agree(id);
  });

  // A whole point of its own is a suggestion like any other; one that is not a point is kept as it is, and the run has none. Bounds do not matter.
  test('may bring its own point', async () => {
    const id = await experiment();
    const own = (await make(id, { assignments: { x: 7, kind: 'a', epochs: 3 } })).json;
    expect(own.assignments).toEqual({ x: 7, kind: 'a', epochs: 3 });
    expect(own.assignments_meta).toEqual({
      x: { object: 'assignments_meta', source: 'SigOpt' },
      kind: { object: 'assignments_meta', source: 'SigOpt' },
    });
    expect((await below(id, `suggestions/${own.suggestion}`)).assignments).toEqual({ x: 7, kind: 'a' });
    const half = (await make(id, { assignments: { x: 0.5 } })).json;
    expect(half).toMatchObject({ suggestion: null, assignments: { x: 0.5 }, assignments_meta: {} });
    expect((await make(id, { assignments: { x: 0.5, kind: 'c' } })).json.suggestion).toBe(null);
    expect(await below(id, 'suggestions')).toMatchObject({ count: 1 });
    await agree(id);
  });

  // An experiment of a hundred parameters leaves its run room for a hundred names of its own, and no more.
  test('has room beside many parameters', async () => {
    const parameters = Array.from({ length: 100 }, (_, i) => ({
      ...{ name: `x${i}`, type: 'double', bounds: { min: 0, max: 1 } },
    }));
    const id = await experiment({ ...definition, parameters });
    const run = (await make(id, { assignments: { epochs: 3 } })).json;
    expect(Object.keys(run.assignments).length).toBe(101);
    const more = Object.fromEntries(Array.from({ length: 99 }, (_, i) => [`own${i}`, i]));
    expect((await merge(run, { values, assignments: more })).status).toBe(200);
    expect((await merge(run, { assignments: { one_more: 1 } })).json.errors[0].field).toBe('assignments');
    expect((await merge(run, { state: 'completed' })).json.observation).not.toBe(null);
    await agree(id);
  });

  // What is queued is served to runs first, and once.
  test('takes what is queued', async () => {
    const id = await experiment();
    await send('POST', `/v1/experiments/${id}/queued_suggestions`, { assignments: { x: 0.25, kind: 'b' } });
    expect((await make(id)).json.assignments).toEqual({ x: 0.25, kind: 'b' });
    expect(await below(id, 'queued_suggestions')).toMatchObject({ count: 0 });
    await agree(id);
  });

  // One that came to an end before it was known here reports at once, if it tried a point of the experiment.
  test('may be finished already', async () => {
    const id = await experiment();
    const point = { x: 0.5, kind: 'a' };
    const done = (await make(id, { state: 'completed', assignments: { ...point, epochs: 1 }, values })).json;
    expect(done).toMatchObject({ suggestion: null, state: 'completed', finished: true, assignments_meta: {} });
    expect(done.completed).toBe(done.created);
    expect(await below(id, `observations/${done.observation}`)).toMatchObject({
      ...{ assignments: point, suggestion: null, failed: false },
      values: [
        { name: 'loss', value: 0.5, value_stddev: 0.1 },
        { name: 'seconds', value: 9, value_stddev: null },
      ],
    });
    const partial = (await make(id, { state: 'completed', assignments: point, values: { loss: { value: 1 } } })).json;
    expect(await below(id, `observations/${partial.observation}`)).toMatchObject({ failed: true, values: [] });
    expect((await make(id, { state: 'failed', assignments: { x: 1 } })).json.observation).toBe(null);
    expect((await make(id, { state: 'failed' })).json).toMatchObject({ observation: null, suggestion: null });
    expect(await below(id, 'observations')).toMatchObject({ count: 2 });
    expect(await progress(id)).toMatchObject({ finished_run_count: 4, active_run_count: 0, remaining_budget: 0 });
    await agree(id);
  });

  test('is refused where there is no experiment of runs, or an archived one', async () => {
    const id = await experiment();
    await send('DELETE', `/v1/aiexperiments/${id}`);
    for (const body of [{}, { state: 'failed' }, { assignments: { x: 1 } }])
      expect(await make(id, body)).toMatchObject({ status: 400, json: { errors: [{ field: 'state' }] } });
    const core = (await send('POST', '/v1/experiments', { ...definition, budget: null })).json.id;
    expect((await make(core)).status).toBe(404);
    expect((await make('17')).status).toBe(404);
    expect((await send('GET', project)).json.training_run_count).toBe(0);
  });
});

describe('coming to an end', () => {
  // The first end makes the observation, of what was suggested and of what was measured; later edits change the run and not the observation.
  test('reports once', async () => {
    const id = await experiment();
    const run = (await make(id)).json;
    await merge(run, { values, assignments: { x: 0.123 } });
    world.clock.now += 3000;
    const done = (await merge(run, { state: 'completed' })).json;
    expect(done).toMatchObject({ state: 'completed', finished: true, suggestion: run.suggestion });
    expect(done.completed).toBeGreaterThan(done.created);
    const observation = await below(id, `observations/${done.observation}`);
    expect(observation).toMatchObject({
      ...{ assignments: run.assignments, suggestion: run.suggestion, failed: false },
      values: [
        { name: 'loss', value: 0.5, value_stddev: 0.1 },
        { name: 'seconds', value: 9 },
      ],
    });
    expect((await below(id, `suggestions/${run.suggestion}`)).state).toBe('closed');
    expect(await progress(id)).toMatchObject({ active_run_count: 0, finished_run_count: 1, remaining_budget: 3 });
    for (const body of [{ state: 'active' }, { values: { loss: { value: 99 } } }, { state: 'failed' }]) {
      const later = (await merge(run, body)).json;
      expect(later).toMatchObject({ observation: done.observation, completed: done.completed, finished: true });
      expect(await below(id, `observations/${done.observation}`)).toEqual(observation);
    }
    expect(await below(id, 'observations')).toMatchObject({ count: 1 });
    expect(await progress(id)).toMatchObject({ active_run_count: 0, finished_run_count: 1 });
    await agree(id);
  });

  // Failed is what failed, and what lacks the value of any metric.
  test.each([
    ['failed', values],
    ['completed', { loss: { value: 1 } }],
  ])('as %s with %j is a failure', async (state, given) => {
    const id = await experiment();
    const run = (await make(id)).json;
    const { observation } = (await merge(run, { state, values: given })).json;
    expect(await below(id, `observations/${observation}`)).toMatchObject({ failed: true, values: [] });
    await agree(id);
  });

  // A run without a suggestion has nothing to report; it is finished all the same.
  test('without a suggestion reports nothing', async () => {
    const id = await experiment();
    const run = (await make(id, { assignments: { x: 1 } })).json;
    expect((await merge(run, { state: 'completed', values })).json).toMatchObject({
      observation: null,
      finished: true,
    });
    expect(await progress(id)).toMatchObject({ finished_run_count: 1, active_run_count: 0 });
    await agree(id);
  });

  // The best of what runs reported is the experiment's best.
  test('makes the best known', async () => {
    const id = await experiment();
    for (const loss of [3, 1, 2]) {
      const run = (await make(id)).json;
      await merge(run, { state: 'completed', values: { loss: { value: loss }, seconds: { value: 1 } } });
    }
    const [best] = (await below(id, 'best_assignments')).data;
    expect(best.values[0]).toMatchObject({ name: 'loss', value: 1 });
    await agree(id);
  });
});

describe('archiving', () => {
  // Run, suggestion and observation go together and come back together; what they were counted for goes and comes with them.
  test('hides what belongs to the run', async () => {
    const id = await experiment();
    const runs = [];
    for (const loss of [2, 1, 3]) {
      const run = (await make(id)).json;
      runs.push(
        (await merge(run, { state: 'completed', values: { loss: { value: loss }, seconds: { value: 1 } } })).json,
      );
    }
    const open = (await make(id)).json;
    for (const run of [...runs, open]) {
      expect((await send('DELETE', pathOf(run))).json).toMatchObject({ deleted: true, observation: run.observation });
      await agree(id);
    }
    expect(await below(id, 'observations')).toMatchObject({ count: 0, data: [] });
    expect(await below(id, 'suggestions')).toMatchObject({ count: 0, data: [] });
    expect(await below(id, 'best_assignments')).toMatchObject({ data: [] });
    expect(await progress(id)).toMatchObject({ total_run_count: 0, remaining_budget: 4 });
    expect((await send('GET', project)).json.training_run_count).toBe(0);
    for (const run of [open, ...runs.toReversed()]) {
      expect((await send('PUT', pathOf(run), { deleted: false })).json.deleted).toBe(false);
      await agree(id);
    }
    expect(await below(id, 'observations')).toMatchObject({ count: 3 });
    expect((await below(id, 'suggestions?state=open')).data.map((one: { id: string }) => one.id)).toEqual([
      open.suggestion,
    ]);
    expect((await below(id, 'best_assignments')).data[0].id).toBe(runs[1].observation);
    expect(await progress(id)).toMatchObject({ active_run_count: 1, finished_run_count: 3 });
  });

  // A run that ends while it is archived reports when it is restored, in the same request that restores it.
  test('keeps a report back', async () => {
    const id = await experiment();
    const run = (await make(id)).json;
    await send('DELETE', pathOf(run));
    expect((await merge(run, { state: 'completed', values })).json).toMatchObject({
      observation: null,
      finished: true,
    });
    expect(await below(id, 'observations')).toMatchObject({ count: 0 });
    await agree(id);
    const back = (await send('PUT', pathOf(run), { deleted: false })).json;
    expect(await below(id, `observations/${back.observation}`)).toMatchObject({ suggestion: run.suggestion });
    await agree(id);
  });

  // What was deleted together with all others stays deleted.
  test('does not bring back what was deleted with all others', async () => {
    const id = await experiment();
    const run = (await merge((await make(id)).json, { state: 'completed', values })).json;
    await send('DELETE', `/v1/experiments/${id}/observations`);
    await send('DELETE', `/v1/experiments/${id}/suggestions`);
    await send('DELETE', pathOf(run));
    expect((await send('PUT', pathOf(run), { deleted: false })).json).toMatchObject({ deleted: false, finished: true });
    expect(await below(id, 'observations')).toMatchObject({ count: 0 });
    expect(await below(id, 'suggestions')).toMatchObject({ count: 0 });
  });
});

describe('archiving an experiment', () => {
  const some = async (count: number) => {
    const id = await experiment();
    const runs = [];
    for (let i = 0; i < count; i++) {
      const body = { assignments: { x: i / count, kind: 'a' }, state: i % 3 ? 'completed' : 'active', values };
      runs.push((await make(id, body)).json);
    }
    return { id, runs };
  };

  // Without its runs an experiment goes alone; what its runs report later is kept for when it comes back.
  test('leaves its runs', async () => {
    const { id, runs } = await some(2);
    await send('DELETE', `/v1/aiexperiments/${id}`);
    for (const run of runs) expect((await send('GET', pathOf(run))).json.deleted).toBe(false);
    expect((await merge(runs[0], { state: 'completed' })).json.observation).not.toBe(null);
    expect(await progress(id)).toMatchObject({ finished_run_count: 2, active_run_count: 0 });
    await agree(id);
  });

  // With them all are archived, however many, with all that they were counted for, at either address of the experiment; each can be restored.
  test.each(['aiexperiments', 'experiments'])('takes its runs along where that is wanted (%s)', async (kind) => {
    const { id, runs } = await some(45);
    await merge(runs[4], { project: 'q' });
    await send('POST', project.slice(0, -2), { id: 'q', name: 'Q' });
    await merge(runs[4], { project: 'q' });
    for (let i = 0; i < 2; i++)
      expect(await send('DELETE', `/v1/${kind}/${id}?include_runs=true`)).toMatchObject({ status: 200, json: {} });
    await agree(id);
    for (const run of runs) expect((await send('GET', pathOf(run))).json.deleted).toBe(true);
    for (const what of ['observations', 'suggestions', 'best_assignments'])
      expect(await below(id, what)).toMatchObject({ data: [] });
    expect(await progress(id)).toMatchObject({ total_run_count: 0 });
    for (const of of ['p', 'q']) expect((await send('GET', project.replace(/p$/, of))).json.training_run_count).toBe(0);
    for (const run of runs.slice(0, 3)) await send('PUT', pathOf(run), { deleted: false });
    await agree(id);
    expect(await progress(id)).toMatchObject({ active_run_count: 1, finished_run_count: 2 });
  });

  // A request that runs out of time says so; the same request again goes on.
  test('goes on where it stopped', async () => {
    const { id } = await some(30);
    let left = 1;
    const hasty = { ...world.context, remaining: () => (left-- > 0 ? 10_000 : 0) };
    const target = await scopeOf(world.context, id);
    const query = { include_runs: true };
    await expect(archiveExperiment(hasty, { target, query })).rejects.toMatchObject({ status: 429 });
    await agree(id);
    expect((await progress(id)).total_run_count).toBeGreaterThan(0);
    expect((await send('DELETE', `/v1/aiexperiments/${id}?include_runs=true`)).status).toBe(200);
    expect(await progress(id)).toMatchObject({ total_run_count: 0 });
    await agree(id);
  });
});

// Guarantee: a link to a run shows that run to whoever holds it, and nothing else.
test('a run is shared with guests', async () => {
  const front = await makeFront();
  const { client, token } = await front.operate('POST', 'organizations', { name: 'Org' });
  const path = `/v1/clients/${client}/projects`;
  await front.made('POST', path, token, { id: 'p', name: 'P' });
  const [run, other] = [
    await front.made('POST', `${path}/p/training_runs`, token, { name: 'shown' }),
    await front.made('POST', `${path}/p/training_runs`, token, { name: 'hidden' }),
  ];
  const guest = await front.made('POST', `${pathOf(run)}/tokens`, token);
  expect(guest).toMatchObject({ token_type: 'guest', permissions: 'read', training_run: run.id });
  expect(await front.made('GET', pathOf(run), guest.token)).toEqual(run);
  expect((await front.send('GET', pathOf(other), guest.token)).status).toBe(404);
  expect((await front.send('MERGE', pathOf(run), guest.token, { favorite: true })).status).toBe(403);
  expect((await front.send('GET', `${path}/p`, guest.token)).status).toBe(404);
  front.world.database.stop();
});
