// Transfer: earlier experiments are told in today's space, trusted as far as they predict, and do no harm where they do not.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fit } from '../../../shared/engine/learning/fit.ts';
import { leaveOneOut } from '../../../shared/engine/learning/trust.ts';
import { makeBases } from '../../../shared/engine/model/bases.ts';
import { embed, makeEmbedding } from '../../../shared/engine/model/embedding.ts';
import { posteriorMeans, trendAt } from '../../../shared/engine/model/means.ts';
import { isPlain } from '../../../shared/engine/model/model.ts';
import { extend, prepare } from '../../../shared/engine/model/prepared.ts';
import {
  appendRows,
  fittedMeans,
  makeProcess,
  makeSlopeWork,
  posterior,
  posteriorSlope,
} from '../../../shared/engine/model/process.ts';
import { decode, makeSpace, type Space } from '../../../shared/engine/space/space.ts';
import { makeStudy } from '../../../shared/engine/study.ts';
import type { Assignments, Data, Problem, Source } from '../../../shared/engine/types.ts';
import { type Earlier, leaders, readEarlier } from '../../../shared/engine/values/sources.ts';
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
    expect(read.shared).toEqual([true, true, false, true]);
    expect([...read.points]).toEqual([1, 0.5, Number.NaN, 0.5, 0, 0.2, Number.NaN, Number.NaN]);
  });

  // A parameter of another kind is another parameter, whatever its name.
  it('takes names of another kind for other parameters', () => {
    const read = readEarlier(
      space,
      { parameters: [{ name: 'x', kind: 'categorical' }], rows: [{ assignments: { x: '5' }, values: [1] }] },
      1,
    );
    expect(read).toMatchObject({ n: 0, shared: [false, false, false, false] });
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

describe('a process with a trend', () => {
  const space = makeSpace(cube(2));
  const embedding = makeEmbedding(space);
  const sources = [sourceOf(space, earlierOf(cube(2), 20, wavy)), sourceOf(space, earlierOf(cube(2), 15, bowl))];
  const bases = makeBases(embedding, 2, sources, []);
  const trend = { bases, weights: [0.7, 0.2], level: 0.3 };
  const data = observe(space, 12, 3, wavy);
  const plan = { embedding, P: 2, inverse: Float64Array.of(2, 3), signal: 1, trend };
  const noise = new Float64Array(12).fill(1e-4);
  const process = makeProcess(plan, data.points, data.values, noise);

  // Its gradient is that of its mean, its means are the same however they are asked for, and it goes through what was observed.
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
    for (const [i, value] of data.values.entries()) expect(Math.abs((fitted[i] ?? 0) - value)).toBeLessThan(0.02);
  });

  // Far from its own data it expects what the trend says; rows appended later are as if they had been there from the start.
  it('keeps the trend when rows are appended', () => {
    const [first, rest] = [head(data, 8), tail(data, 8)];
    const grown = appendRows(
      makeProcess(plan, first.points, first.values, noise.slice(0, 8)),
      rest.points,
      rest.values,
      noise.slice(8),
    );
    const points = Float64Array.of(0.1, 0.9, 0.5, 0.5);
    expect([...posterior(grown, points, 2).means].map((v) => v.toFixed(6))).toEqual(
      [...posterior(process, points, 2).means].map((v) => v.toFixed(6)),
    );
    const lonely = makeProcess(
      { ...plan, inverse: Float64Array.of(1e3, 1e3) },
      first.points,
      first.values,
      noise.slice(0, 8),
    );
    expect(posterior(lonely, points, 1).means[0]).toBeCloseTo(trendAt(trend, points, 1)[0] ?? Number.NaN, 9);
  });

  // Guarantee: an earlier experiment of any size is read like one of 500 rows, what it says stays by rank among all of its values, and small ones are read whole.
  it('is made of at most 500 rows of an earlier experiment', () => {
    const baseOf = (count: number) =>
      makeBases(embedding, 2, [sourceOf(space, earlierOf(cube(2), count, wavy))], [])[0];
    const [whole, large] = [baseOf(500), baseOf(1500)];
    if (!whole || !large) throw new Error('no base');
    expect([whole.inputs.n, large.inputs.n]).toEqual([500, 500]);
    const points = Float64Array.from(randomPoints(space, 50, 8).flatMap((point) => [...point]));
    const [few, many] = [posteriorMeans(whole, points, 50), posteriorMeans(large, points, 50)];
    for (const [i, expected] of few.entries()) expect(Math.abs((many[i] ?? Number.NaN) - expected)).toBeLessThan(0.25);
  });

  // What an earlier experiment did not have makes no difference to what it says.
  it('ignores columns that the earlier experiment did not have', () => {
    const [source] = sources;
    if (!source) throw new Error('no source');
    const [base] = makeBases(embedding, 2, [{ ...source, shared: [true, false] }], []);
    if (!base) throw new Error('no base');
    expect(posteriorMeans(base, Float64Array.of(0.4, 0.1), 1)).toEqual(
      posteriorMeans(base, Float64Array.of(0.4, 0.9), 1),
    );
  });
});

