// What a receipt says of the places that were not chosen.
import { expect, it } from 'vitest';
import { makeStudy } from '../../../shared/engine/study.ts';
import type { Assignments } from '../../../shared/engine/types.ts';
import { cube } from './arbitrary-problem.ts';

const rugged = (x: Assignments): number =>
  Object.values(x).reduce<number>((sum, v) => sum + Math.cos(9 * Number(v)) + Number(v), 0);

// A model's suggestion was weighed against a few other places, each with the rule that would have chosen it and an interval in order; one of them by the
// other member. Points that no model chose were weighed against nothing.
it('a suggestion of the model names what it was weighed against', () => {
  const study = makeStudy(cube(2), { seed: 4 });
  for (let i = 0; i < 15; i++) {
    const { assignments, source, arm, considered } = study.ask();
    if (source !== 'model') expect(considered).toEqual([]);
    else {
      expect(considered.length).toBeGreaterThan(0);
      expect(considered.length).toBeLessThanOrEqual(3);
      const [own, other] = [arm.split('/')[1], considered.at(-1)?.arm.split('/')[1]];
      expect([own, other].toSorted()).toEqual(['dimension-scaled', 'independent']);
      for (const { predicted } of considered) {
        expect(predicted.length).toBe(1);
        for (const { low, mean, high } of predicted) expect(low <= mean && mean <= high).toBe(true);
      }
    }
    study.tell(assignments, rugged(assignments));
  }
});
