// Insights through the door on a real database: importances, advice, predictions and stopping criteria of experiments young and old.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRandom } from '../../shared/engine/numerics/random.ts';
import { optimize } from '../../shared/operations/optimizer/optimize.ts';
import { takeLease } from '../../shared/store/optimizer/lease.ts';
import { type Send, sendAs } from '../kit/door.ts';
import { bowl, newExperiment, scopeOf, twoDoubles } from '../kit/experiments.ts';
import { asCaller, makeWorld, type World } from '../kit/world.ts';

let world: World;
let send: Send;
beforeAll(async () => {
  world = await makeWorld();
  send = sendAs(world.context);
});
afterAll(() => world.database.stop());

type Row = { readonly x: number; readonly y: number };

/** Reports `count` random points of the box of `twoDoubles`. */
async function observe(id: string, count: number, valuesOf: (row: Row) => readonly object[]): Promise<void> {
  const random = makeRandom(4, count);
  const observations = Array.from({ length: count }, () => {
    const row = { x: -5 + 15 * random.uniform(), y: 15 * random.uniform() };
    return { assignments: row, values: valuesOf(row) };
  });
  const answer = await send('POST', `/v1/experiments/${id}/observations/batch`, { observations });
  expect(answer.status).toBe(200);
}

const learn = (id: string) => optimize(world.service, { client: world.context.identity.tenant.client, experiment: id });

describe('metric importances', () => {
  // Guarantee: 422 until there are enough successes, then one element a metric, stored ones too, sorted by name, shares that tell who matters.
  it('are there for every metric when there are enough observations', async () => {
    const metrics = [
      { name: 'loss', objective: 'minimize' as const },
      { name: 'bytes', strategy: 'store' as const },
    ];
    const id = await newExperiment(world.context, { ...twoDoubles, metrics });
    const path = `/v1/experiments/${id}/metric_importances`;
    const values = ({ x, y }: Row) => [
      { name: 'loss', value: 10 * x + 0.1 * y },
      { name: 'bytes', value: y },
    ];
    await observe(id, 5, values);
    expect((await send('GET', path)).status).toBe(422);
    await observe(id, 20, values);
    const quick = (await send('GET', path)).json;
    await learn(id);
    const { json } = await send('GET', path);
    for (const answer of [quick, json]) {
      expect(answer).toMatchObject({ object: 'pagination', count: 2, paging: { before: null, after: null } });
      expect(answer.data.map(({ metric }: { metric: string }) => metric)).toEqual(['bytes', 'loss']);
      expect(answer.data[0].importances.y).toBeGreaterThan(0.95);
      expect(answer.data[1].importances.x).toBeGreaterThan(0.95);
    }
    expect((await send('PUT', path)).json).toEqual({});
    expect((await send('GET', path)).json).toEqual(json);
  });

  // Guarantee: each successful observation counts for one and in whole numbers: repetitions of a place, reported deviations however uneven, and the
  // only one there is; failed ones do not count.
  it('count observations, whatever a model makes of them', async () => {
    const metrics = [{ name: 'loss' }, { name: 'bytes', strategy: 'store' as const }];
    const count = async (observations: readonly object[]) => {
      const id = await newExperiment(world.context, { ...twoDoubles, metrics });
      await send('POST', `/v1/experiments/${id}/observations/batch`, { observations });
      const { status, json } = await send('GET', `/v1/experiments/${id}/metric_importances`);
      return status === 200 ? 'enough' : json.message;
    };
    const at = (place: number, value_stddev?: number) => ({
      assignments: { x: place, y: place },
      values: [
        { name: 'loss', value: place, value_stddev },
        { name: 'bytes', value: 1 },
      ],
    });
    const failed = { assignments: { x: 0, y: 0 }, failed: true };
    const few = (have: number) =>
      expect.stringContaining(`need 6 successful observations (3 for each parameter), there are ${have}.`);
    expect(await count([at(1)])).toEqual(few(1));
    expect(await count([at(1), at(1), at(1), at(2), at(2), failed])).toEqual(few(5));
    expect(await count([at(1), at(1), at(1), at(2), at(2), at(2)])).toBe('enough');
    const uneven = [1e-3, 1, 1, 1, 1, 1].flatMap((stddev) => [at(1, stddev), at(2, stddev)]);
    expect(await count(uneven.slice(0, 5))).toEqual(few(5));
    expect(await count(uneven)).toBe('enough');
  });

  // Guarantee: a single parameter has all the importance at once, and refuses to be forced.
  it('need no computing for one parameter', async () => {
    const [x] = twoDoubles.parameters;
    const id = await newExperiment(world.context, { ...twoDoubles, parameters: x ? [x] : [] });
    const path = `/v1/experiments/${id}/metric_importances`;
    expect((await send('GET', path)).json.data).toEqual([
      { object: 'metric_importances', metric: 'loss', importances: { x: 1 } },
    ]);
    expect((await send('PUT', path)).status).toBe(422);
  });
});

