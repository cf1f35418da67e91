// Transfer: earlier experiments are told in today's space, trusted as far as they predict, and do no harm where they do not.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kernels } from '../../../shared/engine/kernels/load.ts';
import { fit } from '../../../shared/engine/learning/fit.ts';
import { predictBlend } from '../../../shared/engine/model/blend.ts';
import { beside, embed, makeEmbedding } from '../../../shared/engine/model/embedding.ts';
import { posteriorMeans } from '../../../shared/engine/model/means.ts';
import { isPlain, type Model } from '../../../shared/engine/model/model.ts';
import { extend, prepare } from '../../../shared/engine/model/prepared.ts';
import {
  appendRows,
  fittedMeans,
  makeProcess,
  makeSlopeWork,
  type Process,
  posterior,
  posteriorSlope,
} from '../../../shared/engine/model/process.ts';
import { linesTo, toldRows } from '../../../shared/engine/model/told.ts';
import { stack } from '../../../shared/engine/numerics/vectors.ts';
import { decode, makeSpace, type Space } from '../../../shared/engine/space/space.ts';
import { makeStudy } from '../../../shared/engine/study.ts';
import type { Assignments, Data, Problem, Source } from '../../../shared/engine/types.ts';
import { sortRows } from '../../../shared/engine/values/rows.ts';
import { type Earlier, leaders, readEarlier } from '../../../shared/engine/values/sources.ts';
import { forwardSlope } from '../../../shared/engine/values/warp.ts';
import { cube, problems } from './arbitrary-problem.ts';
import { bowl, head, observe, randomPoints, tail } from './history.ts';

const wavy = (x: Assignments): number => Math.sin(5 * Number(x['x0'])) + (Number(x['x1']) - 0.3) ** 2 * 3;

/** `count` random evaluations of f by an earlier experiment on the same problem. */
function earlierOf(problem: Problem, count: number, f: (x: Assignments) => number): Earlier {
  const space = makeSpace(problem);
  const rows = randomPoints(space, count, 99).map((point) => {
    const assignments = decode(space, point);
    return { assignments, values: [f(assignments)] };
  });
  return { parameters: problem.parameters, rows };
}

function sourceOf(space: Space, earlier: Earlier): Source {
  const { columns, ...rows } = readEarlier(space, earlier, 1);
  return { ...rows, values: columns[0] ?? new Float64Array(0) };
}

const withEarlier = (data: Data, ...earlier: Source[]): Data => ({ ...data, earlier });

describe('what is tried on trust', () => {
  // The best points by what is optimized, of those whose constraints held, whichever metric comes first.
  it('goes by the optimized metric', () => {
    const problem = cube(1);
    const rows = Array.from({ length: 21 }, (_, i) => ({ assignments: { x0: i / 20 }, values: [i / 20, 1 - i / 20] }));
    const metrics = [
      { role: 'constraint', threshold: 0.7 },
      { role: 'optimize', threshold: null },
    ] as const;
    const study = makeStudy(problem, { seed: 1, metrics, earlier: [{ parameters: problem.parameters, rows }] });
    expect(study.ask().assignments['x0']).toBeCloseTo(0.7, 9);
  });
});

