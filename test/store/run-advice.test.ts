// Advice on training runs through the front door: what it rests on, whom it spares, what it saves, and that curves follow their runs whatever happens.
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeRandom } from '../../shared/engine/numerics/random.ts';
import { curvesAround, mostSiblings } from '../../shared/store/runs/curves.ts';
import { findRun, replaceRun } from '../../shared/store/runs/runs.ts';
import { type Answer, type Send, sendAs } from '../kit/door.ts';
import { crashingAt, intercepted, meanwhile } from '../kit/faults.ts';
import { makeFront, newAddress, password } from '../kit/front.ts';
import { asCaller, makeWorld, type World } from '../kit/world.ts';

let world: World;
let send: Send;
let projects: string;

beforeAll(async () => {
  world = await makeWorld();
  send = sendAs(world.context);
  projects = `/v1/clients/${world.context.store.client}/projects`;
});
afterAll(() => world?.database.stop());

let made = 0;
async function makeProject(): Promise<string> {
  const id = `p${++made}`;
  await send('POST', projects, { id, name: id });
  return id;
}

const pathOf = (run: string) => `/v1/training_runs/${run}`;
const make = async (project: string, more: object = {}): Promise<string> =>
  (await send('POST', `${projects}/${project}/training_runs`, { name: 'run', ...more })).json.id;
const log = async (run: string, value: number, name = 'loss'): Promise<void> => {
  const { status, json } = await send('POST', `${pathOf(run)}/checkpoints`, { values: [{ name, value }] });
  expect([status, json.message]).toEqual([200, undefined]);
};
const logAll = async (run: string, values: readonly number[], name = 'loss'): Promise<void> => {
  for (const value of values) await log(run, value, name);
};
const ask = (run: string, query = 'objective=minimize'): Promise<Answer> =>
  send('GET', `${pathOf(run)}/advice?${query}`);
const advice = async (run: string, query?: string) => {
  const { status, json } = await ask(run, query);
  expect([status, json.message]).toEqual([200, undefined]);
  return json;
};
const complete = (run: string) => send('PUT', pathOf(run), { state: 'completed' });

/** Runs of a project of their own, a list of values each. */
async function population(curves: readonly (readonly number[])[]): Promise<string[]> {
  const project = await makeProject();
  return Promise.all(
    curves.map(async (values) => {
      const run = await make(project);
      await logAll(run, values);
      return run;
    }),
  );
}
const still = (value: number, steps: number): number[] => new Array<number>(steps).fill(value);

const ofRuns = (metrics: readonly object[]) => ({
  name: 'ai',
  parameters: [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }],
  metrics,
  ...{ budget: 30, parallel_bandwidth: 9 },
});
async function makeExperiment(metrics: readonly object[]): Promise<string> {
  const { json } = await send('POST', `${projects}/${await makeProject()}/aiexperiments`, ofRuns(metrics));
  return `/v1/aiexperiments/${json.id}`;
}
const runOf = async (experiment: string): Promise<string> =>
  (await send('POST', `${experiment}/training_runs`, { name: 'run' })).json.id;

