// Asks that doubt priors: which they are, what they see, and what a wrong prior costs with them.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doubtful, doubting } from '../../../shared/engine/proposals/doubt.ts';
import { makeSpace } from '../../../shared/engine/space/space.ts';
import { makeStudy } from '../../../shared/engine/study.ts';
import { suggest } from '../../../shared/engine/suggest.ts';
import type { Parameter, ParameterPrior, Problem } from '../../../shared/engine/types.ts';
import { problems } from './arbitrary-problem.ts';
import { alone, ask, bowl, observe } from './history.ts';

const double = (i: number, prior: ParameterPrior | null): Parameter => ({
  ...{ kind: 'double', name: `x${i}`, when: [], min: 0, max: 1, log: false },
  prior,
});
const withPriors = (priors: readonly (ParameterPrior | null)[]): Problem => ({
  parameters: priors.map((prior, i) => double(i, prior)),
});

const place = fc.double({ min: -1, max: 2, noNaN: true });
const size = fc.double({ min: 0.01, max: 5, noNaN: true });
const anyPrior: fc.Arbitrary<ParameterPrior> = fc.oneof(
  fc.record({ kind: fc.constant('normal' as const), mean: place, scale: size }),
  fc.record({ kind: fc.constant('beta' as const), shapeA: size, shapeB: size }),
);
const priors = fc.array(fc.option(anyPrior), { minLength: 1, maxLength: 4 });

/** Whether an ask doubts the priors of a space that has one. */
const doubts = (number: number): boolean => {
  const space = makeSpace(withPriors([{ kind: 'beta', shapeA: 2, shapeB: 2 }]));
  return doubting(space, { kind: 'offline', number }, 1) !== space;
};

describe('doubting asks', () => {
  // Guarantee: where no parameter has a prior every ask sees the very space that was given, so nothing at all is different.
  it('change nothing without priors', () => {
    fc.assert(
      fc.property(problems(), fc.nat(), (problem, number) => {
        const space = makeSpace(problem);
        fc.pre(space.dimensions.every(({ prior }) => !prior));
        expect(doubting(space, { kind: 'offline', number }, 1)).toBe(space);
      }),
    );
  });

  // Guarantee: whatever the priors, a doubting ask proposes bit for bit what it would without them, in the design as later; so no prior can take its evaluation. Where there were priors the receipt says so.
  it('are as if no prior had been given', () => {
    const turn = fc.integer({ min: 2, max: 60 }).filter(doubts);
    fc.assert(
      fc.property(priors, turn, fc.integer({ min: 0, max: 14 }), fc.nat(), (given, number, n, seed) => {
        const [believed, bare] = [makeSpace(withPriors(given)), makeSpace(withPriors(given.map(() => null)))];
        const history = alone(observe(bare, n, seed, bowl));
        const [one, other] = [believed, bare].map((space) => suggest(space, history, ask(number, { seed })));
        expect(one).toEqual(given.some(Boolean) ? other?.map(doubtful) : other);
        const arms = one?.flatMap(({ arm, considered }) => [arm, ...considered.map((place) => place.arm)]);
        expect(arms?.every((arm) => arm.endsWith('/no-prior'))).toBe(given.some(Boolean));
      }),
      { numRuns: 60 },
    );
  });

  // Guarantee: two of any five asks in a row doubt, as many with an even number as with an odd one (the schools alternate); the first ask does not.
  it('are two of five', () => {
    for (let start = 1; start < 40; start++) {
      expect([0, 1, 2, 3, 4].filter((i) => doubts(start + i))).toHaveLength(2);
      const ten = Array.from({ length: 10 }, (_, i) => start + i).filter(doubts);
      expect(ten.filter((number) => number % 2 === 0)).toHaveLength(2);
    }
    expect(doubts(1)).toBe(false);
  });

  // Guarantee: tasks have the space without them in their own; it is doubted with it.
  it('doubt the target of tasks too', () => {
    const space = makeSpace({ ...withPriors([{ kind: 'beta', shapeA: 2, shapeB: 2 }]), tasks: [0.1, 1] });
    const seen = doubting(space, { kind: 'offline', number: 2 }, 1);
    expect([...seen.dimensions, ...(seen.tasks?.target.dimensions ?? [])].map(({ prior }) => prior)).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe('a prior that is sure of a plateau', () => {
  const target = [0.3, 0.4, 0.25, 0.35];
  const best = (given: readonly (ParameterPrior | null)[], seed: number): number => {
    const study = makeStudy(withPriors(given), { seed, budget: 40 });
    const values = Array.from({ length: 40 }, () => {
      const { assignments } = study.ask();
      const value = -Math.exp(-8 * target.reduce((s, t, j) => s + (Number(assignments[`x${j}`]) - t) ** 2, 0));
      study.tell(assignments, value);
      return value;
    });
    return 1 + Math.min(...values);
  };

  // Guarantee: it costs a bounded number of evaluations. Where it lies values are the same to four digits, so nothing that it asks for shows the way.
  it('does not keep the optimum from being found', () => {
    const wrong = target.map((): ParameterPrior => ({ kind: 'normal', mean: 0.95, scale: 0.03 }));
    expect(best(wrong, 1)).toBeLessThan(0.01);
  });
});
