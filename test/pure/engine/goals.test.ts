// What asks with several metrics and constraints promise, whatever the history, and what they reach on problems whose answer is known.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curiosityTerm, feasibilityTerm, standingOf } from '../../../shared/engine/acquisition/feasibility.ts';
import { fitSurrogate, prepareSurrogate } from '../../../shared/engine/learning/surrogate.ts';
import { improve } from '../../../shared/engine/proposals/propose-constrained.ts';
import { setScene } from '../../../shared/engine/proposals/scene.ts';
import { squaredDistance } from '../../../shared/engine/space/distance.ts';
import { decode, makeSpace } from '../../../shared/engine/space/space.ts';
import { makeTaken } from '../../../shared/engine/space/taken.ts';
import { makeStudy } from '../../../shared/engine/study.ts';
import { suggest } from '../../../shared/engine/suggest.ts';
import type { Assignments, Dataset, Metric, Point } from '../../../shared/engine/types.ts';
import { backward, fitWarps, forward, forwardSlope, thresholdWarp } from '../../../shared/engine/values/warp.ts';
import { complaints, cube, problems } from './arbitrary-problem.ts';
import { ask, bowl, randomPoints } from './history.ts';

const toDataset = (points: readonly Point[], values: readonly (readonly number[])[], M: number): Dataset => ({
  n: points.length,
  points: Float64Array.from(points.flatMap((point) => [...point])),
  columns: Array.from({ length: M }, (_, m) => ({
    values: Float64Array.from(values, (row) => row[m] ?? Number.NaN),
    variances: new Float64Array(points.length).fill(Number.NaN),
  })),
});

const optimized: Metric = { role: 'optimize', threshold: null };
const limited = (threshold: number): Metric => ({ role: 'constraint', threshold });
const number = (x: Assignments, name: string): number => Number(x[name]);

describe('suggest with several metrics', () => {
  const metric = fc.oneof(
    fc.constant(optimized),
    fc.constantFrom(-1, 0.5, 1e5).map((threshold): Metric => ({ role: 'optimize', threshold })),
    fc.constantFrom(-1e300, -1, 0, 0.3, 7).map(limited),
  );
  const wild = fc.oneof(
    fc.double({ min: -3, max: 3, noNaN: true }),
    fc.constantFrom(0, 1, 1e300, -1e300, 1e-300, Number.NaN, Number.POSITIVE_INFINITY),
  );

  // Any space, any mix of metrics, any values: a valid point with one finite prediction a metric or none, and the same one when asked again.
  it('is valid, finite and deterministic for any history', () => {
    fc.assert(
      fc.property(
        problems({ most: 4 }),
        fc.array(metric, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 0, max: 12 }),
        fc.nat(),
        fc.infiniteStream(wild),
        (problem, metrics, n, seed, stream) => {
          const space = makeSpace(problem);
          const points = randomPoints(space, n, seed);
          const values = points.map((point) =>
            metrics.map((_, m) => (seed % 2 ? bowl(decode(space, point)) + m : (stream.next().value ?? 0))),
          );
          const data = toDataset(points, values, metrics.length);
          const history = { data, prepared: null };
          const asking = ask(n + 5, { seed, metrics, budget: 40, pending: randomPoints(space, 2, seed + 1) });
          const [proposal] = suggest(space, history, asking);
          if (!proposal) throw new Error('no proposal');
          expect(complaints(problem, proposal.assignments)).toEqual([]);
          expect([0, metrics.length]).toContain(proposal.predicted.length);
          for (const v of proposal.predicted.flatMap((p) => Object.values(p))) expect(v).toSatisfy(Number.isFinite);
          expect(suggest(space, history, asking)[0]).toEqual(proposal);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('thresholdWarp', () => {
  // The threshold lies at 0, the order of values is kept, and the way back leads home, for any finite values.
  it('puts the threshold at zero and can be undone', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { maxLength: 20 }), value, (values, threshold) => {
        const warp = thresholdWarp(Float64Array.from(values), threshold);
        fc.pre(!values.includes(threshold));
        expect(forward(warp, threshold)).toBe(0);
        for (const v of values) {
          const t = forward(warp, v);
          expect(Number.isFinite(t)).toBe(true);
          if (Math.abs(v - threshold) > 1e-9) expect(Math.sign(t)).toBe(Math.sign(v - threshold));
          if (t < 4.9) expect(backward(warp, t)).toBeCloseTo(v, 3);
        }
      }),
    );
  });

  // Counts of violations, flags, max(0, g): a value on the threshold holds, and is told apart from the next one that does not by their full distance.
  it('has values on the threshold on the side that holds', () => {
    const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 20 }), value, (others, threshold) => {
        const values = Float64Array.from([...others, threshold]);
        const worse = Math.min(...values.filter((v) => v > threshold));
        fc.pre(worse - threshold > 1e-9 * (1 + Math.abs(threshold))); // neighbouring doubles have no middle
        const warp = thresholdWarp(values, threshold);
        for (const v of values) expect(forward(warp, v) < 0).toBe(v <= threshold);
        if (worse < Infinity) expect(forward(warp, worse)).toBeCloseTo(-forward(warp, threshold), 9);
      }),
    );
  });

  // Values that differ by next to nothing: the slope and its square are numbers still, because variances are multiplied with it.
  it('has a slope that can be squared, however small the values', () => {
    for (const size of [1e-300, 1e-258, 1e-200, 1e-160, 1, 1e300]) {
      const values = Float64Array.of(-size / 3, size);
      for (const warp of [thresholdWarp(values, 0), ...fitWarps(values)])
        expect(Number.isFinite(forwardSlope(warp, size) ** 2)).toBe(true);
    }
  });
});

