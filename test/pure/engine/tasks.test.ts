// Tasks with costs: every run is a point and a task, cheap ones teach, and only full ones count.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fit } from '../../../shared/engine/learning/fit.ts';
import { fitLevels, leveled } from '../../../shared/engine/model/levels.ts';
import { prepare } from '../../../shared/engine/model/prepared.ts';
import { posterior } from '../../../shared/engine/model/process.ts';
import { makeRandom } from '../../../shared/engine/numerics/random.ts';
import { withTask } from '../../../shared/engine/space/full-task.ts';
import { costAt, decode, encode, makeSpace, pointKey } from '../../../shared/engine/space/space.ts';
import { makeStudy } from '../../../shared/engine/study.ts';
import { suggest } from '../../../shared/engine/suggest.ts';
import { bestTask, gainsPerCost, randomTask, taskUnits } from '../../../shared/engine/tasks/choice.ts';
import { isFullTurn, spendingOf } from '../../../shared/engine/tasks/full-turn.ts';
import type { Assignments, Problem } from '../../../shared/engine/types.ts';
import { sortRows } from '../../../shared/engine/values/rows.ts';
import { complaints, cube, problems } from './arbitrary-problem.ts';
import { alone, ask, bowl, observe, randomPoints, toData } from './history.ts';

