// Explanations that a fit leaves behind, whatever the values have become since the one before.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from '../../../bench/random.ts';
import { fit } from '../../../shared/engine/learning/fit.ts';
import { makeSpace } from '../../../shared/engine/space/space.ts';
import type { Data, Parameter } from '../../../shared/engine/types.ts';
import { fitWarps } from '../../../shared/engine/values/warp.ts';

const parameters = ['a', 'b'].map(
  (name): Parameter => ({ kind: 'double', name, min: 0, max: 1, log: false, when: [] }),
);
const space = makeSpace({ parameters });

/** Of n points the first `found` lie on a shelf, where a search has come to its end; the others are anywhere, and the farther away the worse by far. */
function converged(seed: number, n: number, found: number): Data {
  const rng = seeded(seed);
  const points = Float64Array.from({ length: 2 * n }, (_, k) => (k < 2 * found ? 0.4 + 0.05 * rng() : rng()));
  const values = Float64Array.from({ length: n }, (_, i) => {
    const distance = Math.hypot((points[2 * i] ?? 0) - 0.42, (points[2 * i + 1] ?? 0) - 0.42);
    return i < found ? 1 : Math.exp(8 * distance);
  });
  return { n, points, values, variances: new Float64Array(n).fill(Number.NaN) };
}

const kinds = ({ values }: Data): string[] => fitWarps(values).map(({ kind }) => kind);

describe('a fit', () => {
  // Guarantee: every fit explains the data. The transform that was the best so far may not suit them any more, once most values of a search are nearly
  // equal; a school without an explanation has no point to ask for, and the search would go on at random until a fit looks around.
  it('explains what a search that converges has seen', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const [before, after] = [converged(seed, 66, 12), converged(seed, 66, 50)];
        expect([kinds(before), kinds(after)]).toEqual([['yeo-johnson', 'identity'], ['identity']]);
        const known = fit(space, before, { previous: null, seed });
        const { members } = fit(space, after, { previous: known, seed });
        for (const { explanations } of members) expect(explanations.length).toBeGreaterThan(0);
      }),
      { numRuns: 5 },
    );
  });
});