describe('advice on a run', () => {
  // Guarantee: the whole answer, with the numbers that it rests on, in both directions of a metric.
  test.each([
    [1, 'minimize'],
    [-1, 'maximize'],
  ] as const)('times %d, says what it rests on: %s', async (sign, objective) => {
    const runs = await population([0, 1, 2, 3, 4].map((v) => still(sign * v, 3)));
    const told = await Promise.all(runs.map((run) => advice(run, `objective=${objective}&steps=27`)));
    expect(told.map(({ action }) => action)).toEqual(['continue', 'continue', 'stop', 'stop', 'stop']);
    expect(told.map(({ rung }) => rung.rank)).toEqual([1, 2, 3, 4, 5]);
    expect(told[2]).toEqual({
      ...{ object: 'run_advice', training_run: runs[2], metric: 'loss', objective, rule: 'halving', action: 'stop' },
      reason: 'At step 3 it is number 3 of 5 runs that came there, and only the best 2 go on.',
      ...{ step: 3, steps: 27, from_step: 3, best: sign * 2, rung: { step: 3, rank: 3, reached: 5, places: 2 } },
      ...{ siblings: 4, finished: 0, forecast: null },
    });
  });

  // Guarantee: nobody is stopped without something to compare with, and the answer says what is missing.
  test('goes on while little is known', async () => {
    const project = await makeProject();
    const run = await make(project);
    expect(await advice(run, '')).toMatchObject({
      ...{ action: 'continue', metric: null, step: 0, best: null, rung: null, siblings: 0 },
      reason: 'The run has no checkpoint yet.',
    });
    await logAll(run, [9, 9, 9]);
    for (let i = 0; i < 2; i++) await logAll(await make(project), still(i, 3));
    expect(await advice(run, 'objective=minimize&steps=9')).toMatchObject({
      action: 'continue',
      reason: 'Too few runs to compare: 3 came to step 3, and nobody is turned away before there are 4.',
    });
    await logAll(await make(project), still(5, 3));
    expect(await advice(run, 'objective=minimize&steps=9')).toMatchObject({ action: 'stop' });
    expect(await advice(run, 'objective=minimize&steps=200')).toMatchObject({
      ...{ action: 'continue', rung: null, reason: 'It has 3 steps; runs are compared from step 27 on.' },
    });
    expect(await advice(run, 'objective=minimize&steps=9&from_step=1&patience=3')).toMatchObject({
      ...{ action: 'continue', reason: expect.stringContaining('latest 3') },
    });
    expect(await advice(run, 'objective=minimize&steps=90&rule=median')).toMatchObject({
      reason: 'It has 3 steps; the median rule leaves every run alone until step 9.',
    });
  });

  // Guarantee: a failed run is over; a completed one has nothing left to stop; failed siblings have come, and are last.
  test('knows how runs ended', async () => {
    const runs = await population([...[0, 0, 0, 0].map((v) => still(v, 3)), still(5, 3)]);
    const short = 'objective=minimize&steps=4&from_step=1';
    const [first = '', second = '', third = '', fourth = '', mine = ''] = runs;
    expect((await advice(mine, short)).action).toBe('stop');
    for (const run of [first, second, third]) await send('PUT', pathOf(run), { state: 'failed' });
    expect(await advice(mine, short)).toMatchObject({ action: 'continue', rung: { rank: 2, reached: 5, places: 2 } });
    expect(await advice(first, short)).toMatchObject({ action: 'stop', reason: 'The run has failed.', best: 0 });
    await complete(fourth);
    expect(await advice(fourth, short)).toMatchObject({ action: 'continue', reason: expect.stringContaining('end') });
    expect(await advice(mine, short)).toMatchObject({ siblings: 4, finished: 0 });
  });

  // Guarantee: from eight finished siblings on, the end is foretold on their line, and never worse than what the run has shown.
  test('foretells the end', async () => {
    const fall = (end: number) => [9, 8, 7, 6, 5, 4, 3, 2, 1].map((left) => end + left);
    const finished = await population([...Array.from({ length: 8 }, (_, i) => fall(i)), [11.5, 10.5, 9.5]]);
    const mine = finished.pop() ?? '';
    expect((await advice(mine)).forecast).toBe(null);
    await Promise.all(finished.map(complete));
    expect(await advice(mine)).toMatchObject({ finished: 8, steps: 9, forecast: { value: 3.5, low: 3.5, high: 3.5 } });
    await log(mine, 0);
    expect((await advice(mine)).forecast.high).toBeLessThanOrEqual(0);
  });

  // Guarantee: a stopped run that reports its forecast with its deviation is a noisy value to the optimizer, and the deviation is how far the others were off.
  test('gives a stopped run a value and its deviation', async () => {
    const experiment = await makeExperiment([{ name: 'loss', objective: 'minimize' }]);
    const ends = [1, 2, 3, 4, 5, 6, 7, 8];
    for (const end of ends) {
      const run = await runOf(experiment);
      await logAll(run, [9 + end, 8 + end, end + (end % 2 === 0 ? 0.5 : -0.5)]);
      await send('PUT', pathOf(run), { state: 'completed', values: { loss: { value: end } } });
    }
    const mine = await runOf(experiment);
    await logAll(mine, [13.5, 12.5]);
    const { value, value_stddev } = (await advice(mine, 'steps=3')).forecast;
    expect(value_stddev).toBeGreaterThan(0.3);
    expect(value_stddev).toBeLessThan(1.5);
    await send('PUT', pathOf(mine), { state: 'completed', values: { loss: { value, value_stddev } } });
    const { data } = (await send('GET', `${experiment.replace('aiexperiments', 'experiments')}/observations`)).json;
    expect(data[0].values).toEqual([{ object: 'metric_evaluation', name: 'loss', value, value_stddev }]);
  });

  // Guarantee: the rule would stop it, and the one that is expected to end best goes on.
  test('spares the run that is expected to end best', async () => {
    const late = (start: number) => [
      start,
      start,
      start,
      start - 4,
      start - 5,
      start - 6,
      start - 7,
      start - 8,
      start - 9,
    ];
    const finished = await population([
      ...Array.from({ length: 8 }, (_, i) => late(11 + i)),
      ...Array.from({ length: 7 }, () => still(10, 3)),
      still(10.5, 3),
      still(15.5, 3),
    ]);
    const [poor = '', mine = ''] = [finished.pop(), finished.pop()];
    await Promise.all(finished.slice(0, 8).map(complete));
    // The still ones ended where they were, so that nobody expects more of them.
    await Promise.all(finished.slice(8).map((run) => send('PUT', pathOf(run), { state: 'failed' })));
    const told = await advice(mine, 'objective=minimize&rule=median');
    expect(told).toMatchObject({ action: 'continue', forecast: { value: 1.5 } });
    expect(await advice(poor, 'objective=minimize&rule=median')).toMatchObject({ action: 'stop' });
  });

  // Guarantee: what cannot be is a 400 with field, rule and way out; foreign and missing runs are the same 404.
  test('refuses what cannot be', async () => {
    const run = await make(await makeProject());
    for (const [query, field] of [
      ['objective=best', 'objective'],
      ['rule=fast', 'rule'],
      ['steps=0', 'steps'],
      ['steps=201', 'steps'],
      ['steps=x', 'steps'],
      ['patience=-1', 'patience'],
      ['metric=', 'metric'],
      [`metric=${'n'.repeat(101)}`, 'metric'],
    ] as const) {
      const { status, json } = await ask(run, query);
      expect([query, status, json.errors?.[0]?.field]).toEqual([query, 400, field]);
      expect(json.errors[0].fix).toMatch(/./);
    }
    const values = ['loss', 'accuracy'].map((name) => ({ name, value: 1 }));
    await send('POST', `${pathOf(run)}/checkpoints`, { values });
    const several = (await ask(run, '')).json;
    expect(several.errors[0]).toMatchObject({ field: 'metric', rule: expect.stringContaining('loss, accuracy') });
    const unknown = (await ask(run, 'metric=lose')).json;
    expect(unknown.errors[0]).toMatchObject({ field: 'metric', value: 'lose', rule: expect.stringContaining('loss') });
    expect(await advice(run, 'metric=accuracy')).toMatchObject({ metric: 'accuracy', objective: 'maximize' });
    const missing = await ask('1');
    const foreign = await sendAs(world.stranger())('GET', `${pathOf(run)}/advice`);
    const blind = ({ status, json }: Answer, id: string) => [status, String(json.message).replace(id, 'ID')];
    expect(blind(foreign, run)).toEqual(blind(missing, '1'));
    expect(missing.status).toBe(404);
  });
});