/** A study's trajectory: assignments with their values. */
function run(
  metrics: readonly Metric[],
  budget: number,
  f: (x: number, y: number) => readonly number[],
  seed = 3,
): { x: number; y: number; values: readonly number[] }[] {
  const study = makeStudy(cube(2), { seed, budget, metrics });
  return Array.from({ length: budget }, () => {
    const { assignments } = study.ask();
    const [x, y] = [number(assignments, 'x0'), number(assignments, 'x1')];
    study.tell(assignments, f(x, y));
    return { x, y, values: f(x, y) };
  });
}

describe('constraints', () => {
  const space = makeSpace(cube(2));
  const points = randomPoints(space, 25, 4);
  const f = (point: Point): number[] => [(point[0] ?? 0) + (point[1] ?? 0), 0.6 - (point[0] ?? 0)];
  const metrics = [optimized, limited(0)];
  const data = toDataset(points, points.map(f), 2);
  const prepared = prepareSurrogate(space, fitSurrogate(space, data, { previous: null, seed: 1, metrics }), data);
  const scene = setScene(space, prepared, ask(30, { metrics }), makeTaken(space, data, []));
  if (!scene) throw new Error('no scene');

  // The terms have the gradients they report.
  it.each([
    ['feasibility', feasibilityTerm(scene.constraints)],
    ['curiosity', curiosityTerm(scene.constraints)],
  ])('%s has the gradient it reports', (_, term) => {
    for (const point of randomPoints(space, 20, 8)) {
      const gradient = new Float64Array(2);
      const value = term.slope(point, gradient);
      expect(Math.abs((term.score(point, 1)[0] ?? Number.NaN) - value)).toBeLessThan(1e-9 * (1 + Math.abs(value)));
      for (const i of [0, 1]) {
        const shifted = (h: number) =>
          term.score(
            point.map((v, k) => (k === i ? v + h : v)),
            1,
          )[0] ?? Number.NaN;
        const numeric = (shifted(1e-5) - shifted(-1e-5)) / 2e-5;
        expect(Math.abs(numeric - (gradient[i] ?? 0)) / (1 + Math.abs(numeric))).toBeLessThan(1e-3);
      }
    }
  });

  // Without noise a point counts as satisfying them exactly when its value says so; the point to improve on is one of those.
  it('judges known points as their values do', () => {
    const { holds } = standingOf(scene.constraints, scene.points, scene.count);
    expect(holds).toEqual(points.map((point) => (f(point)[1] ?? 1) <= 0));
    expect(improve(scene, scene.optimized[0] ?? scene.members[0] ?? never(), 'log-ei')?.arm).toMatch(/^log-ei/);
  });

  const never = (): never => {
    throw new Error('no member');
  };

  // Of more observations than a matrix holds every metric keeps the rows that matter to it: the best point that is allowed is known to the ask, although
  // the constraint comes first and has no use for it.
  it('know the best point of many observations', { timeout: 30_000 }, () => {
    const many = randomPoints(space, 600, 9);
    const g = (point: Point): number[] => [-(point[0] ?? 0), (point[0] ?? 0) + (point[1] ?? 0)];
    const roles = [limited(-0.3), optimized];
    const rows = toDataset(many, many.map(g), 2);
    const model = fitSurrogate(space, rows, { previous: null, seed: 1, metrics: roles });
    const asking = ask(601, { metrics: roles });
    const crowded = setScene(space, prepareSurrogate(space, model, rows), asking, makeTaken(space, rows, []));
    const allowed = many.filter((point) => (point[0] ?? 0) >= 0.3);
    const [best] = allowed.toSorted((a, b) => (g(a)[1] ?? 0) - (g(b)[1] ?? 0));
    const P = space.dimensions.length;
    const known = Array.from({ length: crowded?.count ?? 0 }, (_, i) => crowded?.points.slice(i * P, i * P + P));
    expect(known).toContainEqual(best);
  });

  // The best point lies on the border of what is allowed: it is found, and the border is respected more often than not.
  it('lead to the best point that satisfies them', () => {
    const trajectory = run([optimized, limited(0)], 25, (x, y) => [x + y, 0.5 - x * y * 2]);
    const good = trajectory.filter(({ values }) => (values[1] ?? 1) <= 0).map(({ values }) => values[0] ?? 9);
    expect(Math.min(...good)).toBeLessThan(1.03); // the least x + y with x·y = 1/4 is 1
    expect(good.length).toBeGreaterThan(5);
  });

  // While nothing satisfies them, asks look for what might: a small allowed corner is found.
  it('are first satisfied at all', () => {
    const trajectory = run([optimized, limited(0.02)], 25, (x, y) => [x, (x - 0.9) ** 2 + (y - 0.85) ** 2]);
    expect(trajectory.some(({ values }) => (values[1] ?? 1) <= 0.02)).toBe(true);
  });
});