describe('predictions', () => {
  // Guarantee: expected values in the metric's own direction, in the order of the points, intervals around them; nearly exact where it was tried.
  it.each(['minimize', 'maximize'] as const)(
    'are in the units and the direction of a metric to %s',
    async (objective) => {
      const id = await newExperiment(world.context, { ...twoDoubles, metrics: [{ name: 'loss', objective }] });
      const path = `/v1/experiments/${id}/predictions`;
      const points = [
        { x: 3, y: 4 },
        { x: -5, y: 15 },
      ];
      expect((await send('POST', path, { points })).status).toBe(422);
      await observe(id, 40, (row) => [{ value: bowl({ ...row }) }]);
      expect((await send('POST', path, { points })).json.model_version).toBeNull();
      await learn(id);
      const { json } = await send('POST', path, { points });
      expect(json.model_version).toBe(json.data_version);
      expect(json.data.map(({ assignments }: { assignments: Row }) => assignments)).toEqual(points);
      const [near, far] = json.data.map(({ predicted }: { predicted: object[] }) => predicted[0]);
      for (const { metric, mean, low, high } of [near, far]) {
        expect(metric).toBe('loss');
        expect(low).toBeLessThanOrEqual(mean);
        expect(mean).toBeLessThanOrEqual(high);
      }
      expect(Math.abs(near.mean)).toBeLessThan(15);
      expect(Math.abs(far.mean - 185)).toBeLessThan(40);
    },
  );

  // Guarantee: a point that breaks a rule is named; no point, and too many, are refused.
  it('refuse points that are none', async () => {
    const path = `/v1/experiments/${await newExperiment(world.context)}/predictions`;
    const bad = await send('POST', path, { points: [{ x: 1, y: 1 }, { x: 1 }] });
    expect(bad.status).toBe(400);
    expect(bad.json.errors[0].field).toBe('points[1].y');
    for (const points of [[], Array(1001).fill({ x: 1, y: 1 }), 'x', undefined])
      expect((await send('POST', path, { points })).status).toBe(400);
    const told = async (points: readonly Row[]) => (await send('POST', path, { points })).json.message;
    expect(await told([])).toMatch(/^Invalid points \(\[\]\): must be a list of 1 to 1000 assignments, and has 0\. /);
    expect(await told(Array(1001).fill({ x: 1, y: 1 }))).toMatch(/^Invalid points: .* and has 1001\. /);
  });
});

// Guarantee: an experiment of development, which nobody pays for, has no model to look into, however much was reported: importances and
// predictions say so, and advice has no opinion.
it('a development experiment has no model', async () => {
  const developer = asCaller(world.context, { development: true });
  const [x] = twoDoubles.parameters;
  const id = await newExperiment(developer);
  const narrow = await newExperiment(developer, { ...twoDoubles, parameters: x ? [x] : [] });
  const look = sendAs(developer);
  const observations = Array.from({ length: 20 }, (_, i) => ({ assignments: { x: i, y: i }, values: [{ value: i }] }));
  expect((await look('POST', `/v1/experiments/${id}/observations/batch`, { observations })).status).toBe(200);
  const refusals = [
    await look('POST', `/v1/experiments/${id}/predictions`, { points: [{ x: 1, y: 1 }] }),
    await look('GET', `/v1/experiments/${id}/metric_importances`),
    await look('GET', `/v1/experiments/${narrow}/metric_importances`),
    await look('PUT', `/v1/experiments/${id}/metric_importances`),
  ];
  for (const { status, json } of refusals)
    expect([status, json.message]).toEqual([
      422,
      expect.stringMatching(/development experiment has no model.*production token/),
    ]);
  const { json } = await look('GET', `/v1/experiments/${id}/advice`);
  expect(json).toMatchObject({ level: 'keep_going', regret_bound: null, expected_gain: null, since_improvement: null });
  expect(json.optimizer.reason).toContain('development');
});