describe('the metric', () => {
  // Guarantee: a run of an experiment needs no words: metric and direction are its experiment's, and its siblings that experiment's runs alone.
  test('is that of the experiment', async () => {
    const experiment = await makeExperiment([
      { name: 'loss', objective: 'minimize' },
      { name: 'seconds', strategy: 'store' },
    ]);
    const runs = await Promise.all(Array.from({ length: 4 }, () => runOf(experiment)));
    for (const [i, run] of runs.entries()) {
      const others = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, value: 1 }));
      const values = [...others, { name: 'loss', value: i }];
      for (let k = 0; k < 3; k++) await send('POST', `${pathOf(run)}/checkpoints`, { values });
    }
    const told = await Promise.all(runs.map((run) => advice(run, 'steps=9')));
    expect(told.map(({ action }) => action)).toEqual(['continue', 'continue', 'stop', 'stop']);
    expect(told[3]).toMatchObject({ metric: 'loss', objective: 'minimize', siblings: 3 });
    expect((await advice(runs[3] ?? '', 'steps=9&objective=maximize')).action).toBe('continue');
    expect(await advice(runs[0] ?? '', 'metric=seconds')).toMatchObject({
      ...{ action: 'continue', step: 0, reason: expect.stringContaining('no value of seconds') },
    });
  });

  // Guarantee: of two optimized metrics one has to be named, as soon as both are there.
  test('has to be named where there are two', async () => {
    const experiment = await makeExperiment([{ name: 'a' }, { name: 'b', objective: 'minimize' }]);
    const run = await runOf(experiment);
    await log(run, 1, 'b');
    expect(await advice(run, '')).toMatchObject({ metric: 'b', objective: 'minimize' });
    await log(run, 1, 'a');
    expect((await ask(run, '')).status).toBe(400);
    expect(await advice(run, 'metric=a')).toMatchObject({ objective: 'maximize', step: 1 });
  });
});

