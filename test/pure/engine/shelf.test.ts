// A shelf: where the best value comes out again and again, half of the asks go elsewhere.
import { describe, expect, it } from 'vitest';
import { makeStudy } from '../../../shared/engine/study.ts';
import { cube } from './arbitrary-problem.ts';

/** Where asks 16 to 40 of a search come from. */
function armsOf(f: (units: readonly number[]) => number): string[] {
  const study = makeStudy(cube(4), { seed: 3 });
  const arms = Array.from({ length: 40 }, () => {
    const { assignments, arm } = study.ask();
    study.tell(assignments, f(Object.values(assignments).map(Number)));
    return arm;
  });
  return arms.slice(15);
}

const gaps = (arms: readonly string[]): number => arms.filter((arm) => arm === 'gap').length;

describe('a shelf', () => {
  // A third of the cube has the least value there seems to be, and three of the four parameters do nothing: without the rule every ask would be one of there.
  it('is left by half of the asks, which fill gaps', () => {
    const flatBelow = armsOf(([x = 0]) => Math.max(0.3, x));
    expect(gaps(flatBelow)).toBeGreaterThanOrEqual(8);
    expect(flatBelow.length - gaps(flatBelow)).toBeGreaterThanOrEqual(8);
  });

  // Best values that differ make none, be they as near to each other as they may.
  it('needs the same value to the last digit', () => {
    expect(gaps(armsOf((units) => units.reduce((sum, u) => sum + (u - 0.4) ** 2, 0)))).toBeLessThan(4);
  });
});
