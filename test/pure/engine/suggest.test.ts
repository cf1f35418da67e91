// The door of the optimizer: what every ask promises, whatever the history.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fit } from '../../../shared/engine/learning/fit.ts';
import { prepare } from '../../../shared/engine/model/prepared.ts';
import { designSize } from '../../../shared/engine/space/design.ts';
import { squaredDistance } from '../../../shared/engine/space/distance.ts';
import { cardinality, decode, encode, makeSpace, pointKey, wished } from '../../../shared/engine/space/space.ts';
import { makeStudy } from '../../../shared/engine/study.ts';
import { type History, suggest } from '../../../shared/engine/suggest.ts';
import type { Assignments, Metric, Point, Problem } from '../../../shared/engine/types.ts';
import { complaints, cube, problems } from './arbitrary-problem.ts';
import { alone, ask, bowl, head, observe, randomPoints, toData } from './history.ts';

const nothing = (space: ReturnType<typeof makeSpace>): History =>
  alone({ ...observe(space, 0, 0, bowl), points: new Float64Array(0) });

describe('suggest', () => {
  // Any problem, any history: as many proposals as asked for, each a valid assignment, each with a finite prediction or none.
  it('stays inside the problem', () => {
    fc.assert(
      fc.property(problems(), fc.integer({ min: 0, max: 14 }), fc.nat(), fc.boolean(), (problem, n, seed, stored) => {
        const space = makeSpace(problem);
        const data = observe(space, n, seed, bowl);
        const prepared = stored ? prepare(space, fit(space, data, { previous: null, seed }), data) : null;
        const proposals = suggest(
          space,
          alone(data, prepared),
          ask(n + 1, { seed, count: 2, pending: randomPoints(space, 1, seed) }),
        );
        expect(proposals).toHaveLength(2);
        for (const { assignments, point, predicted } of proposals) {
          expect(complaints(problem, assignments)).toEqual([]);
          expect(assignments).toEqual(decode(space, point));
          for (const v of predicted.flatMap((p) => Object.values(p))) expect(Number.isFinite(v)).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  // The same input gives the same proposals, bit for bit.
  it('is deterministic', () => {
    const space = makeSpace(cube(3));
    const data = observe(space, 15, 1, bowl);
    const once = () =>
      suggest(
        space,
        alone(data, prepare(space, fit(space, data, { previous: null, seed: 9 }), data)),
        ask(16, { count: 2 }),
      );
    expect(once()).toEqual(once());
  });

  // A tail that the prepared model does not know is taken in: it equals a model prepared with everything.
  it('knows observations that came after the model was prepared', () => {
    const space = makeSpace(cube(2));
    const data = observe(space, 12, 3, bowl);
    const model = fit(space, head(data, 10), { previous: null, seed: 1 });
    const late = suggest(space, alone(data, prepare(space, model, head(data, 10))), ask(13));
    const full = suggest(space, alone(data, prepare(space, model, data)), ask(13));
    expect(late[0]?.point[0]).toBeCloseTo(full[0]?.point[0] ?? Number.NaN, 3);
    expect(late[0]?.point[1]).toBeCloseTo(full[0]?.point[1] ?? Number.NaN, 3);
  });

  // The schools take turns by the number of the ask, and the exploring one asks by confidence bound every third time: one ask of six.
  it('alternates between schools and rules', () => {
    const space = makeSpace(cube(2));
    const data = observe(space, 20, 3, bowl);
    const prepared = prepare(space, fit(space, data, { previous: null, seed: 1 }), data);
    const arms = Array.from({ length: 12 }, (_, i) => suggest(space, alone(data, prepared), ask(21 + i))[0]?.arm);
    for (const start of [0, 3, 6]) {
      const exploring = ['log-ei/independent', 'log-ei/independent', 'ucb/independent'];
      expect(arms.slice(start, start + 6).sort()).toEqual([
        ...new Array(3).fill('log-ei/dimension-scaled'),
        ...exploring,
      ]);
    }
  });

  // Values are minimised: with a clear bowl the proposals by expected improvement gather at its bottom.
  it('goes downhill', () => {
    const space = makeSpace(cube(2));
    const data = observe(space, 25, 3, (x) => (Number(x['x0']) - 0.7) ** 2 + (Number(x['x1']) - 0.2) ** 2);
    const [proposal] = suggest(space, alone(data), ask(27));
    expect(proposal?.source).toBe('model');
    expect(Math.abs((proposal?.point[0] ?? 9) - 0.7)).toBeLessThan(0.1);
    expect(Math.abs((proposal?.point[1] ?? 9) - 0.2)).toBeLessThan(0.1);
  });
});

describe('the initial design', () => {
  const space = makeSpace(cube(4));

  // The first point is the user's default, or the centre.
  it('begins with the default or the centre', () => {
    const first = encode(space, { x0: 0.1, x1: 0.2, x2: 0.3, x3: 0.4 });
    expect(suggest(space, nothing(space), ask(1, { first }))[0]).toMatchObject({
      arm: 'default',
      assignments: { x1: 0.2 },
    });
    expect(suggest(space, nothing(space), ask(1))[0]).toMatchObject({ arm: 'centre', assignments: { x1: 0.5 } });
  });

  // A default of some parameters is tried with the middle for the others, in a space with conditions too, unless that breaks a linear constraint.
  it('begins with what defaults there are', () => {
    const wishes = wished(space, { x1: 0.2 });
    const { arm, assignments } = suggest(space, nothing(space), ask(1, { first: wishes }))[0] ?? {};
    expect(arm).toBe('default');
    expect(assignments).toEqual({ x0: 0.5, x1: 0.2, x2: 0.5, x3: 0.5 });
    const terms = [
      { parameter: 0, weight: 1 },
      { parameter: 1, weight: 1 },
    ];
    const cut = makeSpace({ ...cube(4), constraints: [{ type: 'less_than', threshold: 0.75, terms }] });
    expect(suggest(cut, nothing(cut), ask(1, { first: wishes }))[0]?.arm).toBe('default');
    expect(suggest(cut, nothing(cut), ask(1, { first: wished(cut, { x1: 0.3 }) }))[0]?.arm).toBe('centre');
    const branched = makeSpace({
      parameters: [
        { kind: 'categorical', name: 'kind', values: ['a', 'b'], when: [] },
        { kind: 'double', name: 'a', min: 0, max: 1, log: false, when: [{ parent: 0, values: [0] }] },
        { kind: 'double', name: 'both', min: 0, max: 1, log: false, when: [] },
      ],
    });
    const [begun] = suggest(branched, nothing(branched), ask(1, { first: wished(branched, { kind: 'b', both: 0.9 }) }));
    expect(begun).toMatchObject({ arm: 'default', assignments: { kind: 'b', both: 0.9 } });
    expect(wished(space, {})).toBeNull();
  });

  // Simultaneous asks know nothing of each other but their numbers: their points are as far apart as those of sequential asks.
  it('keeps simultaneous asks apart by their numbers', () => {
    const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
    const blind = numbers.map(
      (n) => suggest(space, nothing(space), ask(n, { bandwidth: 8 }))[0]?.point ?? new Float64Array(4),
    );
    const pending: Point[] = [];
    for (const n of numbers)
      pending.push(suggest(space, nothing(space), ask(n, { bandwidth: 8, pending }))[0]?.point ?? new Float64Array(4));
    expect(blind).toEqual(pending);
    expect(closest(blind)).toBeGreaterThan(0.2);
  });

  const closest = (points: readonly Point[]): number =>
    Math.min(...points.flatMap((a, i) => points.slice(0, i).map((b) => Math.sqrt(squaredDistance(space, a, b)))));

  // A point that somebody took (a queued suggestion, a report of the user's own) is not proposed again.
  it('skips what is taken', () => {
    const [one] = suggest(space, nothing(space), ask(2));
    if (!one) throw new Error('no proposal');
    const [again] = suggest(space, alone(toData([one.point], [1])), ask(2));
    expect(pointKey(space, again?.point ?? one.point)).not.toBe(pointKey(space, one.point));
  });

  // Trials of the user's own that lie close together do not stand for it; as many as sixty from all over the space do.
  it('is made where what was reported first lies close together', () => {
    const arms = (told: readonly Point[]): string[] => {
      const study = makeStudy(cube(4), { seed: 3 });
      for (const [a = 0, b = 0, c = 0, d = 0] of told) study.tell({ x0: a, x1: b, x2: c, x3: d }, a + b - c * d);
      return Array.from({ length: 4 }, () => {
        const { arm, assignments } = study.ask();
        study.tell(assignments, Number(assignments['x0']));
        return arm;
      });
    };
    const places = randomPoints(makeSpace(cube(4)), 60, 1);
    const close = places.slice(0, 12).map((point) => point.map((u) => 0.8 + 0.1 * u));
    expect(arms(close).filter((arm) => /^(centre|latin-hypercube)$/.test(arm)).length).toBeGreaterThan(2);
    for (const arm of arms(places)) expect(arm).toMatch(/^(log-ei|ucb)/);
  });

  // A small budget leaves most evaluations to the model; many workers are all served.
  it('has a size that fits budget and workers', () => {
    expect(designSize(space, 1, null)).toBe(4);
    expect(designSize(space, 1, 12)).toBe(3);
    expect(designSize(space, 8, null)).toBe(11);
  });

  // However many workers are said to run at a time, the design has an end, and the first points are as many different ones.
  it('has an end, whatever the bandwidth', () => {
    expect(designSize(space, 100, null)).toBe(103);
    for (const budget of [null, 1e6]) expect(designSize(space, 1e9, budget)).toBeLessThan(300);
    const many = { bandwidth: 1e9, budget: 1e6 };
    const points = [1, 2, 100, 259, 300, 1000].map((n) => suggest(space, nothing(space), ask(n, many))[0]?.point);
    expect(new Set(points.map((point) => pointKey(space, point ?? new Float64Array(4)))).size).toBe(6);
  });
});

const exact: readonly Metric[] = [{ role: 'optimize', threshold: null, noise: 'none' }];

describe('finite spaces', () => {
  // Where values are said not to scatter, every point exactly once, then, and only then, a repetition that says so; for asks of all kinds and any conditions.
  it('are used up without a duplicate', () => {
    fc.assert(
      fc.property(
        problems({ finite: true, most: 3 }),
        fc.constantFrom('offline' as const, 'random' as const, 'grid' as const),
        (problem, kind) => {
          const space = makeSpace(problem);
          const total = cardinality(space);
          fc.pre(total <= 40);
          const seen = new Set<string>();
          const points: Point[] = [];
          for (let i = 0; i <= total; i++) {
            const data = toData(
              points,
              points.map((point) => bowl(decode(space, point))),
            );
            const [proposal] = suggest(space, alone(data), ask(i + 1, { kind, metrics: exact }));
            if (!proposal) throw new Error('no proposal');
            expect(proposal.source === 'exhausted').toBe(i === total);
            if (i < total) expect(seen.has(pointKey(space, proposal.point))).toBe(false);
            seen.add(pointKey(space, proposal.point));
            points.push(proposal.point);
          }
          expect(seen.size).toBe(total);
        },
      ),
      { numRuns: 15 },
    );
  });

  // Too large to list, and all the promising points are taken: what is proposed is new all the same.
  it('never repeat in a large finite space', () => {
    const parameters = Array.from({ length: 4 }, (_, i) => ({
      kind: 'int' as const,
      name: `k${i}`,
      when: [],
      min: 0,
      max: 9,
      log: false,
    }));
    const space = makeSpace({ parameters });
    const points = randomPoints(space, 60, 2);
    const data = toData(
      points,
      points.map((point) => point.reduce((sum, v) => sum + v, 0)),
    );
    const proposals = suggest(space, alone(data), ask(61, { count: 6 }));
    const keys = [...points, ...proposals.map(({ point }) => point)].map((point) => pointKey(space, point));
    expect(new Set(keys.slice(60)).size).toBe(6);
    for (const key of keys.slice(60)) expect(keys.indexOf(key)).toBeGreaterThanOrEqual(60);
  });
});

describe('pending points', () => {
  // Open suggestions count as tried: a batch spreads, and no point comes near an open one.
  it('are kept clear of', () => {
    const space = makeSpace(cube(2));
    const data = observe(space, 20, 3, (x) => (Number(x['x0']) - 0.5) ** 2 + (Number(x['x1']) - 0.5) ** 2);
    const prepared = prepare(space, fit(space, data, { previous: null, seed: 1 }), data);
    const batch = suggest(space, alone(data, prepared), ask(22, { count: 8, bandwidth: 8 })).map(({ point }) => point);
    const open = batch.slice(0, 7);
    const [next] = suggest(space, alone(data, prepared), ask(29, { pending: open, bandwidth: 8 }));
    expect(next?.point).toEqual(batch[7]);
    for (const [i, a] of batch.entries()) {
      for (const b of batch.slice(0, i)) expect(Math.sqrt(squaredDistance(space, a, b))).toBeGreaterThan(1e-3);
    }
  });
});

describe('failures', () => {
  // Nearly half of the space always fails and would be the best by far if one trusted the trend: what lies behind the border is soon left
  // alone, while the best working point, which lies right at the border, is found.
  it('are avoided', () => {
    const space = makeSpace(cube(2));
    const trend = (x: Assignments): number =>
      Number(x['x0']) > 0.6 ? Number.NaN : -Number(x['x0']) + (Number(x['x1']) - 0.5) ** 2;
    const points = randomPoints(space, 20, 1);
    const values = points.map((point) => trend(decode(space, point)));
    let deep = 0;
    for (let i = 0; i < 12; i++) {
      const [proposal] = suggest(space, alone(toData(points, values)), ask(21 + i));
      if (!proposal) throw new Error('no proposal');
      points.push(proposal.point);
      values.push(trend(proposal.assignments));
      deep += (proposal.point[0] ?? 0) > 0.65 ? 1 : 0;
    }
    expect(deep).toBeLessThanOrEqual(5);
    expect(Math.min(...values.filter((v) => !Number.isNaN(v)))).toBeLessThan(-0.59);
  });

  // While everything fails, proposals keep away from the failures.
  it('are fled while nothing else is known', () => {
    const space = makeSpace(cube(2));
    const points = Array.from({ length: 12 }, (_, i) => Float64Array.of(0.2 + 0.01 * i, 0.2));
    const data = toData(
      points,
      points.map(() => Number.NaN),
    );
    for (const { point } of suggest(space, alone(data), ask(13, { count: 3 }))) {
      for (const failed of points) expect(squaredDistance(space, point, failed)).toBeGreaterThan(0.1);
    }
  });
});

describe('grid experiments', () => {
  const problem: Problem = {
    parameters: [
      { kind: 'grid', name: 'b', when: [], values: [1, 2, 4], log: false },
      { kind: 'categorical', name: 'a', when: [], values: ['x', 'y'] },
    ],
  };

  // Parameters by name, the first varies fastest; the index counts observations and open suggestions and starts again at the end, which is said.
  it('walk through all combinations in order', () => {
    const space = makeSpace(problem);
    const proposals = suggest(space, nothing(space), ask(1, { kind: 'grid', count: 7 }));
    const texts = proposals.map(({ assignments: { a, b } }) => `${a}${b}`);
    expect(texts).toEqual(['x1', 'y1', 'x2', 'y2', 'x4', 'y4', 'x1']);
    expect(proposals.map(({ source }) => source)).toEqual([...Array.from({ length: 6 }, () => 'grid'), 'exhausted']);
    const points = proposals.map(({ point }) => point);
    const data = toData(points.slice(0, 2), [1, Number.NaN]);
    const [next] = suggest(space, alone(data), ask(9, { kind: 'grid', pending: points.slice(2, 3) }));
    expect(next?.assignments).toEqual({ a: 'y', b: 2 });
  });

  // Of a branch without parameters one point, though as many combinations are it; then the ten values of each of the other branch's doubles.
  it('walk through branches', () => {
    const when = [{ parent: 0, values: [1] }];
    const doubles = ['p', 'q'].map((name) => ({ kind: 'double' as const, name, when, min: 1, max: 1000, log: true }));
    const parent = { kind: 'categorical' as const, name: 'z', when: [], values: ['none', 'both'] };
    const space = makeSpace({ parameters: [parent, ...doubles] });
    const proposals = suggest(space, nothing(space), ask(1, { kind: 'grid', count: 102 }));
    expect(new Set(proposals.map(({ point }) => pointKey(space, point))).size).toBe(101);
    expect(proposals.findIndex(({ source }) => source === 'exhausted')).toBe(101);
    expect(new Set(proposals.map(({ assignments }) => assignments['q'])).size).toBe(11);
  });

  // Asked three times of two points the first is open twice; told once, it is open once, and the walk goes on behind three.
  it('count a point that is open twice', () => {
    const study = makeStudy({ parameters: problem.parameters.slice(1) }, { seed: 1, kind: 'grid' });
    const [first] = Array.from({ length: 3 }, () => study.ask());
    study.tell(first?.assignments ?? {}, 1);
    expect(study.ask().assignments).toEqual({ a: 'y' });
  });
});

describe('random experiments', () => {
  // Uniform and independent of the values: the mean of many draws is the middle, and nothing is learned.
  it('draw uniformly', () => {
    const space = makeSpace(cube(1));
    const draws = Array.from(
      { length: 400 },
      (_, i) => suggest(space, nothing(space), ask(i + 1, { kind: 'random' }))[0],
    );
    const mean = draws.reduce((sum, proposal) => sum + (proposal?.point[0] ?? 0), 0) / draws.length;
    expect(mean).toBeGreaterThan(0.44);
    expect(mean).toBeLessThan(0.56);
    expect(draws.every((proposal) => proposal?.source === 'random')).toBe(true);
  });
});
