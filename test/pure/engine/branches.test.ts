// Spaces with conditions: their branches, what a flip of a parent brings along, and the branch whose turn it is.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fit } from '../../../shared/engine/learning/fit.ts';
import { prepare } from '../../../shared/engine/model/prepared.ts';
import { neglectedBranch } from '../../../shared/engine/proposals/neglect.ts';
import { branchesOf, flipped, isIn, leadersOf, parentsOf } from '../../../shared/engine/space/branches.ts';
import { encode, isActive, makeSpace } from '../../../shared/engine/space/space.ts';
import { makeStudy, type StudyOptions } from '../../../shared/engine/study.ts';
import { suggest } from '../../../shared/engine/suggest.ts';
import type { Metric, Parameter, Point, Problem } from '../../../shared/engine/types.ts';
import { problems } from './arbitrary-problem.ts';
import { alone, ask, randomPoints, toData } from './history.ts';

const double = (name: string, values: number[]): Parameter => ({
  ...{ kind: 'double', name, when: [{ parent: 0, values }] },
  ...{ min: 0, max: 1, log: false },
});
const threeWays: Problem = {
  parameters: [
    { kind: 'categorical', name: 'kind', when: [], values: ['a', 'b', 'c'] },
    double('x', [0]),
    double('y', [1]),
    double('z', [1, 2]),
  ],
};
const space = makeSpace(threeWays);
const point = (...units: number[]): Point => Float64Array.from(units);
const none = Number.NaN;

describe('branches', () => {
  // Every point is in exactly one of them, and there the parameters that the branch counts are active.
  it('part a space', () => {
    fc.assert(
      fc.property(problems(), fc.nat(), (problem, seed) => {
        const any = makeSpace(problem);
        const branches = branchesOf(any, 1000) ?? [];
        const parents = parentsOf(any);
        for (const one of randomPoints(any, 10, seed)) {
          const mine = branches.filter((branch) => isIn(branch, one));
          expect(mine).toHaveLength(1);
          const active = any.dimensions.filter(
            ({ levels }, i) => levels > 1 && !parents.includes(i) && isActive(any, one, i),
          );
          expect(mine[0]?.active).toBe(active.length);
        }
      }),
    );
    expect(branchesOf(space, 2)).toBeNull();
  });

  // The best point of each comes first where several are known.
  it('have leaders', () => {
    const known = [point(1, none, 0.2, 0.3), point(1, none, 0.9, 0.9), point(0, 0.4, none, none)];
    expect(leadersOf(space, known)).toEqual([known[0], known[2]]);
  });

  // A flip brings the children of the best known point of the new branch; what nobody has tried is filled in; shared children stay.
  it('are entered where they are known best', () => {
    const leaders = [point(1, none, 0.2, 0.3), point(0, 0.4, none, none)];
    const fill = () => 0.77;
    expect(flipped(space, leaders, point(0, 0.1, none, none), 0, 1, fill)).toEqual(point(1, none, 0.2, 0.3));
    expect(flipped(space, leaders, point(0, 0.1, none, none), 0, 2, fill)).toEqual(point(2, none, none, 0.77));
    expect(flipped(space, leaders, point(2, none, none, 0.6), 0, 1, fill)).toEqual(point(1, none, 0.2, 0.6));
  });
});

