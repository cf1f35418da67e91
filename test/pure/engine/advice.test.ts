// Advice: go on while little is known or much may be found, stop when a flat or solved problem has nothing left; and its formulas.
import { describe, expect, it } from 'vitest';
import { advise, patienceOf, sinceImprovement } from '../../../shared/engine/insights/advice.ts';
import { expectedGain, outlooksOf } from '../../../shared/engine/insights/gain.ts';
import { fit, quickFit } from '../../../shared/engine/learning/fit.ts';
import { prepare } from '../../../shared/engine/model/prepared.ts';
import { fittedMeans, posterior } from '../../../shared/engine/model/process.ts';
import { logImprovement } from '../../../shared/engine/numerics/normal.ts';
import { decode, makeSpace } from '../../../shared/engine/space/space.ts';
import { makeStudy } from '../../../shared/engine/study.ts';
import { suggest } from '../../../shared/engine/suggest.ts';
import type { Assignments, Data, Point } from '../../../shared/engine/types.ts';
import { cube } from './arbitrary-problem.ts';
import { ask, bowl, observe, randomPoints, toData } from './history.ts';

const space = makeSpace(cube(2));

/** As a search that ends well: random points first, then ever nearer to the optimum. */
function solved(f: (x: Assignments) => number, optimum: Point): Data {
  const points = randomPoints(space, 45, 6).map((point, i) => {
    const reach = i < 20 ? 1 : 0.7 ** (i - 19);
    return point.map((v, k) => (1 - reach) * (optimum[k] ?? 0) + reach * v);
  });
  return toData(
    points,
    points.map((point) => f(decode(space, point))),
  );
}

function adviceFor(data: Data) {
  const prepared = prepare(space, fit(space, data, { previous: null, seed: 1 }), data);
  const history = { data: { n: data.n, points: data.points, columns: [data] }, prepared: null };
  const next = suggest(space, history, ask(data.n + 1, { count: 10 })).map(({ point }) => point);
  return advise(space, prepared, data, next, 1);
}

const rugged = (x: Assignments): number =>
  Object.values(x).reduce<number>((sum, v) => sum + (Number(v) - 0.3) ** 2 + 0.3 * Math.cos(20 * Number(v)), 0);

describe('advice', () => {
  // With little known there is no reason to stop, whatever the values look like.
  it.each([
    [4, bowl],
    [8, bowl],
    [8, () => 3],
    [20, rugged],
    // At both ends of the doubles, farther apart than any double.
    [24, (x: Assignments) => (Number(x['x0']) < 0.1 ? -1.7e308 : 1.7e308)],
  ])('is not to stop after %i evaluations', (count, f) => {
    expect(adviceFor(observe(space, count, 5, f)).level).not.toBe('stop');
  });

  // A bowl that is solved, and a metric that never changes, have nothing left to find: the advice is to stop.
  it.each([
    ['solved', (x: Assignments) => (Number(x['x0']) - 0.4) ** 2 + (Number(x['x1']) - 0.7) ** 2],
    ['flat', () => 3],
  ])('is to stop when the problem is %s', (_, f) => {
    const advice = adviceFor(solved(f, Float64Array.of(0.4, 0.7)));
    expect(advice.level).toBe('stop');
    expect(advice.sinceImprovement).toBeGreaterThanOrEqual(advice.patience);
  });

  // Guarantee: so it is when the optimizer itself has solved it, which takes a dozen evaluations, and has looked elsewhere since.
  it.each([1, 2])('is to stop when a search has solved the problem: seed %i', (seed) => {
    const study = makeStudy(cube(2), { seed });
    for (let i = 0; i < 50; i++) {
      const { assignments } = study.ask();
      study.tell(assignments, (Number(assignments['x0']) - 0.7) ** 2 + (Number(assignments['x1']) - 0.6) ** 2);
    }
    expect(study.insights()?.advice()?.level).toBe('stop');
  });

  // The regret bound holds: what the best observed point misses of the optimum is not more.
  it('bounds the regret', () => {
    for (const count of [10, 20, 30]) {
      const data = observe(space, count, 5, rugged);
      const optimum = 2 * Math.min(...Array.from({ length: 2001 }, (_, i) => rugged({ x: i / 2000 })));
      expect(Math.min(...data.values) - optimum).toBeLessThanOrEqual(adviceFor(data).regretBound);
    }
  });

  // Without an output transform the gain of one point is the classic expected improvement, s·h((best − µ)/s), in the user's units.
  it('expects the classic improvement of one point', () => {
    const data = observe(space, 7, 3, bowl);
    const prepared = prepare(space, quickFit(space, data, { seed: 2 }), data);
    for (const member of prepared.members) {
      expect(member.warp.kind).toBe('identity');
      const best = Math.min(...fittedMeans(member.process));
      for (const point of randomPoints(space, 10, 4)) {
        const { means, variances } = posterior(member.process, point, 1);
        const [mean = 0, s = 0] = [means[0], Math.sqrt(variances[0] ?? 0)];
        const log = { value: 0, cumulative: 0, density: 0 };
        logImprovement((best - mean) / s, log);
        const classic = s * Math.exp(log.value) * member.warp.spread;
        expect(
          Math.abs(expectedGain(outlooksOf({ members: [member] }, [], data.points), [point]) - classic),
        ).toBeLessThan(0.02 * s * member.warp.spread);
      }
    }
  });

  // More evaluations never promise less, and a place counts but once.
  it('adds gains without counting a place twice', () => {
    const data = observe(space, 12, 3, rugged);
    const prepared = prepare(space, quickFit(space, data, { seed: 2 }), data);
    const points = randomPoints(space, 4, 9);
    const gain = (next: readonly Point[]): number => expectedGain(outlooksOf(prepared, [], data.points), next);
    for (let i = 1; i < 4; i++) expect(gain(points.slice(0, i + 1))).toBeGreaterThanOrEqual(gain(points.slice(0, i)));
    const [first] = points;
    if (first) expect(gain([first, first])).toBeLessThan(1.2 * gain([first]));
  });

  // The best value counts from where it was first seen; failures count as evaluations without a better value.
  it('counts since the last improvement', () => {
    const values = Float64Array.of(5, 3, Number.NaN, 3, 2.95, 4);
    expect(sinceImprovement(values, 0)).toBe(1);
    expect(sinceImprovement(values, 0.1)).toBe(4);
    expect(sinceImprovement(Float64Array.of(Number.NaN, Number.NaN), 0)).toBe(2);
    expect(patienceOf(makeSpace(cube(2)))).toBe(10);
    expect(patienceOf(makeSpace(cube(9)))).toBe(18);
  });
});
