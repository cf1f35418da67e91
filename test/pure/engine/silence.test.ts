// Asks that would tell nothing: around lucky values of a metric that scatters, and hair's breadths from a known point.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussian, seeded } from '../../../bench/random.ts';
import { mean } from '../../../shared/engine/numerics/statistics.ts';
import { makeStudy } from '../../../shared/engine/study.ts';
import type { Noise, Parameter, Proposal } from '../../../shared/engine/types.ts';

const names = ['a', 'b', 'c'];
const parameters = names.map((name): Parameter => ({ kind: 'double', name, min: 0, max: 1, log: false, when: [] }));

/** Proposals of a run, each with how far it is from the nearest one before, in the coordinate in which it is farthest. */
function run(seed: number, asks: number, noise: Noise, value: (point: Float64Array) => number) {
  const study = makeStudy({ parameters }, { seed, noise });
  const before: Float64Array[] = [];
  return Array.from({ length: asks }, (): Proposal & { readonly away: number } => {
    const proposal = study.ask();
    const apart = before.map((other) => Math.max(...other.map((u, i) => Math.abs(u - (proposal.point[i] ?? 0)))));
    before.push(proposal.point);
    study.tell(proposal.assignments, value(proposal.point));
    return { ...proposal, away: Math.min(...apart) };
  });
}

const bowl = (center: readonly number[]) => (point: Float64Array) =>
  center.reduce((sum, c, i) => sum + (1 + i) * ((point[i] ?? 0) - c) ** 2, 0);
const inside = fc.double({ min: 0.15, max: 0.85, noNaN: true });
const seeds = fc.integer({ min: 0, max: 1e6 });

describe('an ask', () => {
  // Guarantee: however much a search has converged, its next step is a three-hundredth of one range at least, unless values are known to scatter.
  it('is no hair from a known point', () => {
    let gaps = 0;
    fc.assert(
      fc.property(seeds, fc.tuple(inside, inside, inside), (seed, center) => {
        const proposals = run(seed, 40, 'unknown', bowl(center));
        for (const { away } of proposals) expect(away).toBeGreaterThanOrEqual(0.003);
        gaps += proposals.filter(({ arm }) => arm === 'gap').length;
      }),
      { numRuns: 8 },
    );
    expect(gaps).toBeGreaterThan(0);
  });

  // Guarantee: it says of a gap what is expected there, and what would have been asked for instead.
  it('says what a gap was weighed against', () => {
    const gap = run(1, 40, 'unknown', bowl([0.3, 0.6, 0.4])).find(({ arm }) => arm === 'gap');
    expect(gap?.source).toBe('model');
    expect(gap?.predicted).toHaveLength(1);
    expect(gap?.considered.map(({ arm }) => arm)).toContainEqual(expect.stringMatching(/^(log-ei|ucb)\//));
  });

  // Guarantee: in place of such asks there are gaps, far from the best point, and as many steps from it, mostly short ones; all of them are new.
  it('goes steps from the best point', () => {
    const value = bowl([0.3, 0.6, 0.4]);
    const proposals = run(1, 60, 'unknown', value);
    const strides = (wanted: string): Float64Array =>
      Float64Array.from(
        proposals.flatMap(({ arm, point }, i) => {
          if (arm !== wanted) return [];
          const best = proposals.slice(0, i).reduce((a, b) => (value(b.point) < value(a.point) ? b : a)).point;
          return [Math.max(...best.map((u, k) => Math.abs(u - (point[k] ?? 0))))];
        }),
      );
    const [steps, gaps] = [strides('step'), strides('gap')];
    expect(steps.length).toBeGreaterThan(5);
    expect(Math.abs(steps.length - gaps.length)).toBeLessThanOrEqual(4);
    expect(mean(steps)).toBeLessThan(0.25);
    expect(mean(gaps)).toBeGreaterThan(0.3);
    for (const { arm, away } of proposals) if (arm === 'step') expect(away).toBeGreaterThanOrEqual(0.003);
  });

  // Guarantee: where hollow lies beside hollow and no model sees them all, a search goes on from the best one (Ackley 1987, forty hollows to a side).
  it('finds its way among many hollows', () => {
    const center = [0.37, 0.58, 0.71];
    const ackley = (point: Float64Array): number => {
      const z = center.map((c, i) => 40 * ((point[i] ?? 0) - c));
      const mean = (f: (v: number) => number): number => z.reduce((sum, v) => sum + f(v), 0) / z.length;
      return (
        20 +
        Math.E -
        20 * Math.exp(-0.2 * Math.sqrt(mean((v) => v * v))) -
        Math.exp(mean((v) => Math.cos(2 * Math.PI * v)))
      );
    };
    for (const seed of [2, 3]) {
      let best = Number.POSITIVE_INFINITY;
      run(seed, 120, 'unknown', (point) => {
        best = Math.min(best, ackley(point));
        return ackley(point);
      });
      expect(best, `seed ${seed}`).toBeLessThan(1);
    }
  });

  // Guarantee: where values only scatter, the space is searched: once that can be known, no ask goes beside another one, and they reach all of it.
  it('leaves the lucky ones alone where values only scatter', () => {
    for (const seed of [1, 2, 3]) {
      const rng = seeded(seed);
      const late = run(seed, 60, 'unknown', () => 1 + 0.03 * gaussian(rng)).slice(30);
      const beside = late.filter(({ away }) => away < 0.05).length;
      expect(beside, `seed ${seed}`).toBeLessThan(6);
      for (const i of names.keys()) {
        const spread = late.map(({ point }) => point[i] ?? 0);
        expect(spread.filter((u) => u > 0.2 && u < 0.8).length, `seed ${seed}`).toBeGreaterThan(8);
      }
    }
  });

  // Guarantee: noise does not silence a slope that can be told from it: the late asks stay near the valley.
  it('goes on in a valley behind noise', () => {
    for (const seed of [1, 2, 3]) {
      const [rng, value] = [seeded(seed), bowl([0.3, 0.6, 0.4])];
      const late = run(seed, 50, 'unknown', (point) => value(point) + 0.1 * gaussian(rng)).slice(30);
      const near = late.filter(({ point }) => value(point) < 0.15).length;
      expect(near, `seed ${seed}`).toBeGreaterThan(12);
    }
  });

  // Guarantee: who says that values scatter may be asked for a known point again.
  it('repeats where values are known to scatter', () => {
    const [rng, value] = [seeded(4), bowl([0.3, 0.6, 0.4])];
    const proposals = run(4, 50, 'known', (point) => value(point) + 0.02 * gaussian(rng));
    expect(proposals.filter(({ arm }) => arm === 'gap')).toHaveLength(0);
  });
});
