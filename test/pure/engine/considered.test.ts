// What a receipt says of the places that were not chosen.
import { expect, it } from 'vitest';
import { predictBlend } from '../../../shared/engine/blend.ts';
import { fit } from '../../../shared/engine/fit.ts';
import { prepare } from '../../../shared/engine/prepared.ts';
import { makeSpace } from '../../../shared/engine/space.ts';
import { makeStudy } from '../../../shared/engine/study.ts';
import { suggest } from '../../../shared/engine/suggest.ts';
import type { Assignments } from '../../../shared/engine/types.ts';
import { cube } from './arbitrary-problem.ts';
import { alone, ask, observe, randomPoints } from './history.ts';

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

// One model, one word: what a receipt expects of its suggestion is what a prediction of that place says, whichever school chose it and whatever else is
// open, because an evaluation that is under way makes no value more certain.
it('a suggestion is predicted as any other place', () => {
  const space = makeSpace(cube(3));
  const data = observe(space, 20, 5, rugged);
  const prepared = prepare(space, fit(space, data, { previous: null, seed: 2 }), data);
  for (const number of [30, 31, 32]) {
    for (const pending of [[], randomPoints(space, 4, 8)]) {
      const [proposal] = suggest(space, alone(data, prepared), ask(number, { pending }));
      if (!proposal) throw new Error('nothing was suggested');
      expect(proposal.source).toBe('model');
      expect(proposal.predicted).toEqual(predictBlend(prepared, proposal.point, 1));
    }
  }
});
