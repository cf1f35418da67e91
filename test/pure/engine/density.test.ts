// The ratio of two densities: that they are densities, that what they draw belongs to the space, and whose turn it is.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeParzen } from '../../../shared/engine/acquisition/parzen.ts';
import { makeRandom } from '../../../shared/engine/numerics/random.ts';
import { hasManyBranches } from '../../../shared/engine/proposals/neglect.ts';
import { decode, makeSpace } from '../../../shared/engine/space/space.ts';
import { makeStudy } from '../../../shared/engine/study.ts';
import type { Assignments, Parameter, Point, Problem } from '../../../shared/engine/types.ts';
import { complaints, problems } from './arbitrary-problem.ts';
import { randomPoints } from './history.ts';

const double = (name: string, when: Parameter['when'] = []): Parameter => ({
  ...{ kind: 'double', name, when },
  ...{ min: 0, max: 1, log: false },
});
const letters = ['a', 'b', 'c', 'd'];

/** Stages with a choice of four methods each, every method with a number of its own: 4^stages branches. */
const stages = (count: number): Problem => ({
  parameters: Array.from({ length: count }, (_, s): Parameter[] => [
    { kind: 'categorical', name: `stage${s}`, when: [], values: letters },
    ...letters.map((letter, m) => double(`${letter}${s}`, [{ parent: s * 5, values: [m] }])),
  ]).flat(),
});

/** 0 where each stage has its own best method, and that method its number at 0.7. */
const loss = (x: Assignments, count: number): number =>
  Array.from({ length: count }, (_, s) => {
    const chosen = String(x[`stage${s}`]);
    const gap = Math.abs(letters.indexOf(chosen) - ((s * 2 + 1) % 4));
    return gap + Math.abs(Number(x[`${chosen}${s}`]) - 0.7);
  }).reduce((a, b) => a + b, 0);

describe('a density of kernels', () => {
  // Over a small conditional space it adds up to 1: a category of three, under one of whose values there is a number.
  it('is a density', () => {
    const space = makeSpace({
      parameters: [
        { kind: 'categorical', name: 'kind', when: [], values: ['a', 'b', 'c'] },
        double('x', [{ parent: 0, values: [0] }]),
        double('y'),
      ],
    });
    const grid = Array.from({ length: 60 }, (_, i) => (i + 0.5) / 60);
    fc.assert(
      fc.property(fc.nat(8), fc.nat(), (count, seed) => {
        const { log } = makeParzen(space, randomPoints(space, count, seed));
        const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
        const density = (...units: number[]): number => Math.exp(log(Float64Array.from(units)));
        const under = [0, 1, 2].map((kind) =>
          mean(grid.map((y) => (kind > 0 ? density(kind, Number.NaN, y) : mean(grid.map((x) => density(0, x, y)))))),
        );
        expect(mean(under)).toBeCloseTo(1, 2);
      }),
      { numRuns: 50 },
    );
  });

  // Guarantee: of points that all have one category, that one is the densest and most of what is drawn has it, whichever of them it is.
  it('knows every category for itself', () => {
    const space = makeSpace({
      parameters: [{ kind: 'categorical', name: 'kind', when: [], values: letters }, double('x')],
    });
    for (const kind of letters.keys()) {
      const { draw, log } = makeParzen(
        space,
        Array.from({ length: 8 }, () => Float64Array.of(kind, 0.5)),
      );
      const densities = [...letters.keys()].map((other) => log(Float64Array.of(other, 0.5)));
      expect(densities.indexOf(Math.max(...densities))).toBe(kind);
      const random = makeRandom(kind);
      const drawn = Array.from({ length: 200 }, () => draw(random)[0]);
      expect(drawn.filter((one) => one === kind).length).toBeGreaterThan(100);
    }
  });

  // Whatever the points, today's bounds hold for what is drawn, exactly the active parameters have a value, and its density is a number.
  it('draws points of the space', () => {
    fc.assert(
      fc.property(
        problems({ most: 9 }),
        fc.nat(12),
        fc.nat(),
        fc.constantFrom(0, 3),
        (problem, count, seed, beyond) => {
          const space = makeSpace(problem);
          const outside = (point: Point): Point => point.map((u, i) => (space.dimensions[i]?.scale ? u + beyond : u));
          const { draw, log } = makeParzen(space, randomPoints(space, count, seed).map(outside));
          const random = makeRandom(seed, 1);
          for (let i = 0; i < 20; i++) {
            const point = draw(random);
            expect(complaints(problem, decode(space, point))).toEqual([]);
            expect(Number.isFinite(log(point))).toBe(true);
          }
        },
      ),
    );
  });
});

describe('the ratio of densities', () => {
  const armsOf = (count: number, asks: number): { readonly arms: string[]; readonly least: number } => {
    const study = makeStudy(stages(count), { seed: 5 });
    const arms: string[] = [];
    let least = Infinity;
    for (let i = 0; i < asks; i++) {
      const { assignments, arm } = study.ask();
      arms.push(arm ?? '');
      least = Math.min(least, loss(assignments, count));
      study.tell(assignments, loss(assignments, count));
    }
    return { arms, least };
  };

  // Two asks of eight once there is a model, where there are more branches than can each be looked into; else none.
  it('has its turns in a space of many branches alone', () => {
    const { arms, least } = armsOf(3, 64);
    expect(hasManyBranches(makeSpace(stages(3)))).toBe(true);
    const turns = arms.flatMap((arm, i) => (arm === 'density-ratio' ? [(i + 1) % 8] : []));
    expect(new Set(turns)).toEqual(new Set([3, 6]));
    expect(turns.length).toBeGreaterThanOrEqual(13);
    expect(least).toBeLessThan(0.2);
    expect(hasManyBranches(makeSpace(stages(1)))).toBe(false);
    expect(armsOf(1, 30).arms).not.toContain('density-ratio');
  });
});