describe('advice', () => {
  // Guarantee: a young experiment is told to go on and why nothing is computed; one whose metric never changes, to stop; and nothing stops by itself.
  it('goes from keep going to stop', async () => {
    const id = await newExperiment(world.context);
    const path = `/v1/experiments/${id}/advice`;
    const first = (await send('GET', path)).json;
    expect(first).toMatchObject({ level: 'keep_going', should_stop: false, regret_bound: null });
    expect(first.optimizer).toMatchObject({ state: 'idle', reason: expect.stringContaining('3 successful') });
    await observe(id, 8, () => [{ value: 7 }]);
    expect((await send('GET', path)).json).toMatchObject({ should_stop: false, optimizer: { state: 'due' } });
    await observe(id, 30, () => [{ value: 7 }]);
    await learn(id);
    const last = (await send('GET', path)).json;
    expect(last).toMatchObject({
      level: 'stop',
      should_stop: true,
      since_improvement: 37,
      optimizer: { state: 'idle' },
    });
    expect(last.model_version).toBe(last.data_version);
    expect((await send('POST', `/v1/experiments/${id}/suggestions`, {})).status).toBe(200);
  });
});

describe('the recommended point', () => {
  // Guarantee: null until there is a model; then an observed point whose value the model expects to be good, in the metric's own direction: not one whose
  // best measurement was luck, as two others there show; and null for two metrics that are traded off.
  it('is one that is good by more than luck', async () => {
    const metrics = [{ name: 'score', objective: 'maximize' as const, noise: 'known' as const }];
    const id = await newExperiment(world.context, { ...twoDoubles, metrics });
    const path = `/v1/experiments/${id}/advice`;
    expect((await send('GET', path)).json.recommendation).toBeNull();
    const height = ({ x, y }: Row): number => 100 - (x - 5) ** 2 - (y - 5) ** 2;
    await observe(id, 40, (row) => [{ name: 'score', value: height(row) }]);
    for (const value of [101, -60, -64])
      await send('POST', `/v1/experiments/${id}/observations`, {
        assignments: { x: -4, y: 14 },
        values: [{ name: 'score', value }],
      });
    await learn(id);
    const { assignments, predicted } = (await send('GET', path)).json.recommendation;
    expect(height(assignments)).toBeGreaterThan(60);
    expect(predicted).toEqual([
      { metric: 'score', mean: expect.any(Number), low: expect.any(Number), high: expect.any(Number) },
    ]);
    expect(predicted[0].low).toBeGreaterThan(0);
    expect(predicted[0].high).toBeLessThan(200);
  });

  it('is none of a front', async () => {
    const metrics = ['a', 'b'].map((name) => ({ name, objective: 'maximize' as const }));
    const id = await newExperiment(world.context, { ...twoDoubles, metrics, observation_budget: 30 });
    await observe(id, 5, ({ x, y }) => [
      { name: 'a', value: x },
      { name: 'b', value: y },
    ]);
    expect((await send('GET', `/v1/experiments/${id}/advice`)).json.recommendation).toBeNull();
  });
});

describe('advice from a model that is made for the answer', () => {
  // Guarantee: numbers come with a model of at least three successes, the fewest that the optimizer would make one of, and are null before.
  it.each(['offline', 'random', 'grid'] as const)('has numbers from the third success on: %s', async (type) => {
    const grid = [0, 1, 2, 3];
    const parameters = ['x', 'y'].map((name) =>
      type === 'grid'
        ? { name, type: 'double' as const, grid }
        : { name, type: 'double' as const, bounds: { min: -5, max: 15 } },
    );
    const id = await newExperiment(world.context, { ...twoDoubles, type, parameters });
    const path = `/v1/experiments/${id}/advice`;
    const report = async (count: number) => {
      for (let i = 0; i < count; i++)
        await send('POST', `/v1/experiments/${id}/observations`, {
          assignments: { x: i, y: count },
          values: [{ value: i }],
        });
    };
    await report(2);
    const none = { level: 'keep_going', regret_bound: null, expected_gain: null, since_improvement: null };
    expect((await send('GET', path)).json).toMatchObject({ ...none, model_version: null });
    await report(1);
    const some = { regret_bound: expect.any(Number), expected_gain: expect.any(Number), since_improvement: 2 };
    expect((await send('GET', path)).json).toMatchObject({ ...some, model_version: null });
  });
});