describe('siblings', () => {
  /** Of the asker, as the answer counts them. */
  const count = async (run: string) => (await advice(run)).siblings;

  // Guarantee: runs without an experiment have those of their project, and of their own kind; a run that moves takes its curve along.
  test('are in the same place', async () => {
    const [one = '', other = ''] = await population([[1], [2]]);
    const there = await makeProject();
    const [alone, developer] = [await make(there), asCaller(world.context, { development: true })];
    await log(alone, 3);
    expect([await count(one), await count(alone)]).toEqual([1, 0]);
    await send('PUT', pathOf(other), { project: there });
    expect([await count(one), await count(alone), await count(other)]).toEqual([0, 1, 1]);
    expect(await advice(other)).toMatchObject({ step: 1, best: 2 });
    const development = (await sendAs(developer)('POST', `${projects}/${there}/training_runs`, { name: 'run' })).json
      .id;
    await sendAs(developer)('POST', `${pathOf(development)}/checkpoints`, { values: [{ name: 'loss', value: 1 }] });
    expect(await count(alone)).toBe(1);
    await log(other, 5);
    expect(await advice(other)).toMatchObject({ step: 2, best: 2 });
  });

  // Guarantee: an archived run is none; restored, it is one again.
  test('are not archived', async () => {
    const [one = '', other = ''] = await population([[1], [2]]);
    await send('DELETE', pathOf(other));
    expect(await count(one)).toBe(0);
    expect(await advice(other)).toMatchObject({ siblings: 1, best: 2 });
    await send('PUT', pathOf(other), { deleted: false });
    expect(await count(one)).toBe(1);
  });

  // Guarantee: archiving an experiment with all its runs takes them out, and one that is restored is alone.
  test('are archived with their experiment', { timeout: 60_000 }, async () => {
    const experiment = await makeExperiment([{ name: 'loss', objective: 'minimize' }]);
    const runs: string[] = [];
    for (let i = 0; i < 25; i++) runs.push(await runOf(experiment));
    for (const run of runs) await log(run, 1);
    const [one = ''] = runs;
    expect(await count(one)).toBe(24);
    expect((await send('DELETE', `${experiment}?include_runs=true`)).status).toBe(200);
    expect(await count(one)).toBe(0);
    await send('PUT', experiment, { state: 'active' });
    await send('PUT', pathOf(runs[1] ?? ''), { deleted: false });
    expect(await count(one)).toBe(1);
  });

  // Guarantee: an answer reads the newest 300 curves and no more, in one call, however many runs there are.
  test('are bounded', { timeout: 60_000 }, async () => {
    const project = await makeProject();
    const bodies = Array.from({ length: mostSiblings + 20 }, (_, i) => ({ name: `run ${i}` }));
    const batch = await send('POST', `${projects}/${project}/training_runs/batch?fields=id`, { runs: bodies });
    const ids: string[] = batch.json.data.map(({ id }: { id: string }) => id);
    for (let i = 0; i < ids.length; i += 20) await Promise.all(ids.slice(i, i + 20).map((id, k) => log(id, i + k)));
    const calls: string[] = [];
    const watched = world.on(
      intercepted(world.service.table, (command, go) => {
        calls.push(command.constructor.name);
        return go(command);
      }),
    );
    const { json } = await sendAs(watched)('GET', `${pathOf(ids[0] ?? '')}/advice?objective=minimize`);
    expect(json).toMatchObject({ siblings: mostSiblings, rung: null, step: 1 });
    expect(calls.filter((name) => name.startsWith('Query'))).toHaveLength(1);
    expect(calls.length).toBeLessThanOrEqual(5);
  });
});

