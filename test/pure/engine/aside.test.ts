// Asks beside a known point under a constraint metric: none where a hollow is found, all that it takes where the best point lies on a border.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeStudy } from '../../../shared/engine/study.ts';
import type { Noise, Proposal } from '../../../shared/engine/types.ts';

type Ask = Proposal & { readonly away: number; readonly value: number; readonly limited: number };

/** A bowl in the unit square with its bottom at `center`, under x + y ≤ `most`; each ask with its distance to the nearest one before, in the coordinate in which it is farthest. */
function run(seed: number, center: readonly [number, number], most: number, noise: Noise = 'unknown'): Ask[] {
  const number = { kind: 'double', min: 0, max: 1 } as const;
  const study = makeStudy(
    {
      parameters: [
        { ...number, name: 'x' },
        { ...number, name: 'y' },
      ],
    },
    {
      seed,
      metrics: [
        { role: 'optimize', threshold: null, noise },
        { role: 'constraint', threshold: 0 },
      ],
    },
  );
  const before: Float64Array[] = [];
  return Array.from({ length: 40 }, () => {
    const proposal = study.ask();
    const [x = 0, y = 0] = proposal.point;
    const apart = before.map(([a = 0, b = 0]) => Math.max(Math.abs(a - x), Math.abs(b - y)));
    before.push(proposal.point);
    const [value, limited] = [(x - center[0]) ** 2 + 3 * (y - center[1]) ** 2, x + y - most];
    study.tell(proposal.assignments, [value, limited]);
    return { ...proposal, value, limited, away: Math.min(...apart) };
  });
}

const isAside = ({ arm }: Proposal): boolean => arm === 'gap' || arm === 'step';
const seeds = fc.integer({ min: 0, max: 1e6 });
const inside = fc.double({ min: 0.2, max: 0.6, noNaN: true });

describe('an ask under a constraint', () => {
  // Guarantee: where the best point lies off every border no ask is a hair from a known point; what is asked for instead nearly always holds, and says what it was weighed against.
  it('leaves a hollow that is found', () => {
    const others: Ask[] = [];
    fc.assert(
      fc.property(seeds, fc.tuple(inside, inside), (seed, center) => {
        const asks = run(seed, center, 1.4);
        for (const { away } of asks) expect(away).toBeGreaterThanOrEqual(0.003);
        others.push(...asks.filter(isAside));
      }),
      { numRuns: 3 },
    );
    expect(others.length).toBeGreaterThan(5);
    expect(others.filter(({ limited }) => limited > 0).length).toBeLessThan(0.1 * others.length);
    for (const { predicted, considered } of others) {
      expect(predicted).toHaveLength(2);
      expect(considered[0]?.arm).toMatch(/^log-ei-feasible\//);
    }
  });

  // Guarantee: a best point on the border is found to a ten-thousandth, with asks as near to each other as that takes.
  it('refines what lies on a border', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const asks = run(seed, [0.7, 0.6], 0.8);
        const least = Math.min(...asks.map(({ value, limited }) => (limited > 0 ? Infinity : value)));
        // The plane is x + y = 0.8: by Lagrange's rule x = 0.325 and y = 0.475 have the least value, 3·0.5²/4.
        expect(least - 0.1875).toBeLessThan(1e-4);
        expect(asks.some(({ away }) => away < 0.003)).toBe(true);
      }),
      { numRuns: 3 },
    );
  });

  // Guarantee: where values are known to scatter a place may be looked at again.
  it('stays where the user says that there is noise', () => {
    expect(run(1, [0.3, 0.4], 1.4).filter(isAside)).not.toEqual([]);
    expect(run(1, [0.3, 0.4], 1.4, 'known').filter(isAside)).toEqual([]);
  });
});