const tasks = fc
  .uniqueArray(fc.double({ min: 1e-4, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 5 })
  .map((costs) => [...costs, 1]);
const withCosts = (problem: Problem, costs: readonly number[]): Problem => ({ ...problem, tasks: costs });

describe('a space with tasks', () => {
  // Encoding and decoding keep assignments and cost apart and whole; runs of one point as two tasks have two keys.
  it('knows a run by its point and its task', () => {
    fc.assert(
      fc.property(problems(), tasks, fc.nat(), (problem, costs, seed) => {
        const space = makeSpace(withCosts(problem, costs));
        const [point = new Float64Array(0)] = randomPoints(space, 1, seed);
        const assignments = decode(space, point);
        expect(complaints(problem, assignments)).toEqual([]);
        const keys = costs.map((cost) => {
          const again = encode(space, assignments, cost);
          if (!again) throw new Error('cannot encode');
          expect(costAt(space, again)).toBe(cost);
          expect(decode(space, again)).toEqual(assignments);
          return pointKey(space, again);
        });
        expect(new Set(keys).size).toBe(costs.length);
        expect(encode(space, assignments, 0.9999)).toBeNull();
      }),
      { numRuns: 50 },
    );
  });

  // Costs that are no tasks are refused in words.
  it.each([[[1]], [[0.5, 0.5, 1]], [[0.5, 0.9]], [[0, 1]], [[0.5, 2, 1]], [[0.5, Number.NaN, 1]]])(
    'refuses %s',
    (costs) => {
      expect(() => makeSpace(withCosts(cube(1), costs))).toThrow(/Invalid tasks.*Give the cost/);
    },
  );
});

describe('suggestions', () => {
  // Any problem, any history of runs: the proposals are inside the problem, each with one of the costs, and the same when asked again.
  it('name a point of the problem and one of the tasks', () => {
    const kinds = fc.constantFrom<('offline' | 'random' | 'grid')[]>('offline', 'random', 'grid');
    fc.assert(
      fc.property(problems({ most: 4 }), tasks, kinds, fc.nat(14), fc.nat(), (problem, costs, kind, n, seed) => {
        const space = makeSpace(withCosts(problem, costs));
        const data = observe(space, n, seed, bowl);
        const open = randomPoints(space, 1, seed + 1);
        const once = () => suggest(space, alone(data, null), ask(n + 1, { seed, kind, count: 2, pending: open }));
        const proposals = once();
        for (const { assignments, task, predicted } of proposals) {
          expect(complaints(problem, assignments)).toEqual([]);
          expect(costs).toContain(task);
          for (const v of predicted.flatMap((one) => Object.values(one))) expect(Number.isFinite(v)).toBe(true);
        }
        expect(once()).toEqual(proposals);
      }),
      { numRuns: 40 },
    );
  });

  // A run is proposed once: in a small finite space no point comes twice as the same task until every point was run in full.
  it('never repeat a run', () => {
    const problem: Problem = {
      parameters: [{ kind: 'int', name: 'k', when: [], min: 1, max: 9, log: false }],
      tasks: [0.1, 1],
    };
    const study = makeStudy(problem, { seed: 3 });
    const seen = new Set<string>();
    const full = new Set<string>();
    while (full.size < 9) {
      const { assignments, task } = study.ask();
      const run = `${assignments['k']} ${task}`;
      expect(seen.has(run)).toBe(false);
      seen.add(run);
      if (task === 1) full.add(run);
      study.tell(assignments, (Number(assignments['k']) - 3) ** 2 + (task === 1 ? 0 : 1), undefined, task ?? 1);
    }
    expect(study.ask().source).toBe('exhausted');
  });

  // Nothing of this touches problems without tasks.
  it('have no task where there are none', () => {
    expect(makeStudy(cube(2), { seed: 1 }).ask().task).toBeNull();
  });
});

describe('levels', () => {
  // Cheap values that are an affine change of the full ones are brought back to them: the values agree to a tenth of their range.
  it('undo another level and range', () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.double({ min: 0.3, max: 3, noNaN: true }),
        fc.double({ min: -50, max: 50, noNaN: true }),
        (seed, slope, offset) => {
          const space = makeSpace(withCosts(cube(2), [0.1, 1]));
          const places = randomPoints(makeSpace(cube(2)), 20, seed);
          const f = ([x = 0, y = 0]: Float64Array): number => Math.sin(3 * x) + y * y;
          const points = [...places.map((p) => withTask(p, 0)), ...places.map((p) => withTask(p, 1))];
          const values = [...places.map((p) => (f(p) - offset) / slope), ...places.map(f)];
          const { rows } = sortRows(toData(points, values), 3);
          const levels = fitLevels(space, rows);
          expect(levels).toHaveLength(1);
          const back = leveled(rows, 3, levels);
          for (const [i, place] of places.entries())
            expect(Math.abs((back.values[i] ?? 0) - f(place))).toBeLessThan(0.18);
        },
      ),
      { numRuns: 30 },
    );
  });

  // Guarantee: so are cheap values in quite other units, thousandths or millions of the full one's, far from 0: the units are read off how both spread.
  it('undo other units', () => {
    const space = makeSpace(withCosts(cube(2), [0.1, 1]));
    const exponent = fc.double({ min: -6, max: 6, noNaN: true });
    fc.assert(
      fc.property(fc.nat(), exponent, fc.double({ min: -1000, max: 1000, noNaN: true }), (seed, unit, offset) => {
        const places = randomPoints(makeSpace(cube(2)), 20, seed);
        const f = ([x = 0, y = 0]: Float64Array): number => Math.sin(3 * x) + y * y;
        const points = [...places.map((p) => withTask(p, 0)), ...places.map((p) => withTask(p, 1))];
        const values = [...places.map((p) => 10 ** unit * (f(p) + offset)), ...places.map(f)];
        const { rows } = sortRows(toData(points, values), 3);
        const back = leveled(rows, 3, fitLevels(space, rows));
        for (const [i, place] of places.entries())
          expect(Math.abs((back.values[i] ?? 0) - f(place))).toBeLessThan(0.25);
      }),
      { numRuns: 50 },
    );
  });

  // Guarantee: a few trainings that diverged, of whatever size, do not become the unit of all others.
  it('are those of the values beside accidents', () => {
    const space = makeSpace(withCosts(cube(2), [0.1, 1]));
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(50, 1e3, 1e6, 1e300), fc.nat({ max: 3 }), (seed, bad, hit) => {
        const places = randomPoints(makeSpace(cube(2)), 20, seed);
        const f = ([x = 0, y = 0]: Float64Array): number => Math.sin(3 * x) + y * y;
        const points = [...places.map((p) => withTask(p, 0)), ...places.map((p) => withTask(p, 1))];
        // Among the cheap runs, among the full ones, or both.
        const isHit = (i: number, task: number): boolean => i % 7 === 3 && (hit & task) > 0;
        const values = [1, 2].flatMap((task) => places.map((p, i) => (isHit(i, task) ? bad * (1 + i) : f(p))));
        const { rows } = sortRows(toData(points, values), 3);
        const [level] = fitLevels(space, rows) ?? [];
        expect(level?.slope).toBeGreaterThan(0.8);
        expect(level?.slope).toBeLessThan(1.25);
        expect(Math.abs(level?.offset ?? Number.NaN)).toBeLessThan(0.3);
      }),
      { numRuns: 60 },
    );
  });

  // Full values are never touched; without tasks there are no levels.
  it('leave the full task alone', () => {
    const space = makeSpace(withCosts(cube(1), [0.2, 1]));
    const data = observe(space, 20, 4, bowl);
    const { rows } = sortRows(data, 2);
    const back = leveled(rows, 2, fitLevels(space, rows));
    for (let i = 0; i < rows.n; i++) if (rows.points[2 * i + 1] === 1) expect(back.values[i]).toBe(rows.values[i]);
    expect(fitLevels(makeSpace(cube(1)), rows)).toBeNull();
  });
});