describe('a curve', () => {
  const stored = async (id: string) => {
    const found = await findRun(world.context.store, id);
    if (!found) throw new Error('no run');
    const all = await curvesAround(world.context.store, found.run);
    return { found, own: all.find(({ run }) => run === id) ?? null, all };
  };
  const valuesOf = async (run: string) => (await stored(run)).own?.curves?.get('loss') ?? [];

  // Guarantee: it holds every double exactly, in the order of the checkpoints; of the fifth metric and what has no value there is none.
  test('holds what was reported', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 5 }),
        async (values) => {
          const run = await make(await makeProject());
          await send('POST', `${pathOf(run)}/checkpoints`, { values: [] });
          await logAll(run, values);
          expect(await valuesOf(run)).toEqual(values.map((value) => value + 0));
          expect((await ask(run)).status).toBe(200);
        },
      ),
      { numRuns: 12 },
    );
    const run = await make(await makeProject());
    const values = ['a.b', 'constructor', 'c', 'd', 'e'].map((name, value) => ({ name, value }));
    await send('POST', `${pathOf(run)}/checkpoints`, { values });
    expect([...((await stored(run)).own?.curves?.keys() ?? [])]).toEqual(['a.b', 'constructor', 'c', 'd']);
  });

  // Guarantee: a run that had checkpoints before there were curves gets none, rather than one that begins in the middle, and is no sibling.
  test('is not begun in the middle', async () => {
    const project = await makeProject();
    const [run, other] = [await make(project), await make(project)];
    await log(other, 1);
    const { found } = await stored(run);
    await replaceRun(world.context.store, found, { ...found.run, checkpoints: 5 }, found.texts);
    await log(run, 1);
    await complete(run);
    expect(await advice(other)).toMatchObject({ siblings: 0 });
    await send('PUT', pathOf(run), { state: 'active' });
    await log(run, 1);
    expect(await advice(run, 'metric=loss')).toMatchObject({ action: 'continue', step: 0, siblings: 1 });
  });

  // Guarantee: checkpoints, changes, moves and the end of a run at the same time: the curve has a value for each checkpoint, and says what the run says.
  //
  //   checkpoint:  run v7, curve ─────────────────────── v8 if v7? no: read again ── curve of the moved run, one longer
  //   mover:       run v7 ── curve there, v8 if v7 ── done
  test('follows its run amid everything', { timeout: 60_000 }, async () => {
    const [here, there] = [await makeProject(), await makeProject()];
    const run = await make(here);
    await log(run, 0);
    const posts = Array.from({ length: 8 }, (_, i) => log(run, i + 1));
    const moves = [there, here, there].map((project) => send('PUT', pathOf(run), { project }));
    const more = [send('MERGE', pathOf(run), { metadata: { a: 1 } }), complete(run), send('DELETE', pathOf(run))];
    const answers = await Promise.all([...moves, ...more]);
    await Promise.all(posts);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const { found, own } = await stored(run);
    expect([...(await valuesOf(run))].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(own).toMatchObject({ ended: 'completed', archived: true });
    const left = { ...found.run, project: found.run.project === here ? there : here };
    expect(await curvesAround(world.context.store, left)).toEqual([]);
  });

  // Guarantee: the first checkpoint of a run that ends, is archived or moves between its reading and its writing makes a curve that knows of it.
  test.each([
    ['ends', { state: 'completed' }, { ended: 'completed', archived: false }],
    ['fails', { state: 'failed' }, { ended: 'failed', archived: false }],
    ['is archived', { deleted: true }, { ended: null, archived: true }],
    ['moves', { project: 'elsewhere' }, { ended: null, archived: false }],
  ])('is right where the run %s meanwhile', async (_, body, expected) => {
    if ((await send('GET', `${projects}/elsewhere`)).status !== 200)
      await send('POST', projects, { id: 'elsewhere', name: 'elsewhere' });
    for (const before of [0, 2]) {
      const run = await make(await makeProject());
      await logAll(run, still(1, before));
      const context = world.on(meanwhile(world.service.table, /Transact/, () => send('PUT', pathOf(run), body)));
      const values = [{ name: 'loss', value: 1 }];
      expect((await sendAs(context)('POST', `${pathOf(run)}/checkpoints`, { values })).status).toBe(200);
      expect((await stored(run)).own).toMatchObject(expected);
      expect(await valuesOf(run)).toHaveLength(before + 1);
    }
  });

  // Guarantee: a process that dies at a checkpoint, or at the move of its run, leaves both or neither: the curve is as long as the run has checkpoints.
  test.each([
    ['before', 'POST', (run: string) => `${pathOf(run)}/checkpoints`, { values: [{ name: 'loss', value: 1 }] }],
    ['after', 'POST', (run: string) => `${pathOf(run)}/checkpoints`, { values: [{ name: 'loss', value: 1 }] }],
    ['before', 'PUT', pathOf, { project: 'elsewhere' }],
    ['after', 'PUT', pathOf, { project: 'elsewhere' }],
  ] as const)('survives a crash %s a write (%s)', async (fault, method, path, body) => {
    await send('POST', projects, { id: 'elsewhere', name: 'elsewhere' });
    const run = await make(await makeProject());
    await log(run, 1);
    const crashing = world.on(crashingAt(world.service.table, 1, fault));
    await sendAs(crashing)(method, path(run), body).catch(() => null);
    const { found } = await stored(run);
    expect(await valuesOf(run)).toHaveLength(found.run.checkpoints);
    await log(run, 2);
    expect(await advice(run)).toMatchObject({ step: found.run.checkpoints + 1 });
  });
});

