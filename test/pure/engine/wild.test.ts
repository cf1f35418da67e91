// Whatever an experiment is and whatever was reported: the answer lies in its bounds, keeps its constraints, has no NaN, and is the same again.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adviceFor, insightsOf } from '../../../shared/engine/insights.ts';
import type { Prediction, Proposal } from '../../../shared/engine/types.ts';
import { answer, leavesSomething } from './answer.ts';
import { broken } from './arbitrary-constraints.ts';
import { type Places, type WildExperiment, wildExperiments } from './arbitrary-experiment.ts';
import { complaints } from './arbitrary-problem.ts';

function expectNumbers(predicted: readonly Prediction[]): void {
  for (const { mean, low, high } of predicted) {
    expect([mean, low, high].every(Number.isFinite)).toBe(true);
    expect(low <= mean && mean <= high).toBe(true);
  }
}

function expectSound(
  { problem, metrics }: WildExperiment,
  { assignments, task, predicted, considered }: Proposal,
): void {
  expect(complaints(problem, assignments)).toEqual([]);
  expect(broken(problem, assignments)).toEqual([]);
  expect(problem.tasks ? problem.tasks.includes(task ?? 0) : task === null).toBe(true);
  expect([0, metrics.length]).toContain(predicted.length);
  expectNumbers(predicted);
  for (const other of considered) expectNumbers(other.predicted);
}

/** An ask of such a history takes milliseconds; a search that does not end would take for ever. */
const deadline = 10_000;

function expectAnswers(wild: WildExperiment): void {
  const begun = performance.now();
  const { proposals } = answer(wild);
  expect(performance.now() - begun).toBeLessThan(deadline);
  expect(proposals.length).toBe(wild.ask.count);
  for (const proposal of proposals) expectSound(wild, proposal);
  if (wild.seed % 8 === 0) expect(answer(wild).proposals).toEqual(proposals);
}

describe('any experiment with any history', () => {
  // In bounds, constraints kept to the last digit, a task of the experiment, no NaN in any prediction, in time, and twice the same.
  it('gets sound answers', { timeout: 300_000 }, () => {
    fc.assert(
      fc.property(wildExperiments(12), (wild) => {
        fc.pre(leavesSomething(wild));
        expectAnswers(wild);
      }),
      { numRuns: 1000 },
    );
  });

  // The same after five hundred evaluations of one point, or of places a billionth of the range apart.
  it('gets sound answers after hundreds of repetitions', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(wildExperiments(0), fc.constantFrom<Places>('one', 'one', 'heap'), (wild, places) => {
        fc.pre(leavesSomething(wild));
        expectAnswers({ ...wild, n: places === 'one' ? 500 : 50, places });
      }),
      { numRuns: 40 },
    );
  });

  // What a person may ask meanwhile is a number too: importances add up to 1, predictions and advice are finite.
  it('gets sound insights', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(wildExperiments(15), (wild) => {
        fc.pre(leavesSomething(wild));
        const { space, data, prepared, next, proposals } = answer({ ...wild, model: 'fitted' });
        if (!prepared) return;
        const insights = insightsOf(space, data, prepared, next);
        for (const shares of insights.importances()) {
          const all = Object.values(shares);
          expect(all.every((share) => share >= 0 && share <= 1)).toBe(true);
          const sum = all.reduce((a, b) => a + b, 0);
          expect(sum < 1e-9 || Math.abs(sum - 1) < 1e-6).toBe(true);
        }
        for (const predicted of insights.predict(proposals.map(({ assignments }) => assignments)))
          expectNumbers(predicted ?? []);
        const advice = adviceFor(space, { data, prepared }, next);
        expect(JSON.parse(JSON.stringify(advice))).toEqual(advice);
      }),
      { numRuns: 80 },
    );
  });
});
