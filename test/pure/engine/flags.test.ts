// Constraint metrics that say yes or no, or count: what never differed is no slope to follow, and what was seen to hold is not given up.
import { describe, expect, it } from 'vitest';
import { makeStudy, type Study } from '../../../shared/engine/study.ts';
import type { Assignments, Metric } from '../../../shared/engine/types.ts';
import { forward, thresholdWarp } from '../../../shared/engine/values/warp.ts';
import { cube } from './arbitrary-problem.ts';

const objective: Metric = { role: 'optimize', threshold: null };
const atMost = (threshold: number): Metric => ({ role: 'constraint', threshold });
const seeds = [1, 2, 3, 4, 5];

const coordinates = (x: Assignments): number[] => Object.keys(x).map((name) => Number(x[name]));
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

type Step = { readonly x: number[]; readonly arm: string; readonly values: readonly number[] };
type Goal = (x: readonly number[]) => readonly number[];

function search(study: Study, asks: number, goal: Goal): Step[] {
  return Array.from({ length: asks }, () => {
    const { assignments, arm } = study.ask();
    const x = coordinates(assignments);
    const values = goal(x);
    study.tell(assignments, values);
    return { x, arm, values };
  });
}

/** A flag that holds in a disc of 9 % of the space, and a number that holds in a third of it; the bottom lies outside of the disc. */
const flagged: Goal = ([a = 0, b = 0, c = 0, d = 0]) => [
  (a - 0.8) ** 2 + (b - 0.5) ** 2 + (c - 0.6) ** 2 + (d - 0.6) ** 2,
  Math.hypot(a - 0.6, b - 0.35) > 0.17 ? 1 : 0,
  c + d + 0.2 * a,
];
const flag = { metrics: [objective, atMost(0), atMost(0.9)], budget: 50 };
const holds = ({ values: [, up = 1, sum = 9] }: Step): boolean => up <= 0 && sum <= 0.9;

describe('a flag that was never down', () => {
  const runs = seeds.map((seed) => search(makeStudy(cube(4), { ...flag, seed }), 50, flagged));

  // Gaps until it is down once, where the other constraint is likely to hold; a model of one value would ask for corners.
  it('is looked for in gaps', () => {
    const before = runs.flatMap((steps) => {
      const down = steps.findIndex(({ values: [, up] }) => up === 0);
      return steps.slice(8, down < 0 ? steps.length : down);
    });
    expect(before.length).toBeGreaterThan(10);
    for (const { arm, x } of before) {
      expect(arm).toBe('feasibility/gap');
      expect(x.every((unit) => unit < 1e-6 || unit > 1 - 1e-6)).toBe(false);
    }
    const likely = before.filter(({ values: [, , sum = 9] }) => sum <= 0.9);
    expect(likely.length).toBeGreaterThan(0.6 * before.length);
  });

  // Of 50 evaluations enough are left to come near the best point that holds (0.2 at random).
  it('is found', () => {
    const best = runs.map((steps) => Math.min(3, ...steps.filter(holds).map(({ values: [value = 3] }) => value)));
    expect(median(best)).toBeLessThan(0.16);
  });
});

describe('a point that was seen to hold', () => {
  // One success among failures is luck to the school that may call differences noise; the search improves on it all the same.
  it('is improved on by both schools', () => {
    for (const seed of seeds) {
      const study = makeStudy(cube(3), { metrics: [objective, atMost(0)], seed, budget: 40 });
      const only: Goal = ([a = 0, b = 0, c = 0]) => [
        a + b + c,
        Math.max(Math.abs(a - 0.5), Math.abs(b - 0.5), Math.abs(c - 0.5)) > 0.12 ? 1 : 0,
      ];
      const arms = search(study, 16, only)
        .slice(10)
        .map(({ arm }) => arm);
      for (const arm of arms) expect(arm).toMatch(/^log-ei-feasible\//);
    }
  });

  // Where it is said that a flag is noisy one success may be luck: the search for a first one goes on.
  it('is not taken at its word where it may be luck', () => {
    const noisy: Metric = { ...atMost(0), noise: 'known' };
    const study = makeStudy(cube(2), { metrics: [objective, noisy], seed: 4, budget: 40 });
    const points = Array.from({ length: 24 }, (_, i) => ({ x0: ((7 * i) % 24) / 24, x1: ((11 * i) % 24) / 24 }));
    for (const point of points) study.tell(point, [1 - point.x0, 1]);
    study.tell({ x0: 0.52, x1: 0.48 }, [0.4, 0]);
    const arms = [0, 1].map(() => study.ask().arm);
    expect(arms).toContain('feasibility');
  });
});

describe('a search for all that holds', () => {
  // The same where nothing is optimized: gaps until a flag was down once.
  it('looks for a flag in gaps', () => {
    for (const seed of seeds) {
      const study = makeStudy(cube(4), { metrics: [atMost(0), atMost(0.9)], seed, budget: 50 });
      const steps = search(study, 30, (x) => flagged(x).slice(1));
      const down = steps.findIndex(({ values: [up] }) => up === 0);
      for (const { arm } of steps.slice(9, down < 0 ? 30 : down)) expect(arm).toBe('feasibility/gap');
    }
  });
});

describe('counts', () => {
  // While none was 0 the border lies where it does afterwards, between 0 and 1: on 0 itself a model would call it even that they hold.
  it('have their border between the threshold and the next one', () => {
    const warp = thresholdWarp(Float64Array.of(1, 2, 3, 1, 2), 0);
    expect(forward(warp, 0)).toBeLessThan(0);
    expect(forward(warp, 0)).toBeCloseTo(-forward(warp, 1), 9);
    const measured = thresholdWarp(Float64Array.of(1.5, 2, 3), 0);
    expect(forward(measured, 0)).toBeCloseTo(0, 9);
  });
});

describe('with several metrics', () => {
  // Whoever names ranges means their inside, whether there are constraints or not: where neither metric says otherwise, faces are left alone.
  it.each([
    ['under a constraint', [objective, atMost(0.3)]],
    ['on a front', [objective, objective]],
  ])('the search stays off faces: %s', (_, metrics) => {
    const inside: Goal = (x) => [
      x.reduce((sum, unit, i) => sum + (unit - 0.35 - 0.05 * i) ** 2 + 0.05 * Math.cos(9 * unit), 0),
      Math.abs((x[0] ?? 0) + (x[1] ?? 0) - 0.9),
    ];
    const faces = seeds.map((seed) => {
      const study = makeStudy(cube(6), { metrics, seed, budget: 30 });
      const units = search(study, 30, inside)
        .slice(9)
        .flatMap(({ x }) => x);
      return units.filter((unit) => unit < 0.02 || unit > 0.98).length / units.length;
    });
    expect(median(faces)).toBeLessThan(0.1);
  });
});
