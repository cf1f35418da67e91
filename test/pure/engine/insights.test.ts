// A study tells what it knows: the same importances, advice and predictions as the service.
import { expect, it } from 'vitest';
import { makeStudy } from '../../../shared/engine/study.ts';
import type { Assignments } from '../../../shared/engine/types.ts';
import { cube } from './arbitrary-problem.ts';

const slope = (x: Assignments): number => 10 * Number(x['x0']) + Number(x['x1']);

// Nothing is known before the first report; then who matters is known by name, what is expected by point, and that there is reason to go on.
it('a study tells what it knows', () => {
  const study = makeStudy(cube(2), { seed: 2 });
  expect(study.insights()).toBeNull();
  for (let i = 0; i < 9; i++) {
    const { assignments } = study.ask();
    study.tell(assignments, slope(assignments));
  }
  const insights = study.insights();
  if (!insights) throw new Error('no insights');
  const [shares] = insights.importances();
  expect(shares?.['x0']).toBeGreaterThan(0.8);
  expect(insights.advice()?.sinceImprovement).toBeLessThan(9);
  const [known, unknown] = insights.predict([{ x0: 0.5, x1: 0.5 }, { x0: 1 }]);
  expect(Math.abs((known?.[0]?.mean ?? Number.NaN) - 5.5)).toBeLessThan(2);
  expect(unknown).toBeNull();
});

// Of each earlier experiment it is known how much alike the two are; an opposite one may still tell which parameters matter.
it('a study tells what earlier experiments are taken for', () => {
  const parameters = cube(2).parameters;
  const told = (value: (x: Assignments) => number) => ({
    parameters,
    rows: Array.from({ length: 25 }, (_, i) => {
      const assignments = { x0: (i % 5) / 4, x1: Math.floor(i / 5) / 4 };
      return { assignments, values: [value(assignments)] };
    }),
  });
  const earlier = [told((x) => -slope(x)), told((x) => 3 * slope(x) + 1)];
  const study = makeStudy(cube(2), { seed: 2, earlier });
  for (let i = 0; i < 12; i++) {
    const { assignments } = study.ask();
    study.tell(assignments, slope(assignments));
  }
  const [alike] = study.insights()?.alike() ?? [];
  const [opposite = Number.NaN, same = Number.NaN] = alike?.map(({ correlation }) => correlation ?? 0) ?? [];
  expect(opposite).toBeLessThan(0.5);
  expect(same).toBeGreaterThan(0.8);
  expect(same).toBeLessThanOrEqual(1);
});
