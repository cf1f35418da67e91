// Many at once on one experiment: nobody loses a write, and nobody gets another's point.
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchExperiment } from '../../shared/operations/experiments/fetch.ts';
import { listObservations } from '../../shared/operations/observations/read.ts';
import { optimize } from '../../shared/operations/optimizer/optimize.ts';
import { ask, bowl, newExperiment, report, scopeOf, step, twoDoubles } from '../kit/experiments.ts';
import { intercepted } from '../kit/faults.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.database.stop());

type Point = { readonly assignments: Readonly<Record<string, string | number>> };
/** Distance of two points in the unit square of the two doubles. */
const distance = (a: Point, b: Point) =>
  Math.hypot(
    (Number(a.assignments['x']) - Number(b.assignments['x'])) / 15,
    (Number(a.assignments['y']) - Number(b.assignments['y'])) / 15,
  );
const closest = (points: readonly Point[]) =>
  Math.min(...points.flatMap((a, i) => points.slice(i + 1).map((b) => distance(a, b))));

async function withHistory(count: number): Promise<string> {
  const id = await newExperiment(world.context, { ...twoDoubles, parallel_bandwidth: 8 });
  for (let i = 0; i < count; i++) await step(world.context, id, bowl);
  await optimize(world.service, { client: world.context.store.client, experiment: id });
  return id;
}

describe('eight asks at once', () => {
  // Guarantee: eight simultaneous asks get points as far apart as eight sequential ones (half of that distance at least). Each experiment has a seed of
  // its own and the closest pair of eight is a matter of chance, so ten pairs of experiments are compared, by their mean logarithms; one alike pair is −∞.
  it.each([0, 12])(
    'are as far apart as eight sequential ones, after %i observations',
    async (count) => {
      let difference = 0;
      for (let pair = 0; pair < 10; pair++) {
        const [together, inTurn] = [await withHistory(count), await withHistory(count)];
        const sequential: Point[] = [];
        for (let i = 0; i < 8; i++) sequential.push(await ask(world.context, inTurn));
        const simultaneous = await Promise.all(Array.from({ length: 8 }, () => ask(world.context, together)));
        difference += (Math.log(closest(simultaneous)) - Math.log(closest(sequential))) / 10;
      }
      expect(difference).toBeGreaterThan(Math.log(1 / 2));
    },
    120_000,
  );

  // Guarantee: in a finite space no two open suggestions are alike until all points were served; then an ask is still answered.
  it('never serve a point of a finite space twice before all were served', async () => {
    const parameters = [
      { name: 'a', type: 'int' as const, bounds: { min: 1, max: 4 } },
      { name: 'b', type: 'categorical' as const, categorical_values: ['p', 'q', 'r'] },
    ];
    const id = await newExperiment(world.context, { name: 'finite', parameters });
    const keys = new Set<string>();
    for (let round = 0; round < 3; round++) {
      const served = await Promise.all(Array.from({ length: 4 }, () => ask(world.context, id)));
      for (const { assignments } of served) keys.add(`${assignments['a']} ${assignments['b']}`);
    }
    expect(keys.size).toBe(12);
    expect((await ask(world.context, id)).receipt.source).toBe('exhausted');
  });
});

describe('eight clients that ask and report in turn', () => {
  const eighty = {
    name: 'eighty points',
    parameters: [
      { name: 'x', type: 'int' as const, bounds: { min: 0, max: 7 }, grid: null },
      { name: 'y', type: 'int' as const, bounds: { min: 0, max: 9 }, grid: null },
    ],
  };
  const grids = [
    { name: 'x', type: 'int' as const, grid: [0, 1, 2, 3, 4, 5, 6, 7] },
    { name: 'y', type: 'int' as const, grid: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
  ];

  // Guarantee: while asks and reports overtake each other, no point of a finite space is served twice, and a grid is walked completely.
  it.each([
    ['offline', eighty],
    ['random', { ...eighty, type: 'random' as const }],
    ['grid', { ...eighty, type: 'grid' as const, parameters: grids }],
  ])('get different points (%s)', async (_, body) => {
    const id = await newExperiment(world.context, body);
    const seen: string[] = [];
    const client = async () => {
      for (let i = 0; i < 10; i++) {
        const { id: suggestion, assignments } = await ask(world.context, id);
        seen.push(`${assignments['x']} ${assignments['y']}`);
        await report(world.context, id, suggestion, bowl(assignments));
      }
    };
    await Promise.all(Array.from({ length: 8 }, client));
    expect(new Set(seen).size).toBe(80);
  });
});

describe('twenty reports at once', () => {
  // Guarantee: every one is counted once, in the list, and first, last and best are those of the list.
  it('are all there', async () => {
    const id = await newExperiment(world.context);
    const open = await Promise.all(Array.from({ length: 20 }, () => ask(world.context, id)));
    await Promise.all(open.map((suggestion, i) => report(world.context, id, suggestion.id, (i * 7) % 20)));
    const { data, count } = await listObservations(world.context, {
      target: await scopeOf(world.context, id),
      query: { ascending: true },
    });
    const { progress } = await fetchExperiment(world.context, { target: await scopeOf(world.context, id) });
    expect([count, data.length, progress.observation_count]).toEqual([20, 20, 20]);
    expect(new Set(data.map((o) => o.suggestion)).size).toBe(20);
    expect(progress.first_observation?.id).toBe(data[0]?.id);
    expect(progress.last_observation?.id).toBe(data.at(-1)?.id);
    expect(progress.best_observation?.values[0]?.value).toBe(0);
  });
});

describe('a transaction that conflicts', () => {
  const conflicting = (times: number) => {
    let left = times;
    return intercepted(world.service.table, async (command, send) => {
      if (!command.constructor.name.startsWith('TransactWrite') || left-- <= 0) return send(command);
      throw new TransactionCanceledException({
        message: 'conflict',
        $metadata: {},
        CancellationReasons: [{ Code: 'TransactionConflict' }],
      });
    });
  };

  // Guarantee: a conflict is repeated and nobody notices (the local engine never shows one, so it is made here).
  it('is repeated', async () => {
    const id = await newExperiment(world.context);
    const { id: suggestion } = await ask(world.on(conflicting(3)), id);
    await report(world.on(conflicting(3)), id, suggestion, 1);
    expect(
      (await fetchExperiment(world.context, { target: await scopeOf(world.context, id) })).progress.observation_count,
    ).toBe(1);
  });

  // Guarantee: one that lasts is a 429 with Retry-After, the one status that clients repeat, and nothing was written.
  it('is a 429 when it lasts', async () => {
    const id = await newExperiment(world.context);
    const { id: suggestion } = await ask(world.context, id);
    await expect(report(world.on(conflicting(1000)), id, suggestion, 1)).rejects.toMatchObject({
      status: 429,
      headers: { 'Retry-After': '1' },
    });
    expect(
      (await fetchExperiment(world.context, { target: await scopeOf(world.context, id) })).progress.observation_count,
    ).toBe(0);
  });
});