describe('the optimizer at work', () => {
  // Guarantee: it is said to compute a model while its lease lasts, and not when it must have died.
  it('is told from one that died', async () => {
    const id = await newExperiment(world.context);
    await observe(id, 8, ({ x }) => [{ value: Number(x) }]);
    const minute = 60_000;
    await takeLease(await scopeOf(world.context, id), 'a worker', world.clock.now, world.clock.now + minute);
    const activity = async () => (await send('GET', `/v1/experiments/${id}/advice`)).json.optimizer;
    expect(await activity()).toEqual({ state: 'working', reason: 'A model is being computed.' });
    world.clock.now += minute;
    expect(await activity()).toMatchObject({ state: 'due' });
  });
});

describe('stopping criteria', () => {
  // Guarantee: the budget counts when it is exceeded, not when it is met; stagnation when the last 5 d evaluations do not beat the fifth best before.
  it('follow the contract', async () => {
    const id = await newExperiment(world.context, { ...twoDoubles, observation_budget: 16 });
    const path = `/v1/experiments/${id}/stopping_criteria`;
    let value = 100;
    await observe(id, 16, () => [{ value: value-- }]);
    expect((await send('GET', path)).json).toEqual({ object: 'stopping_criteria', should_stop: false, reasons: [] });
    await observe(id, 1, () => [{ value: value-- }]);
    expect((await send('GET', path)).json.reasons).toEqual(['observation_budget_reached']);
    await observe(id, 10, () => [{ value: 1000 }]);
    expect((await send('GET', path)).json).toEqual({
      object: 'stopping_criteria',
      should_stop: true,
      reasons: ['possible_stagnation', 'observation_budget_reached'],
    });
  });

  const parameters = [{ name: 'x', type: 'double' as const, bounds: { min: 0, max: 1 } }];
  const reasons = async (id: string) => (await send('GET', `/v1/experiments/${id}/stopping_criteria`)).json.reasons;
  const reportAll = async (id: string, observations: readonly object[]) =>
    expect((await send('POST', `/v1/experiments/${id}/observations/batch`, { observations })).status).toBe(200);

  // Guarantee: several solutions are a set, which is not said to stagnate while there is budget, and is when the last 5 d changed nothing in it.
  it('judge several solutions by their set, after the budget', async () => {
    const body = { name: 'several', parameters, metrics: ['score'], num_solutions: 2, observation_budget: 20 };
    const id = await newExperiment(world.context, body);
    const path = `/v1/experiments/${id}/best_assignments`;
    // The first two, at both ends, stay the best that lie far apart.
    const rows = Array.from({ length: 20 }, (_, i) => ({
      assignments: { x: i === 1 ? 1 : i / 40 },
      values: [{ value: 50 - i }],
    }));
    await reportAll(id, rows.slice(0, 19));
    expect(await reasons(id)).toEqual([]);
    await reportAll(id, rows.slice(19));
    const { data } = (await send('GET', path)).json;
    expect(data.map(({ assignments }: { assignments: Row }) => assignments.x)).toEqual([0, 1]);
    expect(await reasons(id)).toEqual(['possible_stagnation']);
    await reportAll(id, [{ assignments: { x: 0.9 }, values: [{ value: 90 }] }]);
    expect(await reasons(id)).toEqual(['observation_budget_reached']);
  });

  // Guarantee: values of cheap tasks, however good, neither set the mark for full runs nor count as progress.
  it('look at full runs alone', async () => {
    const tasks = [
      { name: 'full', cost: 1 },
      { name: 'cheap', cost: 0.1 },
    ];
    const body = { name: 'tasks', parameters, metrics: ['score'], tasks, observation_budget: 100 };
    const id = await newExperiment(world.context, body);
    const run = (task: string, value: number) => ({ assignments: { x: 0.5 }, task, values: [{ value }] });
    await reportAll(
      id,
      [1, 2, 3, 4, 5, 6].flatMap((value) => [run('cheap', 100 + value), run('full', value)]),
    );
    expect(await reasons(id)).toEqual([]);
    await reportAll(
      id,
      [0, 1, 2, 1, 0].flatMap((value) => [run('full', value), run('cheap', 200 + value)]),
    );
    expect(await reasons(id)).toEqual(['possible_stagnation']);
  });
});

// Guarantee: insights of somebody else's experiment are missing, like those of none.
it("somebody else's insights are missing", async () => {
  const id = await newExperiment(world.context);
  const theirs = sendAs(world.stranger());
  for (const [method, what] of [
    ['GET', 'advice'],
    ['GET', 'metric_importances'],
    ['GET', 'stopping_criteria'],
    ['POST', 'predictions'],
  ] as const) {
    expect((await theirs(method, `/v1/experiments/${id}/${what}`, method === 'POST' ? {} : undefined)).status).toBe(
      404,
    );
  }
});
