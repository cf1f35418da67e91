// Search spaces with more than bounds, through the operations that the routes call, on a real database.
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { ExperimentInput } from '../../shared/domain/definition/definition-create.ts';
import { isProblem } from '../../shared/domain/problem.ts';
import { createExperiment } from '../../shared/operations/experiments/create.ts';
import { fetchExperiment } from '../../shared/operations/experiments/fetch.ts';
import { updateExperiment } from '../../shared/operations/experiments/update.ts';
import { bestAssignments } from '../../shared/operations/insights/best-assignments.ts';
import { optimize } from '../../shared/operations/optimizer/optimize.ts';
import { createQueued } from '../../shared/operations/queued/queue.ts';
import { createSuggestion } from '../../shared/operations/suggestions/create.ts';
import { newExperiment, scopeOf, step } from '../kit/experiments.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.database.stop());

const messageOf = async (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => 'accepted',
    (error: unknown) => (isProblem(error) ? `${error.status} ${error.message}` : String(error)),
  );

const double = (name: string, min = 0, max = 1) => ({ name, type: 'double', bounds: { min, max } }) as const;
const int = (name: string, min: number, max: number) => ({ name, type: 'int', bounds: { min, max } }) as const;
const metrics = [{ name: 'loss', objective: 'minimize' }] as const;
const sum = (type: 'less_than' | 'greater_than', threshold: number, ...weights: [string, number][]) => ({
  ...{ type, threshold },
  terms: weights.map(([name, weight]) => ({ name, weight })),
});

const shares: ExperimentInput = {
  name: 'shares',
  parameters: [double('a'), double('b'), double('c'), int('n', 0, 40), int('m', 0, 40)],
  linear_constraints: [
    sum('less_than', 1, ['a', 1], ['b', 1], ['c', 1]),
    sum('greater_than', 0.999, ['a', 1], ['b', 1], ['c', 1]),
    sum('less_than', 10, ['n', 2], ['m', 1]),
  ],
  metrics,
};

describe('priors', () => {
  // Guarantee: four of the first six suggestions come from where the priors say, the other two ask whether they are right; and the definition shows them.
  it('lead the first suggestions', async () => {
    const prior = { name: 'normal', mean: 0.8, scale: 0.05 };
    const parameters = [
      { ...double('x'), prior },
      { ...double('y'), prior: { name: 'beta', shape_a: 2, shape_b: 20 } },
    ];
    const id = await newExperiment(world.context, { name: 'believed', parameters, metrics });
    const shown = await fetchExperiment(world.context, { target: await scopeOf(world.context, id) });
    expect(shown.parameters.map((parameter) => parameter.prior)).toEqual([
      { object: 'normal_prior', ...prior },
      { object: 'beta_prior', name: 'beta', shape_a: 2, shape_b: 20 },
    ]);
    let led = 0;
    for (let i = 0; i < 6; i++) {
      await step(world.context, id, (x) => {
        if (Math.abs(Number(x['x']) - 0.8) < 0.25 && Number(x['y']) < 0.4) led++;
        return (Number(x['x']) - 0.8) ** 2;
      });
    }
    expect(led).toBeGreaterThanOrEqual(4);
  });
});

