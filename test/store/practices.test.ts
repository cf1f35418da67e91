// Best practices and forgetting what was learned, through the door.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeRandom } from '../../shared/engine/numerics/random.ts';
import { optimize } from '../../shared/operations/optimizer/optimize.ts';
import { type Send, sendAs } from '../kit/door.ts';
import { bowl, scopeOf, step, twoDoubles } from '../kit/experiments.ts';
import { asCaller, makeWorld, type World } from '../kit/world.ts';

let world: World;
let send: Send;
beforeAll(async () => {
  world = await makeWorld();
  send = sendAs(world.context);
});
afterAll(() => world.database.stop());

const double = (name: string, more = {}) => ({ name, type: 'double', bounds: { min: 0, max: 1 }, ...more });
const create = async (body: object): Promise<string> => {
  const { status, json } = await send('POST', '/v1/experiments', { name: 'e', ...body });
  expect({ status, json }).toMatchObject({ status: 200 });
  return json.id;
};
const violations = async (id: string): Promise<string[]> =>
  (await send('GET', `/v1/experiments/${id}/best_practices`)).json.violations;
const ask = (id: string) => send('POST', `/v1/experiments/${id}/suggestions`, {});
const batch = (id: string, count: number, assignments: object) =>
  send('POST', `/v1/experiments/${id}/observations/batch`, {
    observations: Array.from({ length: count }, () => ({ assignments, values: [{ value: 1 }] })),
    no_optimize: true,
  });

