// Feature tasks of other suites: what counts, and what a run is worth.
import { describe, expect, test } from 'vitest';
import { makeServer } from '../../../bench/evaluate.ts';
import { serveFeature } from '../../../bench/features/served.ts';
import { readRuns, runFeature, type SuiteFeature, satisfies, scoreOf } from '../../../bench/features/suite.ts';
import { peerFiles } from '../../../bench/peers.ts';
import { double, num } from '../../../bench/task.ts';

const params = [double('a', 0, 1), double('b', 0, 1)];
const simplex: SuiteFeature = {
  name: 'simplex',
  params,
  linear: [{ type: 'less_than', threshold: 1, terms: { a: 1, b: 1 } }],
  evaluate: (x) => -num(x, 'a') - 2 * num(x, 'b'),
};
const limited: SuiteFeature = {
  name: 'limited',
  params,
  metrics: [{ strategy: 'optimize' }, { strategy: 'constraint', threshold: 0.5 }],
  evaluate: (x) => ({ values: [num(x, 'a'), num(x, 'b')] }),
};
const front: SuiteFeature = {
  name: 'front',
  params,
  metrics: [{ strategy: 'optimize' }, { strategy: 'optimize' }],
  reference: [1, 1],
  evaluate: (x) => (num(x, 'a') > 0.9 ? { failed: true } : { values: [num(x, 'a'), num(x, 'b')] }),
};

describe('a run', () => {
  // Guarantee: what failed or broke a constraint is no result; a front is worth the volume below its reference.
  test('is worth what counts of it', () => {
    expect(scoreOf(simplex, { values: [[3], null, [2]] }, 10)).toBe(2);
    expect(scoreOf(simplex, { values: [[3], null, [2]] }, 1)).toBe(3);
    expect(scoreOf(simplex, { values: [null] }, 10)).toBe(Number.POSITIVE_INFINITY);
    expect(
      scoreOf(
        limited,
        {
          values: [
            [1, 0.7],
            [4, 0.5],
            [3, 0.4],
          ],
        },
        10,
      ),
    ).toBe(3);
    expect(scoreOf(front, { values: [[0.5, 0.5], null, [0.9, 2]] }, 10)).toBeCloseTo(0.25, 12);
  });

  // Guarantee: Cairn is told of linear constraints and keeps them, random search is not; failures are recorded as such.
  test('of Cairn keeps linear constraints and goes on after failures', async () => {
    expect([satisfies(simplex, { a: 0.5, b: 0.5 }), satisfies(simplex, { a: 0.6, b: 0.5 })]).toEqual([true, false]);
    const [own, random] = [await runFeature(simplex, 'cairn', 0, 12), await runFeature(simplex, 'random', 0, 12)];
    expect(own.values.filter((value) => value === null)).toEqual([]);
    expect(random.values.some((value) => value === null)).toBe(true);
    const runs = await runFeature(front, 'cairn', 0, 12);
    expect(runs.values.every((value) => value === null || value.length === 2)).toBe(true);
  });
});

describe('the evaluator', () => {
  const answer = makeServer([simplex, limited, front].map(serveFeature));
  const judged = async (task: string, assignments: object): Promise<unknown> => {
    await answer(JSON.stringify({ op: 'begin', task, seed: 0 }));
    return JSON.parse(await answer(JSON.stringify({ op: 'evaluate', assignments })));
  };

  // Guarantee: an optimizer elsewhere is told how many objectives and constraints there are, and nothing of where they lie.
  test('tells what a task asks for', async () => {
    expect(JSON.parse(await answer('{"op":"tasks"}'))).toEqual([
      { name: 'simplex', params, objectives: 1, constraints: 1 },
      { name: 'limited', params, objectives: 1, constraints: 1 },
      { name: 'front', params, objectives: 2, constraints: 0 },
    ]);
  });

  // Guarantee: what breaks a linear constraint has no values in a row, as in a run of Cairn; by how much it is broken is told.
  test('judges both kinds of constraint, and failures', async () => {
    expect(await judged('simplex', { a: 1, b: 0.5 })).toEqual({ values: null, objectives: [-2], excess: [0.5] });
    expect(await judged('simplex', { a: 0.5, b: 0.25 })).toEqual({ values: [-1], objectives: [-1], excess: [-0.25] });
    expect(await judged('limited', { a: 1, b: 0.75 })).toEqual({ values: [1, 0.75], objectives: [1], excess: [0.25] });
    expect(await judged('front', { a: 0.5, b: 0 })).toEqual({ values: [0.5, 0], objectives: [0.5, 0], excess: [] });
    expect(await judged('front', { a: 1, b: 0 })).toBeNull();
  });
});

// Guarantee: what the documented table is printed from is there, whole, and each run once.
test('recordings on the feature tasks are whole runs', () => {
  const files = peerFiles(new URL('../../../bench/peers/features/', import.meta.url).pathname);
  const rows = readRuns(files);
  const runs = (method: string) => rows.filter((row) => row.method === method).length;
  expect([runs('optuna-tpe'), runs('optuna-gp')]).toEqual([25, 5]);
  for (const { values } of rows) expect(values.length).toBe(40);
  expect(new Set(rows.map(({ method, task, seed }) => `${method} ${task} ${seed}`)).size).toBe(rows.length);
});