describe('the choice of a task', () => {
  const space = makeSpace(withCosts(cube(1), [0.1, 0.4, 1]));
  const runs = [0.1, 0.5, 0.9].flatMap((x) => [0, 1].map((unit) => withTask(Float64Array.of(x), unit)));
  const data = toData(
    runs,
    runs.map(([x = 0, unit = 0]) => Math.sin(4 * x) + 0.1 * unit),
  );
  const member = prepare(space, fit(space, data, { previous: null, seed: 1 }), data).members[0];
  if (!member) throw new Error('no member');

  // The gain of the full task is s⁴/(s² + noise), no task tells more than it, and each is divided by its cost.
  it('weighs what a run tells with what it costs', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (x) => {
        const point = Float64Array.of(x);
        const gains = gainsPerCost(space, member, point);
        const s2 = posterior(member.process, withTask(point, 1), 1).variances[0] ?? Number.NaN;
        const exact = s2 ** 2 / (s2 + Math.max(member.noise, 1e-8));
        expect(gains[2]).toBeCloseTo(exact, 8);
        expect((gains[0] ?? 0) * 0.1).toBeLessThanOrEqual(exact + 1e-9);
        expect((gains[1] ?? 0) * 0.4).toBeLessThanOrEqual(exact + 1e-9);
      }),
    );
  });

  // What is taken is not chosen; when all is taken, the full task is.
  it('leaves out what was run', () => {
    const [cheap = 0, middle = 0] = taskUnits(space);
    const point = Float64Array.of(0.3);
    const free = (allowed: number) => bestTask(space, member, point, (run) => run[1] !== allowed);
    for (const unit of [cheap, middle, 1]) expect(free(unit)).toBe(unit);
    expect(bestTask(space, member, point, () => true)).toBe(1);
  });

  // By chance, cheap tasks come more often than dear ones, as exp(−cost) says.
  it('is by exp(−cost) where all is chance', () => {
    const random = makeRandom(8, 8);
    const counts = new Map<number, number>();
    for (let i = 0; i < 6000; i++) {
      const unit = randomTask(space, random);
      counts.set(unit, (counts.get(unit) ?? 0) + 1);
    }
    const weights = [0.1, 0.4, 1].map((cost) => Math.exp(-cost));
    const total = weights.reduce((a, b) => a + b, 0);
    for (const [i, unit] of taskUnits(space).entries())
      expect((counts.get(unit) ?? 0) / 6000).toBeCloseTo((weights[i] ?? 0) / total, 1);
  });

  // The full task is due after the start, when cheap runs have cost as much as one, and at the end of the budget.
  it('gives the full task its turns', () => {
    const units = taskUnits(space);
    const run = (task: number) => withTask(Float64Array.of(0.5), units[task] ?? 1);
    const due = (list: readonly number[], budget: number | null) =>
      isFullTurn(spendingOf(space, list.map(run)), budget);
    expect(due([0, 0, 0], null)).toBe(true);
    expect(due([0, 0, 2, 0, 1], null)).toBe(false);
    expect(due([2, 1, 1, 1], null)).toBe(true);
    // Ten tenths, whatever adding them up loses.
    expect([9, 10].map((cheap) => due([2, ...Array(cheap).fill(0)], null))).toEqual([false, true]);
    expect(due([0, 2, 0], 10)).toBe(false);
    expect(due([2, 2, 2, 2, 2, 2, 2, 2, 0], 10)).toBe(true);
    expect(spendingOf(space, [0, 1, 2].map(run)).spent).toBeCloseTo(1.5, 12);
  });
});