describe('a neglected branch', () => {
  const known = [point(1, none, 0.2, 0.3), point(0, 0.4, none, none), point(1, none, 0.9, 0.9)];

  // It is the one with the fewest observations for its parameters; every fifth ask is its turn, until each has its share.
  it('gets its turn', () => {
    expect(neglectedBranch(space, { points: known, failed: [] }, 10)?.values[0]).toBe(2);
    expect(neglectedBranch(space, { points: known, failed: [] }, 11)).toBeNull();
    const later = [...known, point(2, none, none, 0.1), point(2, none, none, 0.2)];
    expect(neglectedBranch(space, { points: later, failed: [] }, 10)?.values[0]).toBe(0);
    const of = [point(0, 0.5, none, none), point(1, none, 0.5, 0.5), point(2, none, none, 0.5)];
    const many = [...of, ...of, ...of, ...of, ...of, ...of, ...of, ...of, ...of];
    expect(neglectedBranch(space, { points: many, failed: [] }, 10)).toBeNull();
  });

  // Failures count as looks into a branch; one where three failed and none succeeded is thought to fail always.
  it('has no turn where everything fails', () => {
    const failed = [point(2, none, none, 0.1), point(2, none, none, 0.5), point(2, none, none, 0.9)];
    expect(neglectedBranch(space, { points: known, failed: failed.slice(0, 2) }, 10)?.values[0]).toBe(0);
    expect(neglectedBranch(space, { points: [], failed }, 10)?.values[0]).not.toBe(2);
    const study = makeStudy(threeWays, { seed: 1 });
    let lost = 0;
    for (let i = 0; i < 60; i++) {
      const { assignments } = study.ask();
      const fails = assignments['kind'] === 'b';
      lost += fails ? 1 : 0;
      study.tell(assignments, fails ? null : 1 + i / 100);
    }
    expect(lost).toBeLessThan(8);
  });

  // Branches that look bad are looked into all the same: of 45 evaluations each gets a share, and the best branch gets most.
  it('is not given up after a first look', () => {
    const { a, b, c } = shares({}, (value) => value);
    expect(Math.min(b, c)).toBeGreaterThanOrEqual(4);
    expect(a).toBeGreaterThan(20);
  });

  // So it is where runs may be cheap.
  it('is not given up beside tasks', () => {
    const { a, b, c } = shares({}, (value) => value, { ...threeWays, tasks: [0.2, 1] });
    expect(Math.min(b, c)).toBeGreaterThanOrEqual(4);
    expect(a).toBeGreaterThan(20);
  });

  // What a task does in other branches is known in each: one that has failed three times wherever it was run is not asked for again.
  it('is not run as a task that always fails', () => {
    for (const seed of [1, 2, 3, 4]) {
      const study = makeStudy({ ...threeWays, tasks: [0.1, 0.3, 1] }, { seed, budget: 20 });
      const asked = Array.from({ length: 40 }, () => {
        const { assignments, task } = study.ask();
        const bowl = (Number(assignments['x'] ?? assignments['z']) - 0.3) ** 2;
        study.tell(assignments, task === 0.1 ? null : bowl, [], task ?? 1);
        return task;
      });
      expect(asked.filter((task) => task === 0.1).length).toBe(3);
    }
  });

  // Where cheap runs are not believed its own model has seen full ones alone, and asks for a full one: a cheap one would count for nothing, also as a look into the branch.
  it('is run in full where cheap runs are not believed', () => {
    const tasked = makeSpace({ ...threeWays, tasks: [0.02, 1] });
    const kinds = [...Array(14).fill('a'), ...Array(6).fill('c'), ...Array(5).fill('b')];
    const points = kinds.flatMap((kind, i) => {
      const unit = (i * 0.618) % 1;
      return encode(tasked, { kind, ...(kind === 'a' ? { x: unit } : { y: 1 - unit, z: unit }) }, 1) ?? [];
    });
    const data = toData(
      points,
      points.map((_, i) => Math.sin(3 * i)),
    );
    const model = { ...fit(tasked, data, { previous: null, seed: 1 }), fullAlone: true };
    const proposals = [0, 1, 2, 3].map((seed) =>
      suggest(tasked, alone(data, prepare(tasked, model, data)), { ...ask(25), seed }),
    );
    for (const [one] of proposals) expect(one).toMatchObject({ task: 1, arm: expect.stringMatching(/^branch\//) });
  });

  // And where a constraint metric has to hold.
  it('is not given up beside a constraint metric', () => {
    const metrics: readonly Metric[] = [
      { role: 'optimize', threshold: null },
      { role: 'constraint', threshold: 0.5 },
    ];
    const { a, b, c } = shares({ metrics }, (value) => [value, value]);
    expect(Math.min(b, c)).toBeGreaterThanOrEqual(4);
    expect(a).toBeGreaterThan(20);
  });
});

/** How many of 45 evaluations each branch gets, where those of `a` are best by far. */
function shares(
  options: Pick<StudyOptions, 'metrics'>,
  report: (value: number) => number | readonly number[],
  problem = threeWays,
) {
  const study = makeStudy(problem, { seed: 1, ...options });
  const counts = { a: 0, b: 0, c: 0 };
  for (let i = 0; i < 45; i++) {
    const { assignments, task } = study.ask();
    const kind = String(assignments['kind']);
    if (kind === 'a' || kind === 'b' || kind === 'c') counts[kind] += 1;
    const value = kind === 'a' ? (Number(assignments['x']) - 0.5) ** 2 : 5 + Number(assignments['z']);
    study.tell(assignments, report(value), [], task ?? 1);
  }
  return counts;
}
