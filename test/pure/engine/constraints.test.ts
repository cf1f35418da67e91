// Linear constraints: whatever chooses a point, the assignments that go out satisfy them to the last digit.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../../shared/engine/numerics/random.ts';
import { isAllowed } from '../../../shared/engine/space/confine.ts';
import { design } from '../../../shared/engine/space/design.ts';
import { drawNear, randomPoint } from '../../../shared/engine/space/sample.ts';
import { decode, encode, makeSpace, type Space } from '../../../shared/engine/space/space.ts';
import { allPoints } from '../../../shared/engine/space/taken.ts';
import { makeStudy } from '../../../shared/engine/study.ts';
import { suggest } from '../../../shared/engine/suggest.ts';
import type { Parameter, Problem } from '../../../shared/engine/types.ts';
import { broken, constrained, constrainedDoubles, constrainedInts } from './arbitrary-constraints.ts';
import { complaints, cube } from './arbitrary-problem.ts';
import { alone, ask, bowl, observe } from './history.ts';

/** What is wrong with these assignments, bounds and constraints. */
const wrong = (problem: Problem, space: Space, point: Float64Array): string[] => {
  const assignments = decode(space, point);
  return [...complaints(problem, assignments), ...broken(problem, assignments)];
};

/** `count` numbers from 0 to `max` with limits on their sum. */
function sumOf(
  count: number,
  kind: 'int' | 'double',
  max: number,
  limits: readonly (readonly ['less_than' | 'greater_than', number])[],
): Problem {
  const terms = Array.from({ length: count }, (_, parameter) => ({ parameter, weight: 1 }));
  return {
    parameters: terms.map(({ parameter }) => ({ kind, name: `x${parameter}`, when: [], min: 0, max, log: false })),
    constraints: limits.map(([type, threshold]) => ({ type, threshold, terms })),
  };
}

