// What is open elsewhere changes where an ask looks: not by a hair, as a point that is taken does, but to where something else is to be learned.
import { describe, expect, it } from 'vitest';
import { fit } from '../../../shared/engine/learning/fit.ts';
import { prepare } from '../../../shared/engine/model/prepared.ts';
import { makeSpace } from '../../../shared/engine/space/space.ts';
import { suggest } from '../../../shared/engine/suggest.ts';
import type { Assignments, Point } from '../../../shared/engine/types.ts';
import { cube } from './arbitrary-problem.ts';
import { alone, ask, observe } from './history.ts';

const space = makeSpace(cube(2));
const waves = (x: Assignments): number =>
  Math.sin(7 * Number(x['x0'])) + Math.cos(6 * Number(x['x1'])) + Number(x['x0']);
const distance = (a: Point, b: Point): number => Math.hypot(...a.map((v, i) => v - (b[i] ?? 0)));

const seeds = [1, 2, 3];

describe('open points', () => {
  // The same ask, knowing that its own answer is under way: a point that is taken would be avoided by a hair, but what is believed of it leaves little to be learned
  // around it, and most asks go at least a twentieth of the range elsewhere. Both schools, and the bound.
  it('are not asked for twice, nor their neighbourhood', () => {
    const moves = seeds.flatMap((seed) => {
      const data = observe(space, 14, seed, waves);
      const known = alone(data, prepare(space, fit(space, data, { previous: null, seed }), data));
      return [40, 41, 43].flatMap((number) => {
        const [blind] = suggest(space, known, ask(number, { seed }));
        const [aware] = suggest(space, known, ask(number, { seed, pending: blind ? [blind.point] : [] }));
        return blind && aware ? [distance(blind.point, aware.point)] : [];
      });
    });
    expect(moves.length).toBe(9);
    expect(moves.filter((move) => move > 0.05).length).toBeGreaterThan(4);
  });
});
