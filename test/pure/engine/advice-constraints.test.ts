// Advice under constraint metrics: only what satisfies them counts, in what was observed and in what may still be found.
import { describe, expect, it } from 'vitest';
import { makeStudy } from '../../../shared/engine/study.ts';
import type { Assignments, Metric } from '../../../shared/engine/types.ts';
import { cube } from './arbitrary-problem.ts';

const metrics: readonly Metric[] = [
  { role: 'constraint', threshold: -0.8 },
  { role: 'optimize', threshold: null },
];
const x = (a: Assignments, k: number): number => Number(a[`x${k}`]);
/** −(x0 + x1) ≤ −0.8: the optimum of the distance from the corner is 0.32, on the border; without the constraint it would be 0. */
const outcome = (a: Assignments): number[] => [-x(a, 0) - x(a, 1), x(a, 0) ** 2 + x(a, 1) ** 2];
const optimum = 0.32;

function search(evaluations: number, seed: number) {
  const study = makeStudy(cube(2), { seed, metrics });
  const held: number[] = [];
  for (let i = 0; i < evaluations; i++) {
    const { assignments } = study.ask();
    const [constraint = 0, value = 0] = outcome(assignments);
    study.tell(assignments, [constraint, value]);
    if (constraint <= -0.8) held.push(value);
  }
  return { advice: study.insights()?.advice() ?? null, best: Math.min(...held) };
}

describe('advice under constraint metrics', () => {
  // The best value that satisfies them is not worse than the best possible one that does by more than the bound; values that break them do not count, which
  // would make the bound 0 and the advice to stop at once.
  it.each([8, 14, 24])('bounds the regret after %i evaluations', (evaluations) => {
    for (const seed of [1, 2]) {
      const { advice, best } = search(evaluations, seed);
      expect(best - optimum, `seed ${seed}`).toBeLessThanOrEqual(advice?.regretBound ?? Number.NaN);
      if (evaluations < 20) expect(advice?.level).not.toBe('stop');
    }
  });

  // Where a bowl's bottom is allowed and was found, nothing is left to find, though the corner where the values break the constraint is not known to be worse.
  it.each([1, 2, 3, 4, 5])('is to stop when the problem is solved: seed %i', (seed) => {
    const study = makeStudy(cube(2), { seed, metrics });
    for (let i = 0; i < 50; i++) {
      const { assignments } = study.ask();
      study.tell(assignments, [
        outcome(assignments)[0] ?? 0,
        (x(assignments, 0) - 0.7) ** 2 + (x(assignments, 1) - 0.6) ** 2,
      ]);
    }
    const advice = study.insights()?.advice();
    expect(advice?.level).toBe('stop');
    expect(advice?.sinceImprovement).toBeGreaterThanOrEqual(advice?.patience ?? Infinity);
  });

  // On a border that was found the models stay sane: little is promised of what lies beyond, however many values have gathered there.
  it('promises little once the border was found', () => {
    for (const seed of [1, 2]) {
      const { advice, best } = search(50, seed);
      expect(best - optimum, `seed ${seed}`).toBeLessThan(0.001);
      expect(advice?.expectedGain, `seed ${seed}`).toBeLessThan(0.02);
      expect(advice?.regretBound, `seed ${seed}`).toBeLessThan(0.1);
    }
  });

  // While no observation satisfies them there is nothing that could be improved, and no number would mean anything.
  it('has no opinion while nothing holds', () => {
    const study = makeStudy(cube(2), {
      seed: 1,
      metrics: [{ role: 'constraint', threshold: -3 }, ...metrics.slice(1)],
    });
    for (let i = 0; i < 8; i++) {
      const { assignments } = study.ask();
      study.tell(assignments, outcome(assignments));
    }
    expect(study.insights()?.importances().length).toBe(2);
    expect(study.insights()?.advice()).toBeNull();
  });
});