describe('trust', () => {
  const space = makeSpace(cube(2));
  const weightsFor = (data: Data): number[] =>
    fit(space, data, { previous: null, seed: 1 }).members.map((m) =>
      (m.explanations[0]?.trust?.weights ?? [0]).reduce((a, b) => a + b, 0),
    );

  // A problem that is today's but for unit and offset is trusted; its opposite, and one that has nothing to do with it, are not.
  it('goes to sources that predict', () => {
    const data = observe(space, 10, 4, wavy);
    const source = (f: (x: Assignments) => number): Source => sourceOf(space, earlierOf(cube(2), 40, f));
    for (const weight of weightsFor(
      withEarlier(
        data,
        source((x) => 100 * wavy(x) - 7),
      ),
    ))
      expect(weight).toBeGreaterThan(0.5);
    for (const weight of weightsFor(
      withEarlier(
        data,
        source((x) => -wavy(x)),
      ),
    ))
      expect(weight).toBeLessThan(0.05);
  });

  // With a trend or without: never a model that predicts left-out observations worse than the one that knows of no earlier experiment and sees ranges as they
  // were given (where the likelihood prefers them bent, that one may be ahead by a little, once in hundreds of histories: a trend is not bent).
  it('never predicts left-out observations worse', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 15 }),
        fc.nat(),
        fc.constantFrom(wavy, bowl, (x: Assignments) => -wavy(x)),
        (n, seed, f) => {
          const data = observe(space, n, seed, wavy);
          const informed = withEarlier(data, sourceOf(space, earlierOf(cube(2), 25, f)));
          const scoresOf = (d: Data): number[] => {
            const model = fit(space, d, { previous: null, seed });
            return prepare(space, model, d).members.map(({ process, warp }, i) => {
              const [best] = model.members[i]?.explanations ?? [];
              return best && isPlain(best) && warp.kind === 'identity' ? leaveOneOut(process) : Number.NaN;
            });
          };
          const [plain, told] = [scoresOf(data), scoresOf(informed)];
          for (const [i, score] of told.entries()) {
            const other = plain[i] ?? Number.NaN;
            if (!Number.isNaN(score) && !Number.isNaN(other))
              expect(score).toBeGreaterThanOrEqual(other - 1e-6 * Math.abs(other) - 1e-6);
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  // The stored model is whole: read back from JSON, extended or conditioned at once, it says the same.
  it('survives storage and extension', () => {
    const data = withEarlier(observe(space, 14, 4, wavy), sourceOf(space, earlierOf(cube(2), 30, wavy)));
    const model = JSON.parse(JSON.stringify(fit(space, data, { previous: null, seed: 1 })));
    const whole = prepare(space, model, data);
    const grown = extend(prepare(space, model, withEarlier(head(data, 9), ...(data.earlier ?? []))), tail(data, 9));
    const points = Float64Array.of(0.2, 0.4, 0.9, 0.1);
    for (const [i, { process }] of whole.members.entries()) {
      expect(process.trend).not.toBeNull();
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