describe('several solutions', () => {
  const wanted: ExperimentInput = {
    name: 'several',
    parameters: [double('x'), double('y')],
    metrics,
    observation_budget: 20,
    num_solutions: 3,
  };

  // Guarantee: the best assignments are as many as were asked for, the best one among them and first, and not one twice.
  it('are the best assignments', async () => {
    const id = await newExperiment(world.context, wanted);
    const none = await bestAssignments(world.context, { target: await scopeOf(world.context, id) });
    expect(none.data).toEqual([]);
    const values: number[] = [];
    for (let i = 0; i < 12; i++) {
      await step(world.context, id, (x) => {
        values.push(Math.cos(9 * Number(x['x'])) * Math.cos(9 * Number(x['y'])));
        return values.at(-1) ?? null;
      });
    }
    const { data } = await bestAssignments(world.context, { target: await scopeOf(world.context, id) });
    const best = data.map((one) => one.values[0]?.value ?? Number.NaN);
    expect(best).toHaveLength(3);
    expect(best[0]).toBe(Math.min(...values));
    expect(best).toEqual(best.toSorted((a, b) => a - b));
    expect(new Set(data.map(({ id: observation }) => observation)).size).toBe(3);
  });

  const conditionals = [{ name: 'mode', values: ['a', 'b'] }];
  const refused: [string, ExperimentInput, string][] = [
    ['no budget', { ...wanted, observation_budget: null }, 'observation_budget'],
    ['a budget below', { ...wanted, observation_budget: 2 }, 'num_solutions'],
    ['conditionals', { ...wanted, conditionals }, 'num_solutions'],
    ['two optimized metrics', { ...wanted, metrics: ['a', 'b'] }, 'num_solutions'],
  ];

  // Guarantee: what does not go together is refused when the experiment is created.
  test.each(refused)('are refused with %s', async (_, body, field) => {
    expect(await messageOf(createExperiment(world.context, { body }))).toMatch(new RegExp(`^400 Invalid ${field}`));
  });

  // Guarantee: the budget, which they plan with, stays as it is.
  it('keep the budget', async () => {
    const target = await scopeOf(world.context, await newExperiment(world.context, wanted));
    const message = await messageOf(updateExperiment(world.context, { target, body: { observation_budget: 30 } }));
    expect(message).toContain('more than one solution');
  });
});

describe('linear constraints', () => {
  // Guarantee: every suggestion satisfies them, from the first to those of the model; something good is among them.
  it('hold for every suggestion', async () => {
    const id = await newExperiment(world.context, shares);
    const values: number[] = [];
    for (let i = 0; i < 14; i++) {
      await step(world.context, id, (x) => {
        const [a, b, c, n, m] = ['a', 'b', 'c', 'n', 'm'].map((name) => Number(x[name]));
        if (a === undefined || b === undefined || c === undefined || n === undefined || m === undefined) return null;
        expect(a + b + c).toBeLessThanOrEqual(1);
        expect(c + b + a).toBeGreaterThanOrEqual(0.999);
        expect(2 * n + m).toBeLessThanOrEqual(10);
        values.push((a - 0.2) ** 2 + (b - 0.5) ** 2 + ((n - 3) / 10) ** 2);
        return values.at(-1) ?? null;
      });
      if (i === 7) await optimize(world.service, { client: world.context.store.client, experiment: id });
    }
    expect(Math.min(...values)).toBeLessThan(0.2);
  });

  const nothing: [string, ExperimentInput][] = [
    ['an empty set', { ...shares, linear_constraints: [sum('less_than', -1, ['a', 1], ['b', 1])] }],
    [
      'a plane',
      {
        ...shares,
        linear_constraints: [sum('less_than', 1, ['a', 1], ['b', 1]), sum('greater_than', 1, ['a', 1], ['b', 1])],
      },
    ],
    [
      'no whole numbers',
      {
        ...shares,
        linear_constraints: [sum('less_than', 7.5, ['n', 2], ['m', 4]), sum('greater_than', 6.5, ['n', 2], ['m', 4])],
      },
    ],
    ['a corner', { ...shares, linear_constraints: [sum('greater_than', 2, ['a', 1], ['b', 1])] }],
  ];

  // Guarantee: constraints that leave nothing to try are refused when the experiment is created, not when a suggestion is asked for.
  test.each(nothing)('that leave %s are refused', async (_, body) => {
    const message = await messageOf(createExperiment(world.context, { body }));
    expect(message).toMatch(/^400 Invalid linear_constraints: Infeasible constraints or empty set/);
  });

  // Guarantee: points of the user's own have to satisfy them too.
  it('hold for points of the user', async () => {
    const target = await scopeOf(world.context, await newExperiment(world.context, shares));
    const outside = { a: 0.5, b: 0.6, c: 0, n: 1, m: 1 };
    const inside = { a: 0.4, b: 0.6, c: 0, n: 1, m: 1 };
    for (const make of [createSuggestion, createQueued]) {
      expect(await messageOf(make(world.context, { target, body: { assignments: outside } }))).toContain(
        '1 * a + 1 * b + 1 * c must be at most 1',
      );
      expect(await messageOf(make(world.context, { target, body: { assignments: inside } }))).toBe('accepted');
    }
  });
});