describe('best practices', () => {
  // Guarantee: an experiment within every limit has no violations, one exactly at a limit neither.
  test('nothing to say', async () => {
    const id = await create({ parameters: [double('x')], observation_budget: 2 });
    await ask(id);
    await batch(id, 2, { x: 0.5 });
    expect(await send('GET', `/v1/experiments/${id}/best_practices`)).toEqual({
      status: 200,
      json: { object: 'best_practices', violations: [] },
    });
  });

  // Guarantee: more open suggestions than the bandwidth, unset counting as 1; closed and deleted ones do not count.
  test.each([
    [{}, 1],
    [{ parallel_bandwidth: 3 }, 3],
  ])('open suggestions: %j', async (more, bandwidth) => {
    const id = await create({ parameters: [double('x')], ...more });
    for (let i = 0; i < bandwidth; i++) await ask(id);
    expect(await violations(id)).toEqual([]);
    const { json } = await ask(id);
    expect(await violations(id)).toEqual([expect.stringContaining('parallel_bandwidth')]);
    await send('POST', `/v1/experiments/${id}/observations`, { suggestion: json.id, failed: true });
    expect(await violations(id)).toEqual([]);
  });

  // Guarantee: a bandwidth beyond what any list could hold is no more than that: asks, advice and practices are answered, each ask another point.
  test('a bandwidth without end', async () => {
    const parallel_bandwidth = Number.MAX_SAFE_INTEGER;
    const id = await create({ parameters: [double('x')], parallel_bandwidth, observation_budget: 1e6 });
    const asked = [await ask(id), await ask(id), await ask(id)];
    expect(new Set(asked.map(({ json }) => json.assignments.x)).size).toBe(3);
    expect(await violations(id)).toEqual([]);
    for (const { json } of asked)
      await send('POST', `/v1/experiments/${id}/observations`, { suggestion: json.id, values: [{ value: 1 }] });
    expect((await send('GET', `/v1/experiments/${id}/advice`)).json.level).toBe('keep_going');
  });

  // Guarantee: the budget is held against what was consumed: costs of tasks where there are tasks.
  test('budget', async () => {
    const tasks = [
      { name: 'full', cost: 1 },
      { name: 'look', cost: 0.25 },
    ];
    const id = await create({ parameters: [double('x')], tasks, observation_budget: 1 });
    const look = () =>
      send('POST', `/v1/experiments/${id}/observations`, { assignments: { x: 1 }, task: 'look', failed: true });
    for (let i = 0; i < 4; i++) await look();
    expect(await violations(id)).toEqual([]);
    await look();
    expect(await violations(id)).toEqual([expect.stringContaining('observation_budget')]);
  });

  // Guarantee: where the budget cannot be raised, nobody is told to: on a grid, and where the search plans with it. What is said can be done.
  test('a budget that is fixed', async () => {
    const grid = { name: 'x', type: 'int', grid: [1, 2] };
    const several = { parameters: [double('x')], metrics: ['a', 'b'], observation_budget: 2 };
    const values = [
      { name: 'a', value: 1 },
      { name: 'b', value: 1 },
    ];
    const told = async (body: object, observation: object) => {
      const id = await create(body);
      for (let i = 0; i < 3; i++) await send('POST', `/v1/experiments/${id}/observations`, observation);
      expect((await send('PUT', `/v1/experiments/${id}`, { observation_budget: 4 })).status).toBe(400);
      return violations(id);
    };
    const onGrid = { assignments: { x: 1 }, values: [{ value: 1 }] };
    expect(await told({ type: 'grid', parameters: [grid] }, onGrid)).toEqual([
      'The observations consumed 3 of an observation_budget of 2, which is computed in an experiment of type grid and cannot be changed. Stop once every point was tried, or create a new experiment with a larger grid.',
    ]);
    expect(await told(several, { assignments: { x: 1 }, values })).toEqual([
      expect.stringMatching(/which cannot be changed .* Stop here, or create a new experiment with a larger budget\.$/),
    ]);
  });

  // Guarantee: a double whose ends are a thousand times apart and more, on a linear scale, is named; not with a log scale, from 0 on, narrower, or in a constraint.
  test('scales', async () => {
    const rate = (min: number, more = {}) => ({ ...double('rate', more), bounds: { min, max: 1 } });
    const told = async (parameter: object, more = {}) =>
      violations(await create({ parameters: [parameter, double('x')], ...more }));
    expect(await told(rate(0.001))).toEqual([
      expect.stringMatching(/rate goes from 0.001 to 1 .*transformation "log"/),
    ]);
    for (const fine of [rate(0.001, { transformation: 'log' }), rate(0), rate(0.002)])
      expect(await told(fine)).toEqual([]);
    const terms = ['rate', 'x'].map((name) => ({ name, weight: 1 }));
    const constraint = { type: 'less_than', threshold: 1, terms };
    expect(await told(rate(0.001), { linear_constraints: [constraint] })).toEqual([]);
  });

  // Guarantee: a scale that the model has noticed is said with what to do about it, for doubles and ints and both ends of a range, in the place of
  // what the range alone suggests; not of a parameter on its right scale or an int of few values, and not once the model is of other parameters.
  test.each([
    [0.001, /^After 120 .* parameter rate as on .* let it be a double with transformation "log" and a min above 0/],
    [-2, /^After 120 .* parameter rate as on .* counted from its lower end.* tune rate \+ 2, a double/],
  ])('scales that were noticed: a range from %d', async (min, way) => {
    const wide = min > 0 ? [expect.stringMatching(/rate goes from 0.001 to 1 /)] : [];
    const parameters = [
      { ...double('rate'), bounds: { min, max: min + 0.999 } },
      double('keep'),
      { name: 'width', type: 'int', bounds: { min: 1, max: 1000 } },
      { name: 'layers', type: 'int', bounds: { min: 1, max: 20 } },
      double('fine'),
    ];
    const id = await create({ parameters });
    expect(await violations(id)).toEqual(wide);
    const { uniform: random } = makeRandom(7);
    const observations = Array.from({ length: 120 }, () => {
      const assignments = {
        ...{ rate: min + 0.999 * random(), keep: random() },
        ...{ width: 1 + Math.floor(1000 * random()), layers: 1 + Math.floor(20 * random()), fine: random() },
      };
      const { rate, keep, width, layers, fine } = assignments;
      const waves = Math.sin(1.5 * Math.log(0.001 + rate - min)) + Math.cos(1.2 * Math.log(1.001 - keep));
      return { assignments, values: [{ value: waves + Math.sin(1.4 * Math.log(width)) + Math.log(layers) + fine }] };
    });
    await send('POST', `/v1/experiments/${id}/observations/batch`, { observations, no_optimize: true });
    await optimize(world.service, { client: world.context.store.client, experiment: id });
    expect(await violations(id)).toEqual([
      expect.stringMatching(
        /^After 120 observations .* along parameter keep .* counted from its upper end.* 1 - keep, a double/,
      ),
      expect.stringMatching(way),
      expect.stringMatching(/^After 120 .* parameter width .* that you round/),
    ]);
    await send('PUT', `/v1/experiments/${id}`, { parameters: parameters.slice(1) });
    expect(await violations(id)).toEqual([]);
  });

  // Guarantee: values that the model leaves out are counted, with what to do about them; not before anything was learned, and not once they are deleted.
  test('accidents', async () => {
    const id = await create({
      parameters: [double('x'), double('y')],
      metrics: [{ name: 'loss', objective: 'minimize' }],
    });
    const { uniform: random } = makeRandom(11);
    const observations = Array.from({ length: 40 }, (_, i) => {
      const assignments = { x: random(), y: random() };
      const value = (assignments.x - 0.3) ** 2 + 2 * (assignments.y - 0.6) ** 2 + (i === 7 || i === 21 ? 9 : 0);
      return { assignments, values: [{ value }] };
    });
    const { json } = await send('POST', `/v1/experiments/${id}/observations/batch`, {
      observations,
      no_optimize: true,
    });
    expect(await violations(id)).toEqual([]);
    const learn = () => optimize(world.service, { client: world.context.store.client, experiment: id });
    await learn();
    expect(await violations(id)).toEqual([
      expect.stringMatching(/^Of 40 observations 2 values are much worse .* failed: true.* observe it once more/),
    ]);
    await Promise.all([7, 21].map((i) => send('DELETE', `/v1/experiments/${id}/observations/${json.data[i].id}`)));
    await learn();
    expect(await violations(id)).toEqual([]);
  });

  // Guarantee: where cheap runs say the opposite of full ones that is said, with what to do next time; where they say the same nothing is.
  test.each([
    ['the opposite', -1, 1],
    ['the same', 1, 0],
  ])('cheaper tasks that say %s', async (_, sign, told) => {
    const id = await create({
      parameters: [double('x'), double('y')],
      metrics: [{ name: 'loss', objective: 'minimize' }],
      tasks: [
        { name: 'cheap', cost: 0.1 },
        { name: 'full', cost: 1 },
      ],
      observation_budget: 20,
    });
    const { uniform: random } = makeRandom(12);
    const observations = Array.from({ length: 24 }, (_, i) => {
      const assignments = { x: random(), y: random() };
      const loss = (assignments.x - 0.3) ** 2 + 2 * (assignments.y - 0.6) ** 2;
      const run = (task: string, value: number) => ({ assignments, task, values: [{ value }] });
      return i % 3 === 0 ? [run('cheap', sign * loss), run('full', loss)] : [run('cheap', sign * loss)];
    }).flat();
    await send('POST', `/v1/experiments/${id}/observations/batch`, { observations, no_optimize: true });
    await optimize(world.service, { client: world.context.store.client, experiment: id });
    expect(
      (await violations(id)).filter((one) => /^After 32 observations .* every suggestion is a full run/.test(one)),
    ).toHaveLength(told);
  });

  // Guarantee: limits of experiments with linear constraints: 10 constraints, 2 500 observations.
  test('linear constraints', async () => {
    const terms = ['x', 'y'].map((name) => ({ name, weight: 1 }));
    const constraints = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ type: 'less_than', threshold: 1 + i, terms }));
    const parameters = [double('x'), double('y')];
    expect(await violations(await create({ parameters, linear_constraints: constraints(10) }))).toEqual([]);
    const id = await create({ parameters, linear_constraints: constraints(11) });
    expect(await violations(id)).toEqual([expect.stringContaining('10 constraints')]);
    await batch(id, 2500, { x: 0.1, y: 0.1 });
    expect(await violations(id)).toHaveLength(1);
    await batch(id, 1, { x: 0.1, y: 0.1 });
    expect(await violations(id)).toContainEqual(expect.stringContaining('2500 observations'));
  });

  // Guarantee: limits of experiments with conditionals: 20 parameters, 600 observations, 6 values of conditionals.
  test('conditionals', async () => {
    const names = (count: number) => Array.from({ length: count }, (_, i) => `p${i}`);
    const conditional = (values: number) => [{ name: 'c', values: names(values) }];
    const within = { parameters: names(20).map((name) => double(name)), conditionals: conditional(6) };
    expect(await violations(await create(within))).toEqual([]);
    const id = await create({ parameters: names(21).map((name) => double(name)), conditionals: conditional(7) });
    const point = Object.fromEntries(names(21).map((name) => [name, 0.5]));
    await batch(id, 600, { ...point, c: 'p0' });
    expect(await violations(id)).toEqual([
      expect.stringContaining('20 parameters'),
      expect.stringContaining('6 values'),
    ]);
    await batch(id, 1, { ...point, c: 'p0' });
    expect(await violations(id)).toContainEqual(expect.stringContaining('600 observations'));
  });
});