// Guarantee: whoever was shown one run may ask about that one, and about no other; a token that only reads may ask, and asking changes nothing.
test('a guest asks about the run that was shown', async () => {
  const front = await makeFront({}, world);
  const { user, token } = await front.operate('POST', 'users', { email: newAddress(), password });
  const { client } = await front.operate('POST', 'organizations', { name: 'Runs', user });
  const base = `/v1/clients/${client}/projects`;
  await front.made('POST', base, token, { id: 'p', name: 'P' });
  const makeRun = async () => (await front.made('POST', `${base}/p/training_runs`, token, { name: 'run' })).id;
  const [shown, hidden] = [await makeRun(), await makeRun()];
  for (const run of [shown, hidden])
    await front.made('POST', `${pathOf(run)}/checkpoints`, token, { values: [{ name: 'loss', value: 1 }] });
  const guest = (await front.made('POST', `${pathOf(shown)}/tokens`, token)).token;
  const before = await front.made('GET', pathOf(shown), token);
  expect(await front.made('GET', `${pathOf(shown)}/advice`, guest)).toMatchObject({ siblings: 1, step: 1 });
  expect((await front.send('GET', `${pathOf(hidden)}/advice`, guest)).status).toBe(404);
  expect(await front.made('GET', pathOf(shown), token)).toEqual(before);
});