describe('promotion', () => {
  const space = makeSpace(withCosts(cube(1), [0.1, 1]));
  const at = (x: number, unit: number) => withTask(Float64Array.of(x), unit);
  const places = [0.05, 0.2, 0.4, 0.6, 0.8, 0.95];

  /** The first proposal after cheap runs everywhere and full ones at `full`, all of a bowl around `bottom`; the last two runs are full, so that none is due. */
  function next(bottom: number, full: readonly number[], seed: number) {
    const runs = [...places.map((x) => at(x, 0)), at(bottom, 0), ...full.map((x) => at(x, 1))];
    const data = toData(
      runs,
      runs.map(([x = 0]) => (x - bottom) ** 2),
    );
    const prepared = prepare(space, fit(space, data, { previous: null, seed }), data);
    return suggest(space, alone(data, prepared), ask(runs.length + (seed % 2), { seed }))[0];
  }

  // Cheap runs show the bottom of a bowl, and the full ones were elsewhere: the cheap run that is surest to win is run in full, at the very point, by either school.
  it('runs in full what won cheaply', () => {
    fc.assert(
      fc.property(fc.constantFrom(0.3, 0.5, 0.7), fc.nat(1000), (bottom, seed) => {
        const proposal = next(bottom, [0.05, 0.95], seed);
        expect(proposal?.arm).toMatch(/^promote\//);
        expect(proposal?.task).toBe(1);
        expect(proposal?.point[0]).toBeCloseTo(bottom, 12);
      }),
      { numRuns: 20 },
    );
  });

  // Where the best cheap run was run in full already, nothing is left to promote.
  it('does not run it in full twice', () => {
    fc.assert(
      fc.property(fc.constantFrom(0.3, 0.5, 0.7), fc.nat(1000), (bottom, seed) => {
        expect(next(bottom, [0.05, bottom], seed)?.arm).not.toMatch(/^promote\//);
      }),
      { numRuns: 20 },
    );
  });
});

describe('a study with tasks', () => {
  /** A bowl with waves; minimum 0. */
  const f = (x: Assignments): number => {
    const [a, b] = [Number(x['x0']) - 0.3, Number(x['x1']) - 0.8];
    return a ** 2 + b ** 2 + 0.15 * (2 - Math.cos(12 * a) - Math.cos(12 * b));
  };

  /** Best full value for a total cost of 8; the cheap task lies 5 higher, at twice the range, with its bottom a little aside. */
  function best(costs: readonly number[] | null, seed: number): number {
    const study = makeStudy(costs ? withCosts(cube(2), costs) : cube(2), { seed, budget: 8 });
    let [spent, least] = [0, Infinity];
    for (;;) {
      const { assignments, task } = study.ask();
      const cost = task ?? 1;
      spent += cost;
      if (spent > 8 + 1e-9) return least;
      const rough = cost < 1 ? 5 + f(assignments) + 0.05 * Number(assignments['x0']) : 0;
      if (cost === 1) least = Math.min(least, f(assignments));
      study.tell(assignments, cost < 1 ? 2 * f(assignments) + rough : f(assignments), undefined, cost);
    }
  }

  // At the same cost the bottom among waves is found five times as well with a task of a twentieth. (Medians of nine seeds, which lie between 0.0005 and 0.005.)
  it('gets more for its budget', () => {
    const median = (values: number[]): number => values.sort((a, b) => a - b)[4] ?? Number.NaN;
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    const [cheap, plain] = [median(seeds.map((s) => best([0.05, 1], s))), median(seeds.map((s) => best(null, s)))];
    expect(cheap).toBeLessThan(0.2 * plain);
  });
});
