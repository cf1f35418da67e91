// Searches in which something is amiss and the optimum is to be found all the same: bounds moved, values on a threshold, thresholds out of reach, decades
// whose logarithm was forgotten, plateaus, a task that always fails, values next to nothing.
import { describe, expect, it } from 'vitest';
import { makeStudy, type StudyOptions } from '../../../shared/engine/study.ts';
import type { Assignments, Metric, Parameter, Problem } from '../../../shared/engine/types.ts';
import { cube } from './arbitrary-problem.ts';

type Run = { readonly x: Assignments; readonly values: readonly number[] };

/** A run of so many evaluations; `told`: what is known before the first. */
function search(
  problem: Problem,
  options: StudyOptions,
  count: number,
  f: (x: Assignments) => readonly number[],
  told: readonly Assignments[] = [],
): Run[] {
  const study = makeStudy(problem, options);
  for (const x of told) study.tell(x, f(x));
  return Array.from({ length: count }, () => {
    const x = study.ask().assignments;
    study.tell(x, f(x));
    return { x, values: f(x) };
  });
}

const number = (x: Assignments, name: string): number => Number(x[name]);
const least = (runs: readonly Run[]): number => Math.min(...runs.map(({ values }) => values[0] ?? Number.NaN));
const seeds = [1, 2, 3];
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const double = (name: string, max: number): Parameter => ({ name, when: [], kind: 'double', min: 0, max, log: false });
const bowl = (x: Assignments, a: number, b: number): number => (number(x, 'x0') - a) ** 2 + (number(x, 'x1') - b) ** 2;

describe('bounds that were narrowed', () => {
  // What was observed outside is known, and may be better than all that is left, but the search is inside and not at the new bound.
  it('do not hold the search at the bound', () => {
    const inside: Problem = { parameters: [double('x0', 0.5), double('x1', 1)] };
    const f = (x: Assignments): number[] => [Math.min(bowl(x, 0.2, 0.6), bowl(x, 0.9, 0.4) - 0.1)];
    const before = Array.from({ length: 15 }, (_, i) => ({ x0: ((i * 7) % 15) / 15, x1: i / 15 }));
    for (const seed of seeds) {
      const runs = search(inside, { seed }, 15, f, [...before, { x0: 0.9, x1: 0.4 }]);
      expect(least(runs)).toBeLessThan(0.003);
      expect(runs.filter(({ x }) => number(x, 'x0') === 0.5).length).toBeLessThan(6);
    }
  });
});

describe('a constraint whose good values lie on its threshold', () => {
  const metrics: readonly Metric[] = [
    { role: 'optimize', threshold: null },
    { role: 'constraint', threshold: 0 },
  ];
  const excess = (x: Assignments): number => number(x, 'x0') + number(x, 'x1') - 0.8;

  // A flag, or how much is too much: values on the threshold hold, and the best point that holds is found as with a signed distance.
  it.each([
    ['a flag', (x: Assignments): number => (excess(x) > 0 ? 1 : 0)],
    ['an excess', (x: Assignments): number => Math.max(0, excess(x))],
  ])('%s', (_, g) => {
    const reached = seeds.map((seed) => {
      const runs = search(cube(2), { seed, metrics, budget: 30 }, 30, (x) => [bowl(x, 0.7, 0.7), g(x)]);
      return least(runs.filter(({ values }) => values[1] === 0));
    });
    expect(median(reached)).toBeLessThan(0.21); // 0.18 on the border, at (0.4, 0.4)
  });
});

describe('thresholds of two metrics', () => {
  // Nobody can reach them: they are no reason to stop looking for trade-offs.
  it('out of reach', () => {
    const metrics: readonly Metric[] = [-0.01, null].map((threshold) => ({ role: 'optimize', threshold }));
    const runs = search(cube(2), { seed: 3, metrics }, 30, (x) => [bowl(x, 0, 0), bowl(x, 1, 1)]);
    const near = runs.slice(10).filter(({ x }) => Math.abs(number(x, 'x0') - number(x, 'x1')) < 0.1);
    expect(near.length).toBeGreaterThan(16);
  });
});

describe('a grid of decades', () => {
  // Whoever lists 1e-5, 1e-4, … 1 and forgets the logarithm means them as choices alike.
  it('without its logarithm', () => {
    const decades: Parameter = {
      name: 'rate',
      when: [],
      kind: 'grid',
      values: [1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1],
      log: false,
    };
    const problem: Problem = { parameters: [decades, { ...decades, name: 'decay' }, double('x0', 1), double('x1', 1)] };
    const far = (x: Assignments, name: string, exponent: number): number =>
      0.1 * (Math.log10(number(x, name)) - exponent) ** 2;
    const f = (x: Assignments): number[] => [bowl(x, 0.3, 0.6) + far(x, 'rate', -3) + far(x, 'decay', -4)];
    expect(median(seeds.map((seed) => least(search(problem, { seed }, 30, f))))).toBeLessThan(0.01);
  });
});

describe('a plateau', () => {
  // While all values are equal a model would know of nothing but corners; gaps are filled instead, and a disc of a sixteenth of the square is met.
  it('is left', () => {
    const f = (x: Assignments): number[] => [bowl(x, 0.72, 0.31) < 0.02 ? 0 : 1];
    for (const seed of seeds) expect(least(search(cube(2), { seed }, 40, f))).toBe(0);
  });

  // An earlier experiment knows where to look, and is asked although nothing has differed yet.
  it('is left to the model where an earlier experiment knows the way', () => {
    const problem = cube(2);
    const rows = Array.from({ length: 25 }, (_, i) => ({ x0: (i % 5) / 4, x1: Math.floor(i / 5) / 4 }));
    const known = rows.map((assignments) => ({ assignments, values: [bowl(assignments, 0.72, 0.31)] }));
    const study = makeStudy(problem, { seed: 1, earlier: [{ parameters: problem.parameters, rows: known }] });
    for (const x0 of [0, 0.25, 0.5, 0.1, 0.9, 0.4, 0.6, 0.2]) study.tell({ x0, x1: 1 - x0 }, 1);
    expect(study.ask().source).toBe('model');
  });
});

describe('a cheap task that always fails', () => {
  // The full one is run all the same.
  it('does not keep the full one from its turn', () => {
    const study = makeStudy({ ...cube(2), tasks: [0.1, 1] }, { seed: 1, budget: 12 });
    const full = Array.from({ length: 20 }, () => {
      const { assignments, task } = study.ask();
      study.tell(assignments, task === 1 ? bowl(assignments, 0.3, 0.6) : null, undefined, task ?? 1);
      return task === 1;
    });
    expect(full.filter(Boolean).length).toBeGreaterThan(8);
  });
});

describe('values next to nothing', () => {
  // Units do not matter, however small the numbers are in them.
  it.each([1e-170, 1e-300])('of the size of %s', (size) => {
    const f = (x: Assignments): number[] => [size * bowl(x, 0.3, 0.6)];
    expect(median(seeds.map((seed) => least(search(cube(2), { seed }, 20, f)) / size))).toBeLessThan(1e-3);
  });
});
