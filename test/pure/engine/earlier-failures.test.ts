// Failures of earlier experiments: a hint of where evaluations fail today, in a column of their own as their values are.
import { describe, expect, it } from 'vitest';
import { at } from '../../../shared/engine/kernels/at.ts';
import { makeEmbedding } from '../../../shared/engine/model/embedding.ts';
import { makeSuccess } from '../../../shared/engine/model/success.ts';
import { toldOutcomes } from '../../../shared/engine/model/told.ts';
import { stack } from '../../../shared/engine/numerics/vectors.ts';
import { makeSpace } from '../../../shared/engine/space/space.ts';
import { makeStudy } from '../../../shared/engine/study.ts';
import type { Assignments } from '../../../shared/engine/types.ts';
import { metricData } from '../../../shared/engine/values/dataset.ts';
import type { Earlier } from '../../../shared/engine/values/sources.ts';
import { cube } from './arbitrary-problem.ts';
import { randomPoints } from './history.ts';

const problem = cube(2);
const worth = (x: Assignments): number => -Number(x['x0']) + (Number(x['x1']) - 0.4) ** 2;
/** Evaluations fail beyond .6: the best point lies at that border. */
const fails = (x: Assignments): boolean => Number(x['x0']) > 0.6;
const never = () => false;

/** A grid of 49 evaluations. */
const rows: Earlier['rows'] = Array.from({ length: 49 }, (_, i) => {
  const assignments = { x0: (i % 7) / 6, x1: Math.floor(i / 7) / 6 };
  return { assignments, values: [fails(assignments) ? null : worth(assignments)] };
});

/** Of fifteen evaluations how many failed, and the best value. */
function search(told: Earlier['rows'], seed: number, broken: (x: Assignments) => boolean) {
  const study = makeStudy(problem, { seed, earlier: [{ parameters: problem.parameters, rows: told }] });
  const values = Array.from({ length: 15 }, () => {
    const { assignments } = study.ask();
    const value = broken(assignments) ? null : worth(assignments);
    study.tell(assignments, value);
    return value;
  });
  return { failures: values.filter((value) => value === null).length, best: Math.min(...values.map((v) => v ?? 0)) };
}

describe('failures of an earlier experiment', () => {
  // Guarantee: what failed then is mostly avoided today, where the two are alike.
  it('are repeated less often', () => {
    const successes = rows.filter(({ values }) => values[0] !== null);
    const failures = (told: Earlier['rows']): number =>
      [1, 2, 3, 4].reduce((sum, seed) => sum + search(told, seed, fails).failures, 0);
    expect(failures(rows)).toBeLessThan(0.8 * failures(successes));
  });

  // Guarantee: they are a hint and no rule, so what works today is found though it failed then.
  it('give way to what works today', () => {
    for (const seed of [1, 2, 3]) expect(search(rows, seed, never).best).toBeLessThan(-0.95);
  });

  const space = makeSpace(problem);
  const line = { slope: 1, offset: 0 };

  // Guarantee: of several experiments each is heard about both, in whichever order they are named; one whose failures alone were known would seem to fail everywhere.
  it.each([[[0, 1]], [[1, 0]]])('of several experiments are told beside successes of each: %j', (order) => {
    const source = (border: number) => {
      const points = randomPoints(space, 100, 7);
      return { n: 100, points: stack(points), values: Float64Array.from(points, (p) => (at(p, 0) > border ? NaN : 1)) };
    };
    const sources = order.map((k) => source(k === 0 ? 0.9 : 0.5));
    const before = toldOutcomes(space, sources, [line, line]);
    const none = new Float64Array(0);
    const success = makeSuccess(makeEmbedding(space), 2, null, { good: none, bad: none, before });
    if (!success) throw new Error('there are failures');
    const { inputs, targets } = success.process;
    const heard = order.map((_, k) => {
      const labels = [...targets].filter((_, i) => at(inputs.rows, i * inputs.numeric + 2 + k) > 0);
      return [labels.filter((label) => label > 0).length, labels.filter((label) => label < 0).length];
    });
    for (const [worked = 0, failed = 0] of heard) {
      expect(worked).toBeGreaterThanOrEqual(30);
      expect(failed).toBeGreaterThanOrEqual(5);
    }
  });
  const source = { n: 2, points: Float64Array.of(0.1, 0.2, 0.9, 0.8), values: Float64Array.of(3, Number.NaN) };

  // Guarantee: they are told with the successes beside them, of believed experiments only, and where nothing failed nothing is told.
  it('are told with the experiment they belong to', () => {
    const fine = { ...source, values: Float64Array.of(3, 4) };
    expect(toldOutcomes(space, [fine, source, source], [line, null, line])).toEqual({
      points: Float64Array.of(0.1, 0.2, 0.9, 0.8, 0.1, 0.2, 0.9, 0.8),
      labels: Float64Array.of(1, 1, 1, -1),
      origins: Uint8Array.of(1, 1, 2, 2),
    });
    expect(toldOutcomes(space, [fine, source], [line, null]).labels.length).toBe(0);
  });

  // Guarantee: where evaluations fail is learned with the first metric and not once more with every other.
  it('belong to the first metric', () => {
    const none = new Float64Array(0);
    const columns = [source.values, source.values];
    const column = { values: none, variances: none };
    const data = { n: 0, points: none, columns: [column, column], earlier: [{ n: 2, points: source.points, columns }] };
    expect(metricData(data, 0).earlier).toEqual([source]);
    const [other] = metricData(data, 1).earlier ?? [];
    expect(other).toEqual({ n: 1, points: Float64Array.of(0.1, 0.2), values: Float64Array.of(3) });
  });
});