describe('laws', () => {
  const shape = fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 4 }), {
    ...{ minLength: 4, maxLength: 6 },
  });

  /** All advice on runs that report in turns, the next one chosen by `order`. */
  async function told(curves: readonly (readonly number[])[], order: readonly number[], rule: string) {
    const project = await makeProject();
    const runs: string[] = [];
    for (const _ of curves) runs.push(await make(project));
    const left = curves.map((values) => [...values]);
    for (let turn = 0; left.some((values) => values.length > 0); turn++) {
      const open = left.flatMap((values, i) => (values.length > 0 ? [i] : []));
      const next = open[(order[turn % order.length] ?? 0) % open.length] ?? 0;
      await log(runs[next] ?? '', left[next]?.shift() ?? 0);
    }
    const all = await Promise.all(runs.map((run) => advice(run, `objective=minimize&steps=9&rule=${rule}`)));
    return all.map(({ training_run: _, ...rest }) => rest);
  }

  // Guarantee: advice depends on what was reported, not on who reported first; the run that is best at every step is never told to stop.
  test('order does not matter, and the best goes on', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        shape,
        fc.array(fc.nat(9), { minLength: 1, maxLength: 9 }),
        fc.constantFrom('halving', 'median'),
        async (curves, order, rule) => {
          const best = still(Math.min(...curves.flat()) - 1, 4);
          const [some, others] = [await told([best, ...curves], [0], rule), await told([best, ...curves], order, rule)];
          expect(others).toEqual(some);
          expect(some[0]).toMatchObject({ action: 'continue' });
        },
      ),
      { numRuns: 8 },
    );
  });
});

describe('a population', () => {
  const [size, longest] = [24, 27];

  /** Losses that fall to an end of their own, at a speed of their own, with noise: those that are ahead early are not always the best. */
  function losses(seed: number): number[][] {
    const random = makeRandom(seed, 7);
    return Array.from({ length: size }, () => {
      const [end, speed] = [random.uniform(), 2 + 6 * random.uniform()];
      return Array.from({ length: longest }, (_, i) => end + 2 * Math.exp(-(i + 1) / speed) + 0.02 * random.normal());
    });
  }

  // Guarantee: 24 runs, eight at a time in turns, that stop when told to, take less than half of the steps that all of them would, and the best is found.
  test.each([1, 3])('saves half of its steps and keeps the best run (%d)', { timeout: 120_000 }, async (seed) => {
    const curves = losses(seed);
    const project = await makeProject();
    let [active, next, steps]: [{ i: number; run: string; step: number }[], number, number] = [[], 0, 0];
    const whole: number[] = [];
    while (next < size || active.length > 0) {
      while (active.length < 8 && next < size) active.push({ i: next++, run: await make(project), step: 0 });
      for (const one of [...active]) {
        await log(one.run, curves[one.i]?.[one.step++] ?? 0);
        steps += 1;
        const { action } = await advice(one.run, `objective=minimize&steps=${longest}`);
        if (action === 'continue' && one.step < longest) continue;
        if (action === 'continue') whole.push(one.i);
        await complete(one.run);
        active = active.filter((other) => other !== one);
      }
    }
    const worths = curves.map((values) => Math.min(...values));
    expect(steps).toBeLessThan(0.5 * size * longest);
    expect(whole).toContain(worths.indexOf(Math.min(...worths)));
  });
});