describe('constraints alone', () => {
  // Many different points satisfy them: most of the later asks, and none of these on top of each other.
  it('give many points that satisfy them, apart', () => {
    const trajectory = run([limited(0.3), limited(0.4)], 40, (x, y) => [Math.abs(x - y), Math.abs(x + y - 1.2)]);
    const ok = trajectory.slice(15).filter(({ values: [a = 1, b = 1] }) => a <= 0.3 && b <= 0.4);
    expect(ok.length).toBeGreaterThan(12);
    const space = makeSpace(cube(2));
    for (const [i, a] of ok.entries()) {
      for (const b of ok.slice(0, i))
        expect(squaredDistance(space, Float64Array.of(a.x, a.y), Float64Array.of(b.x, b.y))).toBeGreaterThan(5e-4);
    }
  });

  // A thin ring is walked all around: of 24 pieces nearly all have a point that satisfies them.
  it('fill what satisfies them', () => {
    const square = (x: number, y: number) => (x - 0.5) ** 2 + (y - 0.5) ** 2;
    const trajectory = run([limited(0.34 ** 2), limited(-(0.28 ** 2))], 45, (x, y) => [square(x, y), -square(x, y)]);
    const ok = trajectory.filter(({ values: [a = 1, b = 1] }) => a <= 0.34 ** 2 && b <= -(0.28 ** 2));
    const pieces = new Set(ok.map(({ x, y }) => Math.floor((12 * Math.atan2(y - 0.5, x - 0.5)) / Math.PI)));
    expect(pieces.size).toBeGreaterThan(20);
  });
});

describe('two optimized metrics', () => {
  // Squared distances to two corners: the front is the line between them. It is found along its whole length.
  it('lead to the whole front', () => {
    const trajectory = run([optimized, optimized], 30, (x, y) => [x ** 2 + y ** 2, (x - 1) ** 2 + (y - 1) ** 2]);
    const near = trajectory
      .slice(10)
      .filter(({ x, y }) => Math.abs(x - y) < 0.1)
      .map(({ x }) => x);
    for (const part of [0, 0.25, 0.5, 0.75]) expect(near.some((x) => x >= part && x <= part + 0.25)).toBe(true);
  });

  // With thresholds only the part of the front within them is refined.
  it('stay within thresholds', () => {
    const within = (threshold: number): Metric => ({ role: 'optimize', threshold });
    const trajectory = run([within(0.8), within(0.8)], 30, (x, y) => [x ** 2 + y ** 2, (x - 1) ** 2 + (y - 1) ** 2]);
    const good = trajectory.slice(10).filter(({ values: [a = 9, b = 9] }) => a < 0.85 && b < 0.85);
    expect(good.length).toBeGreaterThan(13);
  });
});

describe('three and more optimized metrics', () => {
  // Three corners of a square: points of the triangle between them are found; with four metrics, asks stay sound.
  it.each([3, 4])('%i lead to trade-offs', (M) => {
    const corners = [
      [0, 0],
      [1, 0],
      [0.5, 1],
      [0.5, 0.5],
    ].slice(0, M);
    const trajectory = run(new Array(M).fill(optimized), 24, (x, y) =>
      corners.map(([a = 0, b = 0]) => (x - a) ** 2 + (y - b) ** 2),
    );
    const inside = trajectory.slice(12).filter(({ x, y }) => y <= 2 * x + 0.05 && y <= 2 * (1 - x) + 0.05);
    expect(inside.length).toBeGreaterThan(8);
  });
});