describe('reading an earlier experiment', () => {
  const today: Problem = {
    parameters: [
      { kind: 'categorical', name: 'kind', when: [], values: ['a', 'b'] },
      { kind: 'double', name: 'x', when: [], min: 0, max: 10, log: false },
      { kind: 'double', name: 'only-today', when: [], min: 0, max: 1, log: false },
      { kind: 'double', name: 'child', when: [{ parent: 0, values: [1] }], min: 1, max: 100, log: true },
    ],
  };
  const space = makeSpace(today);
  const parameters = [
    { name: 'kind', kind: 'categorical' },
    { name: 'x', kind: 'double' },
    { name: 'child', kind: 'double' },
    { name: 'gone', kind: 'int' },
  ] as const;

  // Matched by name and kind, in today's bounds and scale; inactive and unknown coordinates stay open.
  it('matches parameters and leaves out what lies outside', () => {
    const row = (kind: string, x: number, child: number) => ({ assignments: { kind, x, child, gone: 3 }, values: [1] });
    const read = readEarlier(
      space,
      { parameters, rows: [row('b', 5, 10), row('a', 2, 10), row('c', 5, 10), row('a', 11, 10)] },
      1,
    );
    expect([...read.points]).toEqual([1, 0.5, Number.NaN, 0.5, 0, 0.2, Number.NaN, Number.NaN]);
  });

  // A category that an earlier experiment did not have stood at today's default, if there is one; numbers stay open.
  it('takes new categories to have stood at their defaults', () => {
    const rows = [{ assignments: { x: 5 }, values: [1] }];
    const before = { parameters: [{ name: 'x', kind: 'double' as const }], rows };
    const open = new Float64Array(4).fill(Number.NaN);
    const read = (defaults: Float64Array | null) => [...readEarlier(space, before, 1, defaults).points];
    expect(read(null)).toEqual([Number.NaN, 0.5, Number.NaN, Number.NaN]);
    expect(read(open)).toEqual(read(null));
    expect(read(Float64Array.of(1, 0.1, 0.2, 0.3))).toEqual([1, 0.5, Number.NaN, Number.NaN]);
    expect(read(Float64Array.of(0, 0.1, 0.2, 0.3))).toEqual([0, 0.5, Number.NaN, Number.NaN]);
    // Defaults alone say nothing.
    expect(
      readEarlier(space, { parameters: before.parameters, rows: [{ assignments: {}, values: [1] }] }, 1, open).n,
    ).toBe(0);
  });

  // A parameter of another kind is another parameter, whatever its name.
  it('takes names of another kind for other parameters', () => {
    const read = readEarlier(
      space,
      { parameters: [{ name: 'x', kind: 'categorical' }], rows: [{ assignments: { x: '5' }, values: [1] }] },
      1,
    );
    expect(read).toMatchObject({ n: 0 });
  });

  // The best points come by turns, whole, in order of value, and none is a repetition of another.
  it('leads with the best', () => {
    const read = sourceOf(space, {
      parameters,
      rows: [7, 1, 1.001, 4].map((v) => ({ assignments: { kind: 'b', x: v, child: 10 }, values: [v] })),
    });
    const points = leaders(space, [read], 3, () => 0.5);
    expect(points.map((point) => decode(space, point)['x'])).toEqual([1, 4, 7]);
    expect(points.every((point) => !point.some(Number.isNaN))).toBe(true);
  });
});

