// The belief in the inside of ranges: what it takes from an acquisition, and when it gives way.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Acquisition } from '../../../shared/engine/acquisition/acquisition.ts';
import { withInterior } from '../../../shared/engine/acquisition/interior.ts';
import { makeSpace } from '../../../shared/engine/space/space.ts';
import { makeStudy } from '../../../shared/engine/study.ts';
import type { Parameter, Problem } from '../../../shared/engine/types.ts';
import { gradientError } from './gradient-error.ts';

const double = (name: string): Parameter => ({ kind: 'double', name, min: 0, max: 1, log: false, when: [] });
const names = ['a', 'b', 'c', 'd'];
const problem: Problem = {
  parameters: [...names.map(double), { kind: 'categorical', name: 'e', values: ['x', 'y'], when: [] }],
};
const space = makeSpace(problem);

/** Indifferent: whatever is left after the belief is the belief. */
const flat: Acquisition = { score: (_, m) => new Float64Array(m), slope: (_, gradient) => gradient.fill(0) && 0 };
const unit = fc.double({ min: 0, max: 1, noNaN: true });
const point = fc.tuple(unit, unit, unit, unit, fc.nat(1)).map((coordinates) => Float64Array.from(coordinates));
const bend = fc.double({ min: -3, max: 3, noNaN: true });
const anyBends = fc.option(fc.tuple(bend, bend, bend, bend).map((bends) => Float64Array.from([...bends, 0])));
const crowd = (u: number): Float64Array[] => Array.from({ length: 5 }, () => Float64Array.from([u, u, u, u, 0]));

describe('the belief in the inside', () => {
  // Score and slope are of one function, and the gradient is its own, also on bent ranges.
  it('has the gradient of its score', () => {
    fc.assert(
      fc.property(
        point,
        fc.array(point, { minLength: 1, maxLength: 30 }),
        anyBends,
        fc.boolean(),
        (at, best, bends, lucky) => {
          const acquisition = withInterior(flat, space, best, { bends, lucky });
          const gradient = new Float64Array(5);
          const value = acquisition.slope(at, gradient);
          expect(value).toBeCloseTo(acquisition.score(at, 1)[0] ?? Number.NaN, 12);
          expect(gradientError(acquisition.slope, at, [0, 1, 2, 3], 2e-6)).toBeLessThan(1e-5);
          expect(gradient[4]).toBe(0);
        },
      ),
    );
  });

  // It takes at most a nat for each number, nothing in the middle, and never gives anything.
  it('takes at most one nat a parameter', () => {
    fc.assert(
      fc.property(point, fc.array(point, { minLength: 1, maxLength: 30 }), fc.boolean(), (at, best, lucky) => {
        const [worth] = withInterior(flat, space, best, { lucky }).score(at, 1);
        expect(worth).toBeLessThanOrEqual(0);
        expect(worth).toBeGreaterThanOrEqual(-4);
      }),
    );
    expect(withInterior(flat, space, crowd(0.5)).score(Float64Array.from([1, 0, 1, 0, 0]), 1)[0]).toBeCloseTo(-4, 12);
    expect(withInterior(flat, space, crowd(0.5)).score(Float64Array.from([0.5, 0.5, 0.5, 0.5, 1]), 1)[0]).toBeCloseTo(
      0,
      12,
    );
  });

  // Where the good points are on the faces it is gone: the very same acquisition comes back.
  it('gives way to good points on the faces', () => {
    expect(withInterior(flat, space, crowd(0.99))).toBe(flat);
    const half = Array.from({ length: 5 }, () => Float64Array.from([1, 0.5, 0.5, 0.5, 0]));
    const [first, second] = [
      [1, 0.5, 0.5, 0.5, 0],
      [0.5, 1, 0.5, 0.5, 0],
    ].map((at) => withInterior(flat, space, half).score(Float64Array.from(at), 1)[0] ?? 0);
    expect(first).toBeCloseTo(0, 12);
    expect(second).toBeLessThan(-0.1);
  });

  // Where the best values may be lucky ones, points on the faces say something only if others were asked for elsewhere.
  it('is not undone by lucky points where all points are on the faces', () => {
    const onFaces = crowd(0.99).concat(crowd(0.01), crowd(0.99));
    const corner = Float64Array.from([1, 1, 1, 1, 0]);
    expect(withInterior(flat, space, onFaces)).toBe(flat);
    expect(withInterior(flat, space, onFaces, { lucky: true }).score(corner, 1)[0]).toBeLessThan(-1);
    const apart = [...crowd(0.99), ...Array.from({ length: 9 }, () => crowd(0.5)).flat()];
    expect(withInterior(flat, space, apart, { lucky: true })).toBe(flat);
  });

  // Where there are conditions nothing is taken, neither from what all branches have nor from what one has alone.
  it('leaves spaces with conditions alone', () => {
    const parent: Parameter = { kind: 'categorical', name: 'kind', values: ['few', 'many'], when: [] };
    const children = names.map((name): Parameter => ({ ...double(name), when: [{ parent: 0, values: [1] }] }));
    const conditional = makeSpace({ parameters: [parent, double('common'), ...children] });
    const best = [Float64Array.from([1, 0.5, 0.5, 0.5, 0.5, 0.5])];
    expect(withInterior(flat, conditional, best)).toBe(flat);
  });

  // An optimum in a corner is still found, to a thousandth of the range.
  it('does not keep anybody from a corner', () => {
    for (const seed of [1, 2, 3]) {
      const study = makeStudy({ parameters: names.map(double) }, { seed });
      let best = Number.POSITIVE_INFINITY;
      for (let i = 0; i < 40; i++) {
        const { assignments } = study.ask();
        const value = names.reduce((sum, name, k) => sum + Math.abs(Number(assignments[name]) - (k % 2)) ** 1.5, 0);
        study.tell(assignments, value);
        best = Math.min(best, value);
      }
      expect(best).toBeLessThan(4 * 0.001 ** 1.5);
    }
  });
});
