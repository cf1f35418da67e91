// The search space: what is encoded comes back, in bounds, and points are counted right.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../../shared/engine/numerics/random.ts';
import { randomPoint } from '../../../shared/engine/space/sample.ts';
import { cardinality, decode, encode, makeSpace, pointKey } from '../../../shared/engine/space/space.ts';
import { allPoints } from '../../../shared/engine/space/taken.ts';
import type { Problem } from '../../../shared/engine/types.ts';
import { assignmentsOf, complaints, cube, problems } from './arbitrary-problem.ts';

const withAssignments = problems().chain((problem) => fc.tuple(fc.constant(problem), assignmentsOf(problem)));

describe('encoding', () => {
  // What a user reports is what is stored: exact for ints, grids and categories, to 1e-11 of the range (relative on log scales) for doubles.
  it('decodes to the assignments it encoded, without inactive parameters', () => {
    fc.assert(
      fc.property(withAssignments, ([problem, assignments]) => {
        const space = makeSpace(problem);
        const point = encode(space, assignments);
        if (!point) throw new Error('valid assignments were refused');
        const back = decode(space, point);
        expect(complaints(problem, back)).toEqual([]);
        for (const parameter of problem.parameters) {
          const [sent, got] = [assignments[parameter.name], back[parameter.name]];
          if (got === undefined) continue;
          if (parameter.kind !== 'double') expect(got).toBe(sent);
          else
            expect(Math.abs(Number(got) - Number(sent))).toBeLessThanOrEqual(
              1e-11 * Math.max(Math.abs(parameter.min), Math.abs(parameter.max)),
            );
        }
      }),
    );
  });

  // A suggestion that travels as JSON and is encoded again is the same point: else its duplicate would not be recognized.
  it('gives a decoded point the same key after encoding it again', () => {
    fc.assert(
      fc.property(problems(), fc.nat(), (problem, seed) => {
        const space = makeSpace(problem);
        const point = randomPoint(space, makeRandom(seed));
        const again = encode(space, JSON.parse(JSON.stringify(decode(space, point))));
        if (!again) throw new Error('a decoded point was refused');
        expect(pointKey(space, again)).toBe(pointKey(space, point));
        expect(decode(space, again)).toEqual(decode(space, point));
      }),
      { numRuns: 400 },
    );
  });

  // The key is the assignments: equal for equal ones, different for different ones.
  it('keys two points alike exactly when they decode alike', () => {
    fc.assert(
      fc.property(problems({ finite: true, most: 3 }), fc.nat(), (problem, seed) => {
        const space = makeSpace(problem);
        const [a, b] = [randomPoint(space, makeRandom(seed)), randomPoint(space, makeRandom(seed, 1))];
        const same = JSON.stringify(decode(space, a)) === JSON.stringify(decode(space, b));
        expect(pointKey(space, a) === pointKey(space, b)).toBe(same);
      }),
    );
  });

  // Values outside of today's bounds (bounds may be changed) are told apart from the bound itself.
  it('encodes values outside the bounds to coordinates outside [0, 1] and decodes them into the bounds', () => {
    const space = makeSpace(cube(1));
    expect(encode(space, { x0: 1.5 })?.[0]).toBeCloseTo(1.5);
    expect(decode(space, Float64Array.of(1.5))).toEqual({ x0: 1 });
  });

  // Null, not a wrong point, for what has no coordinate.
  it.each([
    ['an unknown category', { c: 'z' }],
    ['a missing active parameter', {}],
    ['a number for a category', { c: 1, x: 2 }],
    ['a logarithm of zero', { c: 'a', x: 0 }],
    ['a text for a number', { c: 'a', x: '2' }],
  ])('refuses %s', (_, assignments) => {
    const problem: Problem = {
      parameters: [
        { kind: 'categorical', name: 'c', when: [], values: ['a', 'b', 'undefined'] },
        { kind: 'double', name: 'x', when: [{ parent: 0, values: [0] }], min: 1, max: 10, log: true },
      ],
    };
    expect(encode(makeSpace(problem), assignments)).toBeNull();
  });

  // Bounds of the full range of doubles neither overflow nor leave the bounds.
  it('survives the widest range there is', () => {
    const [min, max] = [-Number.MAX_VALUE, Number.MAX_VALUE];
    const space = makeSpace({ parameters: [{ kind: 'double', name: 'x', when: [], min, max, log: false }] });
    for (const x of [min, -1e300, 0, 1e300, max]) {
      const point = encode(space, { x });
      if (!point) throw new Error('refused');
      expect(Number(decode(space, point)['x']) / max).toBeCloseTo(x / max, 12);
    }
  });
});

describe('makeSpace', () => {
  // A wrong problem is refused with the name of the parameter and the way out, before any work is done with it.
  it.each([
    [{ kind: 'double', name: 'x', when: [], min: 2, max: 1, log: false } as const, /min of parameter "x" \(2\).*max/],
    [{ kind: 'double', name: 'x', when: [], min: 0, max: 1, log: true } as const, /greater than 0 on a log scale/],
    [{ kind: 'categorical', name: 'x', when: [], values: [] } as const, /at least one value/],
    [
      { kind: 'int', name: 'x', when: [{ parent: 0, values: [0] }], min: 0, max: 1, log: false } as const,
      /parent before its child/,
    ],
  ])('refuses %j', (parameter, message) => {
    expect(() => makeSpace({ parameters: [parameter] })).toThrow(message);
  });
});

describe('cardinality', () => {
  // The count is the number of different keys that exist, conditions included.
  it('equals the number of points that can be listed', () => {
    fc.assert(
      fc.property(problems({ finite: true, most: 4 }), (problem) => {
        const space = makeSpace(problem);
        const keys = [...allPoints(space, null)].map((point) => pointKey(space, point));
        expect(new Set(keys).size).toBe(keys.length);
        expect(cardinality(space)).toBe(keys.length);
      }),
    );
  });

  it('is infinite with a double', () => {
    expect(cardinality(makeSpace(cube(1)))).toBe(Infinity);
  });
});

describe('randomPoint', () => {
  // Every drawn point is a valid assignment: in bounds, whole where it must be, exactly the active parameters.
  it('stays inside the problem', () => {
    fc.assert(
      fc.property(problems(), fc.nat(), (problem, seed) => {
        const space = makeSpace(problem);
        expect(complaints(problem, decode(space, randomPoint(space, makeRandom(seed))))).toEqual([]);
      }),
    );
  });
});