describe('a process that is told earlier rows', () => {
  const space = makeSpace(cube(2));
  const sources = [sourceOf(space, earlierOf(cube(2), 20, wavy)), sourceOf(space, earlierOf(cube(2), 15, bowl))];
  const told = toldRows(space, sources, [
    { slope: 1, offset: 0 },
    { slope: 0.5, offset: 2 },
  ]);
  const data = observe(space, 12, 3, wavy);
  const embedding = beside(makeEmbedding(space), 2);
  const points = Float64Array.of(...told.points, ...data.points);
  const values = Float64Array.of(...told.values, ...data.values);
  const origins = Uint8Array.of(...(told.origins ?? []), ...new Uint8Array(12));
  /** How far the two experiments lie from today's: inverse lengthscales. */
  const processAt = (first: number, second: number): Process => {
    const plan = { embedding, P: 2, inverse: Float64Array.of(2, 3, first, second), signal: 1 };
    return makeProcess(plan, points, values, new Float64Array(47).fill(1e-4), origins);
  };
  const process = processAt(0.3, 1.5);

  // Guarantee: its gradient is that of its mean, its means are the same however they are asked for, and it goes through what was observed today.
  it('has one mean, with the gradient it reports', () => {
    const work = makeSlopeWork(process);
    for (const point of randomPoints(space, 10, 5)) {
      embed(embedding, point, 0, process.inverse, work.row, 0);
      const { mean, variance } = posteriorSlope(process, work);
      const slope = [...work.meanSlope];
      const there = posterior(process, point, 1);
      expect(mean).toBeCloseTo(there.means[0] ?? Number.NaN, 9);
      expect(variance).toBeCloseTo(there.variances[0] ?? Number.NaN, 9);
      expect(posteriorMeans(process, point, 1)[0]).toBeCloseTo(mean, 9);
      for (const k of [0, 1]) {
        const moved = (h: number): number =>
          posterior(
            process,
            point.map((v, i) => (i === k ? v + h : v)),
            1,
          ).means[0] ?? Number.NaN;
        expect(slope[k]).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 4);
      }
    }
    const fitted = fittedMeans(process);
    expect(fitted.length).toBe(12);
    for (const [i, value] of data.values.entries()) expect(Math.abs((fitted[i] ?? 0) - value)).toBeLessThan(0.02);
  });

  const anywhere = Float64Array.of(0.1, 0.9, 0.5, 0.5, 0.35, 0.2);
  const plain = (some: Float64Array, y: Float64Array): Process => {
    const plan = { embedding: makeEmbedding(space), P: 2, inverse: Float64Array.of(2, 3), signal: 1 };
    return makeProcess(plan, some, y, new Float64Array(y.length).fill(1e-4));
  };

  // Guarantee: an experiment at no distance is today's, one that lies far away says nothing, and in between there is all between.
  it('believes an experiment as far as it is near', () => {
    const first = Float64Array.of(...told.points.subarray(0, 40), ...data.points);
    const pooled = plain(first, Float64Array.of(...told.values.subarray(0, 20), ...data.values));
    const own = plain(data.points, data.values);
    const expectSame = (a: Process, b: Process): void => {
      const [here, there] = [posterior(a, anywhere, 3), posterior(b, anywhere, 3)];
      for (const i of [0, 1, 2]) {
        expect(here.means[i]).toBeCloseTo(there.means[i] ?? Number.NaN, 6);
        expect(here.variances[i]).toBeCloseTo(there.variances[i] ?? Number.NaN, 6);
      }
    };
    expectSame(processAt(0, 1e3), pooled);
    expectSame(processAt(1e3, 1e3), own);
  });

  // Guarantee: rows of today that are appended later are as if they had been there from the start.
  it('takes more of today', () => {
    const [first, rest] = [head(data, 8), tail(data, 8)];
    const before = { points: points.subarray(0, 2 * (35 + 8)), values: values.subarray(0, 43) };
    const noise = (n: number): Float64Array => new Float64Array(n).fill(1e-4);
    const early = makeProcess(process, before.points, before.values, noise(43), origins.subarray(0, 43));
    const grown = appendRows(early, rest.points, rest.values, noise(4));
    expect(first.n + rest.n).toBe(12);
    expect(grown.foreign).toBe(35);
    const [a, b] = [posterior(grown, anywhere, 3).means, posterior(process, anywhere, 3).means];
    for (const i of [0, 1, 2]) expect(a[i]).toBeCloseTo(b[i] ?? Number.NaN, 6);
  });

  // Guarantee: earlier experiments of any size take no more than 200 rows together, evenly; small ones are told whole; one without a line is not told.
  it('is told at most 200 rows of earlier experiments', () => {
    const line = { slope: 2, offset: 1 };
    const counts = (rows: { readonly origins?: Uint8Array }): number[] =>
      [1, 2, 3].map((s) => [...(rows.origins ?? [])].filter((origin) => origin === s).length);
    const large = [700, 30, 1500].map((count) => sourceOf(space, earlierOf(cube(2), count, wavy)));
    expect(counts(toldRows(space, large, [line, line, line]))).toEqual([66, 30, 66]);
    expect(counts(toldRows(space, large, [null, line, null]))).toEqual([30, 0, 0]);
    expect(toldRows(space, large, [null, null, null]).n).toBe(0);
    const least = (rows: { readonly values: Float64Array }): number => Math.min(...rows.values);
    expect(least(toldRows(space, large, [line, null, null]))).toBeCloseTo(
      2 * Math.min(...(large[0]?.values ?? [])) + 1,
      9,
    );
  });
});