describe('points inside linear constraints', () => {
  // Evenly: of twenty doubles that add up to at most 1, a share of 0.9^20 has a sum below 0.9; a walk that hardly leaves the middle would give several times that.
  it('are drawn from all over a body of many dimensions', () => {
    const space = makeSpace(sumOf(20, 'double', 1, [['less_than', 1]]));
    const random = makeRandom(4);
    const sums = Array.from({ length: 2000 }, () => randomPoint(space, random).reduce((a, b) => a + b, 0));
    const low = sums.filter((sum) => sum < 0.9).length / sums.length;
    expect(low).toBeGreaterThan(0.06);
    expect(low).toBeLessThan(0.25);
  });

  // Whole ones too: of ten that add up to 98 to 100 the largest is 29 on average when all are equally likely; taken one after the other, the first takes most.
  it('are drawn from all over whole numbers', () => {
    const space = makeSpace(
      sumOf(10, 'int', 100, [
        ['less_than', 100],
        ['greater_than', 98],
      ]),
    );
    const random = makeRandom(4);
    const largest = Array.from({ length: 300 }, () =>
      Math.max(...Object.values(decode(space, randomPoint(space, random))).map(Number)),
    );
    const mean = largest.reduce((a, b) => a + b, 0) / largest.length;
    expect(mean).toBeGreaterThan(20);
    expect(mean).toBeLessThan(40);
  });

  // Random points, points of the initial design and steps from a point: all inside, also after the rounding of what goes out.
  it('are drawn', () => {
    fc.assert(
      fc.property(constrained, fc.nat(), (problem, seed) => {
        const space = makeSpace(problem);
        const random = makeRandom(seed);
        const points = [
          ...Array.from({ length: 20 }, () => randomPoint(space, random)),
          ...design(space, 5, seed, null),
        ];
        const near = points.map((point, i) =>
          drawNear(space, point, [0.01, 0.2, 3][i % 3] ?? 1, random, new Float64Array(point.length)),
        );
        expect([...points, ...near].flatMap((point) => wrong(problem, space, point))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  // The same of everything that an ask can be answered with: model, design, gaps after failures, random and grid, a default that is outside.
  it('are proposed', () => {
    const kinds = fc.constantFrom('offline', 'offline', 'random', 'grid');
    fc.assert(
      fc.property(
        constrained,
        fc.integer({ min: 0, max: 12 }),
        fc.nat(),
        kinds,
        fc.boolean(),
        (problem, n, seed, kind, failing) => {
          const space = makeSpace(problem);
          const data = observe(space, n, seed, failing ? () => Number.NaN : bowl);
          const first = Float64Array.from(space.dimensions, () => 0);
          const proposals = suggest(space, alone(data), ask(n + 1, { kind, seed, count: 3, first }));
          expect(proposals.flatMap(({ point }) => wrong(problem, space, point))).toEqual([]);
        },
      ),
      { numRuns: 120 },
    );
  });

  // A finite space is counted and used up exactly: every point that satisfies the constraints once, none that does not.
  it('are all reached where they can be counted', () => {
    const few = constrainedInts.filter(({ parameters }) => sizeOf(parameters) <= 4000);
    fc.assert(
      fc.property(few, (problem) => {
        const space = makeSpace(problem);
        const inside = [...allPoints(makeSpace({ parameters: problem.parameters }), null)].filter(
          (point) => broken(problem, decode(space, point)).length === 0,
        );
        expect(space.size).toBe(inside.length);
        const reached = new Set(
          [...allPoints(space, makeRandom(1))].map((point) => JSON.stringify(decode(space, point))),
        );
        expect(reached).toEqual(new Set(inside.map((point) => JSON.stringify(decode(space, point)))));
      }),
      { numRuns: 100 },
    );
  });

  const sizeOf = (parameters: readonly Parameter[]): number =>
    parameters.reduce((size, p) => size * (p.kind === 'int' ? p.max - p.min + 1 : Infinity), 1);

  // Draws spread over all of the region, also where it is a sliver that no random point of the box hits.
  it('spread over a sliver', () => {
    const terms = [0, 1, 2].map((parameter) => ({ parameter, weight: 1 }));
    const space = makeSpace({
      ...cube(3),
      constraints: [
        { type: 'less_than', terms, threshold: 1 },
        { type: 'greater_than', terms, threshold: 1 - 1e-7 },
      ],
    });
    const random = makeRandom(3);
    const firsts = Array.from({ length: 2000 }, () => randomPoint(space, random)[0] ?? Number.NaN);
    // Of a triangle, the first coordinate has the density 2(1 − x): mean 1/3, variance 1/18.
    const mean = firsts.reduce((s, v) => s + v, 0) / firsts.length;
    const variance = firsts.reduce((s, v) => s + (v - mean) ** 2, 0) / firsts.length;
    expect(mean).toBeGreaterThan(0.31);
    expect(mean).toBeLessThan(0.355);
    expect(variance).toBeGreaterThan(0.048);
    expect(variance).toBeLessThan(0.063);
  });

  // Two sums of the same terms may differ in the last digit: a point is inside only when both orders say so, unless whole numbers make them equal.
  it('are judged as every client would', () => {
    const tenths = {
      type: 'less_than',
      terms: [0, 1, 2].map((parameter) => ({ parameter, weight: 0.1 })),
      threshold: 0.3,
    } as const;
    const ints: Problem = {
      parameters: ['a', 'b', 'c'].map((name) => ({ kind: 'int', name, when: [], min: 0, max: 5, log: false })),
    };
    const at111 = (
      constraint:
        | typeof tenths
        | { type: 'less_than'; terms: { parameter: number; weight: number }[]; threshold: number },
    ) => {
      const space = makeSpace({ ...ints, constraints: [constraint] });
      const point = encode(space, { a: 1, b: 1, c: 1 });
      return point && isAllowed(space, point);
    };
    expect(at111(tenths)).toBe(false);
    expect(
      at111({ type: 'less_than', terms: [0, 1, 2].map((parameter) => ({ parameter, weight: 1 })), threshold: 3 }),
    ).toBe(true);
  });
});

describe('a search inside linear constraints', () => {
  // Minimise Σ (i+1)(x_i − t_i)² over Σ x_i ≤ 1, where the targets add up to 1: found to a hundredth, and nothing outside on the way.
  it('finds an optimum on the wall', () => {
    const targets = [0.05, 0.4, 0.1, 0.3, 0.15];
    const problem: Problem = {
      ...cube(5),
      constraints: [
        { type: 'less_than', threshold: 1, terms: targets.map((_, parameter) => ({ parameter, weight: 1 })) },
      ],
    };
    const study = makeStudy(problem, { seed: 1 });
    let best = Infinity;
    for (let i = 0; i < 30; i++) {
      const { assignments } = study.ask();
      expect(broken(problem, assignments)).toEqual([]);
      const value = targets.reduce((s, t, j) => s + (j + 1) * (Number(assignments[`x${j}`]) - t) ** 2, 0);
      best = Math.min(best, value);
      study.tell(assignments, value);
    }
    expect(best).toBeLessThan(0.01);
  });

  // Ints that only move together: 3a − 5b is 1 or 2, and the best of the points that satisfy it is found.
  it('moves ints that are tied together', () => {
    const terms = [
      { parameter: 0, weight: 3 },
      { parameter: 1, weight: -5 },
    ];
    const problem: Problem = {
      parameters: ['a', 'b'].map((name) => ({ kind: 'int', name, when: [], min: 0, max: 1000, log: false })),
      constraints: [
        { type: 'greater_than', terms, threshold: 1 },
        { type: 'less_than', terms, threshold: 2 },
      ],
    };
    const study = makeStudy(problem, { seed: 2 });
    let best = Infinity;
    for (let i = 0; i < 25; i++) {
      const { assignments } = study.ask();
      expect(broken(problem, assignments)).toEqual([]);
      const value = Math.abs(Number(assignments['a']) - 640);
      best = Math.min(best, value);
      study.tell(assignments, value);
    }
    expect(best).toBeLessThanOrEqual(4);
  });

  // The same study gives the same points.
  it('is deterministic', () => {
    fc.assert(
      fc.property(constrainedDoubles, fc.nat(), (problem, seed) => {
        const once = () => {
          const space = makeSpace(problem);
          return suggest(space, alone(observe(space, 8, seed, bowl)), ask(9, { seed }));
        };
        expect(once()).toEqual(once());
      }),
      { numRuns: 10 },
    );
  });
});
