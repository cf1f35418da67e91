// The observed point to take: truly better than the one that looks best, within the constraints, and always one that was observed.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from '../../../bench/random.ts';
import { mean } from '../../../bench/statistics.ts';
import { recommend } from '../../../shared/engine/insights/recommend.ts';
import { fitSurrogate, prepareSurrogate } from '../../../shared/engine/learning/surrogate.ts';
import { stack } from '../../../shared/engine/numerics/vectors.ts';
import { makeSpace } from '../../../shared/engine/space/space.ts';
import { makeStudy } from '../../../shared/engine/study.ts';
import type { Assignments, Metric, Noise, Problem } from '../../../shared/engine/types.ts';
import { complaints, cube, problems } from './arbitrary-problem.ts';

const space = makeSpace(cube(2));
const alone = (noise: Noise): Metric[] => [{ role: 'optimize', threshold: null, noise }];
const away = (x: Assignments): number => (Number(x['x0']) - 0.3) ** 2 + (Number(x['x1']) - 0.6) ** 2;
const limited: Metric[] = [
  { role: 'optimize', threshold: null },
  { role: 'constraint', threshold: 0.5 },
];

/** 30 points at random, their values, and what is recommended of them. */
function told(metrics: readonly Metric[], seed: number, outcome: (x: Assignments, rng: () => number) => number[]) {
  const rng = seeded(seed);
  const rows = Array.from({ length: 30 }, () => {
    const x = { x0: Math.round(1e6 * rng()) / 1e6, x1: Math.round(1e6 * rng()) / 1e6 };
    return { x, values: outcome(x, rng) };
  });
  const columns = metrics.map((_, k) => ({
    values: Float64Array.from(rows, ({ values }) => values[k] ?? Number.NaN),
    variances: new Float64Array(rows.length).fill(Number.NaN),
  }));
  const data = { n: rows.length, points: stack(rows.map(({ x }) => Float64Array.of(x.x0, x.x1))), columns };
  const prepared = prepareSurrogate(space, fitSurrogate(space, data, { previous: null, seed, metrics }), data);
  const best = rows.reduce((a, b) => ((b.values[0] ?? 0) < (a.values[0] ?? 0) ? b : a));
  return { rows, recommendation: recommend(space, prepared, metrics), best };
}

describe('the recommended point', () => {
  // Where values scatter as much as they differ, it is better in truth than the one that looks best, in the mean of forty histories; most where the user says so.
  it.each([
    ['unknown', 0.9],
    ['known', 0.75],
  ] as const)('is not the luckiest: %s noise', (noise, share) => {
    const [recommended, lucky]: [number[], number[]] = [[], []];
    for (let seed = 0; seed < 40; seed++) {
      const { recommendation, best } = told(alone(noise), seed, (x, rng) => [away(x) + 0.5 * (rng() + rng() - 1)]);
      recommended.push(away(recommendation?.assignments ?? {}));
      lucky.push(away(best.x));
    }
    expect(mean(recommended)).toBeLessThan(share * mean(lucky));
  });

  // Whoever says that values do not scatter gets the best of them.
  it('is the best where values are exact', () => {
    for (let seed = 0; seed < 5; seed++) {
      const { recommendation, best } = told(alone('none'), seed, (x, rng) => [away(x) + 0.5 * rng()]);
      expect(recommendation?.assignments).toEqual(best.x);
    }
  });

  // Where a constraint metric scatters too, what is recommended holds in truth much more often than the best of what was observed to hold.
  it('satisfies the constraint metrics', () => {
    const load = (x: Assignments): number => (Number(x['x0']) + Number(x['x1'])) / 2;
    const held = Array.from({ length: 20 }, (_, seed) => {
      const { recommendation, rows } = told(limited, seed, (x, rng) => [-load(x), load(x) + 0.2 * (rng() + rng() - 1)]);
      const seemed = rows.filter(({ values: [, limit = 1] }) => limit <= 0.5);
      const looksBest = seemed.reduce((a, b) => ((b.values[0] ?? 0) < (a.values[0] ?? 0) ? b : a));
      return [load(recommendation?.assignments ?? {}) <= 0.5, load(looksBest.x) <= 0.5];
    });
    const count = (k: number): number => held.filter((one) => one[k]).length;
    expect(count(0)).toBeGreaterThanOrEqual(14);
    expect(count(1)).toBeLessThan(7);
  });

  // What is said not to scatter holds exactly at the threshold, too.
  it('may lie on a threshold', () => {
    const exact: Metric[] = [
      { role: 'optimize', threshold: null, noise: 'none' },
      { role: 'constraint', threshold: 10, noise: 'none' },
    ];
    const parameters = [{ kind: 'int' as const, name: 'k', when: [], min: 1, max: 20, log: false }];
    const study = makeStudy({ parameters }, { seed: 1, metrics: exact });
    for (const k of [2, 5, 8, 9, 10, 11, 13, 16, 18, 20]) study.tell({ k }, [-k, k]);
    expect(study.insights()?.recommendation()?.assignments).toEqual({ k: 10 });
  });

  // None where nothing satisfies the constraints, none of a front.
  it('is none where nothing can be recommended', () => {
    expect(told(limited, 1, (x) => [away(x), 1 + away(x)]).recommendation).toBeNull();
    const traded: Metric[] = [...alone('unknown'), ...alone('unknown')];
    expect(told(traded, 1, (x) => [away(x), -away(x)]).recommendation).toBeNull();
  });

  // Of cheap and full runs only full ones are recommended, and predicted in full.
  it('was run in full', () => {
    const study = makeStudy({ ...cube(1), tasks: [0.1, 1] }, { seed: 1 });
    for (let i = 0; i < 12; i++) study.tell({ x0: i / 12 }, -i, undefined, i < 8 ? 1 : 0.1);
    const recommendation = study.insights()?.recommendation();
    expect(Number(recommendation?.assignments['x0'])).toBeLessThanOrEqual(7 / 12);
    expect(recommendation?.predicted[0]?.high).toBeGreaterThan(-9);
  });

  // In any space it is one of the points that were told and have a value, in every digit.
  it('was observed', () => {
    fc.assert(
      fc.property(problems(), fc.integer({ min: 0, max: 1e6 }), (problem: Problem, seed) => {
        const study = makeStudy(problem, { seed });
        const seen: string[] = [];
        for (let i = 0; i < 6; i++) {
          const { assignments } = study.ask();
          study.tell(assignments, i === 3 ? null : Math.sin(seed + i));
          if (i !== 3) seen.push(JSON.stringify(assignments));
        }
        const recommendation = study.insights()?.recommendation();
        expect(seen).toContain(JSON.stringify(recommendation?.assignments));
        expect(complaints(problem, recommendation?.assignments ?? {})).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});