describe('belief in earlier experiments', () => {
  const space = makeSpace(cube(2));
  const source = (count: number, f: (x: Assignments) => number): Source =>
    sourceOf(space, earlierOf(cube(2), count, f));
  const toldIn = (data: Data): boolean[] =>
    (fit(space, data, { previous: null, seed: 1 }).told ?? []).map((one) => one !== null);

  /** Root mean square error of what is expected at 60 places. */
  const errorOf = (data: Data): number => {
    const prepared = prepare(space, fit(space, data, { previous: null, seed: 1 }), data);
    const points = randomPoints(space, 60, 11);
    const expected = predictBlend(prepared, stack(points), 60);
    const squares = points.map((point, i) => ((expected[i]?.mean ?? Number.NaN) - wavy(decode(space, point))) ** 2);
    return Math.sqrt(squares.reduce((a, b) => a + b, 0) / 60);
  };

  // Guarantee: a problem that is today's but for unit and offset is believed, also among others, and then much more is known; whether its opposite and one that has
  // nothing to do with it are believed or not, no less is known than without them.
  it('goes to sources that predict', () => {
    for (const seed of [4, 5, 6, 7]) {
      const data = observe(space, 10, seed, wavy);
      const like = source(40, (x) => 100 * wavy(x) - 7);
      const opposite = source(40, (x) => -wavy(x));
      const noise = source(40, (x) => Math.sin(1e4 * Number(x['x0'])));
      expect(toldIn(withEarlier(data, like))).toEqual([true]);
      expect(toldIn(withEarlier(data, noise, like))[1]).toBe(true);
      const alone = errorOf(data);
      expect(errorOf(withEarlier(data, noise, like))).toBeLessThan(0.5 * alone);
      for (const bad of [opposite, noise]) expect(errorOf(withEarlier(data, bad))).toBeLessThan(1.2 * alone);
    }
  });

  // Guarantee: two values of today are no test, however alike an experiment is.
  it('goes to none before it is tested', () => {
    const like = source(60, wavy);
    for (const seed of [4, 5, 6, 7]) expect(toldIn(withEarlier(observe(space, 2, seed, wavy), like))).toEqual([]);
  });

  // Guarantee: a few values that stand for diverged trainings, constants and others, do not keep an experiment from being heard; of a constraint metric, whose bad
  // values are what it is about, all are told.
  it('is not lost by accidents of the earlier experiment', () => {
    const data = observe(space, 10, 4, wavy);
    const like = source(40, wavy);
    const hit = (worst: number, every: number): Source => ({
      ...like,
      values: like.values.map((v, i) => (i % every === 7 ? worst : v)),
    });
    const alone = errorOf(data);
    for (const bad of [hit(1e6, 40), hit(50, 40), hit(1e6, 10)])
      expect(errorOf(withEarlier(data, bad))).toBeLessThan(0.3 * alone);
    const own = sortRows(data, 2).rows;
    const told = (isLimited: boolean): number =>
      toldRows(space, [hit(60, 40)], linesTo(space, [hit(60, 40)], own, isLimited)).n;
    expect(told(false)).toBe(39);
    expect(told(true)).toBe(40);
  });

  /** Σ ln p of today's values, each from all others (Rasmussen & Williams 2006, eq. 5.10 to 5.12), in the units of the warped values. */
  const leftOut = ({ inputs, factor, alpha, foreign }: Process): number => {
    const one = (i: number): number => {
      const unit = new Float64Array(inputs.n);
      unit[i] = 1;
      const precision = kernels.solve(factor, unit)[i] ?? Number.NaN;
      return 0.5 * (Math.log(precision) - (alpha[i] ?? Number.NaN) ** 2 / precision);
    };
    return Array.from({ length: inputs.n - foreign }, (_, k) => one(foreign + k)).reduce((a, b) => a + b, 0);
  };

  // Guarantee: what is believed tells the values of today, each from all others, better than they tell each other, by a nat in the mean of both schools, in the
  // units they were reported in.
  it('never predicts left-out observations worse', () => {
    let compared = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 14 }),
        fc.nat(),
        fc.constantFrom(wavy, bowl, (x: Assignments) => -wavy(x)),
        (n, seed, f) => {
          const data = observe(space, n, seed, wavy);
          const informed = withEarlier(data, source(25, f));
          const model = fit(space, informed, { previous: null, seed });
          const plain = fit(space, data, { previous: null, seed });
          const seesAxes = (m: Model): boolean => m.members.every(({ explanations: [best] }) => best && isPlain(best));
          if (!model.told || !seesAxes(model) || !seesAxes(plain)) return;
          compared += 1;
          const total = (m: Model, d: Data): number =>
            prepare(space, m, d).members.reduce((sum, { process, warp }) => {
              const units = data.values.reduce((logs, y) => logs + Math.log(forwardSlope(warp, y)), 0);
              return sum + leftOut(process) + units;
            }, 0);
          expect(total(model, informed)).toBeGreaterThan(total(plain, data) + 2 - 1e-6);
        },
      ),
      { numRuns: 20 },
    );
    expect(compared).toBeGreaterThan(0);
  });

  // Guarantee: the stored model is whole: read back from JSON, extended or conditioned at once, it says the same.
  it('survives storage and extension', () => {
    const data = withEarlier(observe(space, 14, 4, wavy), source(30, wavy));
    const model = JSON.parse(JSON.stringify(fit(space, data, { previous: null, seed: 1 })));
    const whole = prepare(space, model, data);
    expect(whole.told.n).toBe(30);
    const grown = extend(prepare(space, model, withEarlier(head(data, 9), ...(data.earlier ?? []))), tail(data, 9));
    const points = Float64Array.of(0.2, 0.4, 0.9, 0.1);
    for (const [i, { process }] of whole.members.entries()) {
      const other = grown.members[i]?.process;
      if (!other) throw new Error('a member is missing');
      const [a, b] = [posterior(process, points, 2).means, posterior(other, points, 2).means];
      for (const k of [0, 1]) expect(a[k]).toBeCloseTo(b[k] ?? Number.NaN, 6);
    }
  });
});