describe('DELETE hyperparameters', () => {
  // Guarantee: what was learned is gone at once, the observations stay, the optimizer is told, and learns from them anew.
  test('forgets the model', async () => {
    const id = await create(twoDoubles);
    for (let i = 0; i < 8; i++) await step(world.context, id, bowl);
    await optimize(world.service, { client: world.context.store.client, experiment: id });
    const before = (await scopeOf(world.context, id)).state.model;
    expect(before).not.toBeNull();
    world.messages.length = 0;
    expect(await send('DELETE', `/v1/experiments/${id}/hyperparameters`)).toEqual({ status: 200, json: {} });
    const { state } = await scopeOf(world.context, id);
    expect(state).toMatchObject({ model: null, observationsLive: 8 });
    expect(state.due).not.toBeNull();
    expect(world.messages).toEqual([{ client: world.context.store.client, experiment: id }]);
    expect((await ask(id)).status).toBe(200);
    await optimize(world.service, { client: world.context.store.client, experiment: id });
    const after = (await scopeOf(world.context, id)).state.model;
    expect(after?.generation).toBeGreaterThan(before?.generation ?? 0);
  });

  // Guarantee: without anything learned, and in experiments that learn nothing, it is a success that starts no work.
  test.each([{}, { type: 'random' }])('nothing to forget: %j', async (more) => {
    world.messages.length = 0;
    const id = await create({ parameters: [double('x')], ...more });
    for (let i = 0; i < 2; i++)
      expect(await send('DELETE', `/v1/experiments/${id}/hyperparameters`)).toEqual({ status: 200, json: {} });
    expect(world.messages).toEqual([]);
    expect((await scopeOf(world.context, id)).state.due).toBeNull();
  });

  test('not of a development experiment', async () => {
    world.messages.length = 0;
    const dev = sendAs(asCaller(world.context, { development: true }));
    const { id } = (await dev('POST', '/v1/experiments', { name: 'd', parameters: [double('x')] })).json;
    expect(await dev('DELETE', `/v1/experiments/${id}/hyperparameters`)).toEqual({ status: 200, json: {} });
    expect(world.messages).toEqual([]);
  });
});
