// Importances: shares that are true for functions whose decomposition is known, and sound for every problem.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importances } from '../../../shared/engine/insights/importance.ts';
import { quickFit } from '../../../shared/engine/learning/fit.ts';
import { prepare } from '../../../shared/engine/model/prepared.ts';
import { makeSpace } from '../../../shared/engine/space/space.ts';
import type { Assignments, Problem } from '../../../shared/engine/types.ts';
import { cube, problems } from './arbitrary-problem.ts';
import { bowl, observe, randomPoints, toData } from './history.ts';

function sharesOf(problem: Problem, count: number, f: (x: Assignments) => number, seed = 3): number[] {
  const space = makeSpace(problem);
  const data = observe(space, count, seed, f);
  return [...importances(space, prepare(space, quickFit(space, data, { seed }), data), seed)];
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

describe('importances', () => {
  // An additive function's shares are its terms' variances: 9 : 4 : 1 of 14, and nothing for what it does not depend on.
  it('are the shares of variance of an additive function', () => {
    const shares = sharesOf(cube(4), 80, (x) => 3 * Number(x['x0']) - 2 * Number(x['x1']) + Number(x['x2']));
    for (const [i, share] of [9 / 14, 4 / 14, 1 / 14, 0].entries()) expect(shares[i]).toBeCloseTo(share, 1);
  });

  // Ishigami & Homma 1990 (a = 7, b = 0.1): total indices 0.558, 0.442, 0.244, as shares of their sum; the third acts by interaction alone.
  it('count what a parameter does together with others', () => {
    const angle = (x: Assignments, name: string): number => Math.PI * (2 * Number(x[name]) - 1);
    const ishigami = (x: Assignments): number =>
      Math.sin(angle(x, 'x0')) * (1 + 0.1 * angle(x, 'x2') ** 4) + 7 * Math.sin(angle(x, 'x1')) ** 2;
    const shares = sharesOf(cube(3), 100, ishigami);
    for (const [i, total] of [0.558, 0.442, 0.244].entries()) {
      expect(Math.abs((shares[i] ?? 0) - total / 1.244)).toBeLessThan(0.1);
    }
  });

  // A category that changes nothing has next to no share, one that decides has nearly all.
  it('tell a deciding category from an idle one', () => {
    const values = ['a', 'b', 'c'];
    const problem: Problem = {
      parameters: [
        { kind: 'categorical', name: 'decides', when: [], values },
        { kind: 'categorical', name: 'idle', when: [], values },
        { kind: 'double', name: 'x', when: [], min: 0, max: 1, log: false },
      ],
    };
    const [decides = 0, idle = 1] = sharesOf(
      problem,
      60,
      (x) => values.indexOf(String(x['decides'])) * 5 + Number(x['x']),
    );
    expect(decides).toBeGreaterThan(0.85);
    expect(idle).toBeLessThan(0.05);
  });

  // A child counts where it is active: its parent takes it away half of the time, so the parent has a share although its own effect is nothing.
  it('see a conditional parameter through its parent', () => {
    const problem: Problem = {
      parameters: [
        { kind: 'categorical', name: 'parent', when: [], values: ['with', 'without'] },
        { kind: 'double', name: 'child', when: [{ parent: 0, values: [0] }], min: 0, max: 1, log: false },
        { kind: 'double', name: 'idle', when: [], min: 0, max: 1, log: false },
      ],
    };
    const [parent = 0, child = 0, idle = 1] = sharesOf(problem, 60, (x) => (Number(x['child'] ?? 0.5) - 0.5) * 4);
    expect(child).toBeGreaterThan(0.4);
    expect(parent).toBeGreaterThan(0.1);
    expect(idle).toBeLessThan(0.05);
  });

  // For every problem and history: one share a parameter, non-negative, sum 1, none for a parameter without a choice, the same each time.
  it('are shares for every problem', () => {
    const values = fc.constantFrom<(x: Assignments) => number>(
      bowl,
      () => 7,
      (x) => (bowl(x) > 1 ? Number.NaN : 1e300 * bowl(x)),
    );
    fc.assert(
      fc.property(problems(), fc.integer({ min: 0, max: 25 }), fc.nat(), values, (problem, count, seed, f) => {
        const space = makeSpace(problem);
        const shares = sharesOf(problem, count, f, seed);
        expect(shares).toEqual(sharesOf(problem, count, f, seed));
        expect(shares.length).toBe(space.dimensions.length);
        expect(shares.every((share) => share >= 0)).toBe(true);
        expect(sum(shares)).toBeCloseTo(1, 9);
        const free = space.dimensions.some(({ levels }) => levels > 1);
        for (const [i, { levels }] of space.dimensions.entries()) if (levels === 1 && free) expect(shares[i]).toBe(0);
      }),
      { numRuns: 15 },
    );
  });
});

// With tasks, it is the full one that is explained: the task itself has no share.
it('explain the full task', () => {
  const space = makeSpace({ ...cube(2), tasks: [0.1, 1] });
  const points = randomPoints(space, 40, 3);
  const data = toData(
    points,
    points.map((point) => (point[2] === 1 ? (point[0] ?? 0) : 5 * (point[1] ?? 0))),
  );
  const [x0 = 0, x1 = 1, task] = importances(space, prepare(space, quickFit(space, data, { seed: 1 }), data), 3);
  expect(task).toBe(0);
  expect(x0).toBeGreaterThan(x1);
});