describe('a study with earlier ones', () => {
  // It begins with the best earlier points; the same input gives the same suggestions; every point is a point of the problem.
  it('begins where others were good', () => {
    const earlier = [earlierOf(cube(2), 30, wavy)];
    const best = [...(earlier[0]?.rows ?? [])].sort((a, b) => (a.values[0] ?? 0) - (b.values[0] ?? 0))[0]?.assignments;
    const proposals = [1, 1].map(() => {
      const study = makeStudy(cube(2), { seed: 3, earlier });
      return Array.from({ length: 9 }, () => {
        const { assignments, arm } = study.ask();
        study.tell(assignments, wavy(assignments));
        return { assignments, arm };
      });
    });
    expect(proposals[0]).toEqual(proposals[1]);
    expect(proposals[0]?.[0]).toEqual({ assignments: best, arm: 'transfer' });
    expect(proposals[0]?.map(({ arm }) => arm).filter((arm) => arm === 'transfer').length).toBe(2);
  });

  // Guarantee: a finished search of the same problem is gone on with: where it ended, not from the beginning, and with better values soon.
  it('goes on where a search of the same problem ended', () => {
    const steep = (x: Assignments): number => [0, 1, 2].reduce((sum, i) => sum + (Number(x[`x${i}`]) - 0.37) ** 2, 0);
    const search = (asks: number, earlier: Earlier[]) => {
      const study = makeStudy(cube(3), { seed: 5, earlier });
      return Array.from({ length: asks }, () => {
        const { assignments } = study.ask();
        const value = steep(assignments);
        study.tell(assignments, value);
        return { assignments, values: [value] };
      });
    };
    const least = (rows: readonly { readonly values: readonly number[] }[]): number =>
      Math.min(...rows.map(({ values: [value] }) => value ?? Infinity));
    const before = search(12, []);
    const again = search(8, [{ parameters: cube(3).parameters, rows: before }]);
    expect(least(again)).toBeLessThan(0.5 * least(before));
  });

  // Whatever earlier problem is named: suggestions as ever.
  it('takes any earlier experiment', () => {
    fc.assert(
      fc.property(problems({ most: 4 }), problems({ most: 4 }), fc.nat(), (problem, other, seed) => {
        const study = makeStudy(problem, { seed, earlier: [earlierOf(other, 8, bowl), { parameters: [], rows: [] }] });
        for (let i = 0; i < 8; i++) {
          const { assignments } = study.ask();
          study.tell(assignments, i % 3 === 0 ? null : bowl(assignments));
        }
      }),
      { numRuns: 15 },
    );
  });
});
