// What a receipt says of the places that were not chosen.
import { expect, it } from 'vitest';
import { fit } from '../../../shared/engine/learning/fit.ts';
import { predictBlend } from '../../../shared/engine/model/blend.ts';
import { prepare } from '../../../shared/engine/model/prepared.ts';
import { makeSpace } from '../../../shared/engine/space/space.ts';
import { makeStudy } from '../../../shared/engine/study.ts';
import { suggest } from '../../../shared/engine/suggest.ts';
import type { Assignments } from '../../../shared/engine/types.ts';
import { cube } from './arbitrary-problem.ts';
import { alone, ask, observe, randomPoints } from './history.ts';

const rugged = (x: Assignments): number =>
  Object.values(x).reduce<number>((sum, v) => sum + Math.cos(9 * Number(v)) + Number(v), 0);

// A model's suggestion was weighed against a few other places, each with the rule that would have chosen it and an interval in order; by the other member too,
// unless that one would have chosen the same. Points that no model chose were weighed against nothing.
it('a suggestion of the model names what it was weighed against', () => {
  const study = makeStudy(cube(2), { seed: 4 });
  let disagreements = 0;
  for (let i = 0; i < 15; i++) {
    const { assignments, source, arm, considered, predicted: expected } = study.ask();
    if (source !== 'model') expect(considered).toEqual([]);
    else {
      expect(considered.length).toBeLessThanOrEqual(3);
      const school = arm.split('/')[1] ?? '';
      disagreements += considered.filter((other) => !other.arm.endsWith(school)).length;
      for (const { predicted } of considered) expect(predicted).not.toEqual(expected);
      for (const { predicted } of considered) {
        expect(predicted.length).toBe(1);
        for (const { low, mean, high } of predicted) expect(low <= mean && mean <= high).toBe(true);
      }
    }
    study.tell(assignments, rugged(assignments));
  }
  expect(disagreements).toBeGreaterThan(2);
});

// With several metrics too: other ends of the same search, with a prediction for each metric.
it('a trade-off names what it was weighed against', () => {
  const optimized = { role: 'optimize', threshold: null } as const;
  const study = makeStudy(cube(2), { seed: 4, metrics: [optimized, optimized] });
  let others = 0;
  for (let i = 0; i < 12; i++) {
    const { assignments, considered } = study.ask();
    others += considered.length;
    for (const { predicted } of considered) expect(predicted.length).toBe(2);
    study.tell(assignments, [rugged(assignments), -Number(assignments['x0'])]);
  }
  expect(others).toBeGreaterThan(3);
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
