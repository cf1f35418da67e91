// Learning curves: who is advised to stop, who never is, and what a stopped run still teaches.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adviseStop, type StopRule } from '../../../../shared/engine/curves/advice.ts';
import { bracketOf, bracketShares } from '../../../../shared/engine/curves/brackets.ts';
import { bestUntil, type Curve } from '../../../../shared/engine/curves/curve.ts';
import { forecast } from '../../../../shared/engine/curves/forecast.ts';
import { isTurnedAway, rungs, standing } from '../../../../shared/engine/curves/halving.ts';
import { comparison, isBelowMedian, warmUp } from '../../../../shared/engine/curves/median-rule.ts';
import { makeRandom } from '../../../../shared/engine/numerics/random.ts';

/** Values for the steps 1, 2, 3, … */
const curve = (run: string, values: readonly number[], finished = false): Curve => ({
  ...{ run, values, finished },
  steps: values.map((_, i) => i + 1),
});
const flat = (run: string, level: number, steps: number, finished = false): Curve =>
  curve(run, new Array<number>(steps).fill(level), finished);
const halving = (longest: number, patience = 0): StopRule => ({ kind: 'halving', longest, from: 1, patience });

const level = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const values = fc.array(level, { minLength: 1, maxLength: 30 });
const crowd = fc
  .array(fc.tuple(values, fc.boolean()), { maxLength: 20 })
  .map((list) => list.map(([v, finished], i) => curve(`r${i}`, v, finished)));
const rules = fc.record({
  kind: fc.constantFrom<StopRule['kind'][]>('halving', 'hyperband', 'median'),
  longest: fc.integer({ min: 1, max: 200 }),
  from: fc.nat(9),
  patience: fc.nat(4),
});

describe('advice', () => {
  // Whatever the rule and the others did, the run that is best at every step so far is never stopped.
  it('spares a run that leads at every step', () => {
    fc.assert(
      fc.property(rules, crowd, fc.integer({ min: 1, max: 30 }), (rule, others, steps) => {
        const least = Math.min(0, ...others.flatMap((other) => other.values));
        expect(adviseStop(rule, flat('me', least - 1, steps), others).stop).toBe(false);
      }),
    );
  });

  // Being better at every step never turns "go on" into "stop".
  it('is monotone in the values', () => {
    fc.assert(
      fc.property(rules, crowd, values, fc.double({ min: 0, max: 100, noNaN: true }), (rule, others, mine, better) => {
        const plain = adviseStop({ ...rule, patience: 0 }, curve('me', mine), others);
        const improved = mine.map((v) => v - better);
        if (!plain.stop) {
          const verdict = adviseStop({ ...rule, patience: 0 }, curve('me', improved), others);
          expect(verdict.stop && plain.reason !== 'leader').toBe(false);
        }
      }),
    );
  });

  // A diverged run is stopped at once, whoever else there is.
  it('stops a run whose value is not a number', () => {
    fc.assert(
      fc.property(rules, crowd, values, (rule, others, mine) => {
        expect(adviseStop(rule, curve('me', [...mine, Number.NaN]), others)).toMatchObject({
          ...{ stop: true, reason: 'broken' },
        });
      }),
    );
  });

  // With patience 3, a run whose latest three reports hold its best goes on though the rule says stop.
  it('waits while a run still improves', () => {
    const others = [1, 2, 3, 4].map((v) => flat(`r${v}`, v, 9));
    const late = curve('me', [9, 9, 9, 9, 9, 9, 9, 9, 8]);
    expect(adviseStop(halving(81), late, others).stop).toBe(true);
    expect(adviseStop(halving(81, 3), late, others)).toMatchObject({ stop: false, reason: 'improving' });
  });

  // Runs that stand still were better at the rung; those that finished show that this one will fall below them all.
  it('spares the run that is expected to end best', () => {
    const fall = (start: number, steps: number): number[] =>
      Array.from({ length: steps }, (_, i) => start - (i < 9 ? 0 : Math.min(3, (i - 8) / 6)));
    const finished = Array.from({ length: 8 }, (_, i) => curve(`f${i}`, fall(6 + i, 81), true));
    const still = Array.from({ length: 6 }, (_, i) => flat(`s${i}`, 5, 27));
    expect(adviseStop(halving(81), flat('me', 5.2, 9), [...finished, ...still])).toMatchObject({
      stop: false,
      reason: 'leader',
    });
    expect(adviseStop(halving(81), flat('me', 9.2, 9), [...finished, ...still])).toMatchObject({
      stop: true,
      reason: 'halving',
    });
  });
});

describe('successive halving', () => {
  // Rungs are r, 3r, 9r … below the end, at most five, the lowest at least an 81st of a run.
  it('has its rungs in powers of three', () => {
    expect(rungs(81)).toEqual([1, 3, 9, 27]);
    expect(rungs(1)).toEqual([]);
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 100_000 }), (longest) => {
        const heights = rungs(longest);
        expect(heights.length).toBeLessThanOrEqual(5);
        expect(heights[0]).toBe(Math.max(1, Math.ceil(longest / 81)));
        for (const [i, height] of heights.entries()) if (i > 0) expect(height).toBe(3 * (heights[i - 1] ?? 0));
        expect(heights.at(-1)).toBeLessThan(longest);
      }),
    );
  });

  // Of n runs at a rung exactly ⌈n/3⌉ would go on, if all were asked again; fewer than four all go on.
  it('lets a third pass', () => {
    fc.assert(
      fc.property(fc.uniqueArray(level, { minLength: 1, maxLength: 30 }), (levels) => {
        const runs = levels.map((v, i) => flat(`r${i}`, v, 3));
        const passed = runs.filter((run) => !isTurnedAway(standing(run, runs, rungs(81))));
        expect(passed).toHaveLength(levels.length < 4 ? levels.length : Math.ceil(levels.length / 3));
      }),
    );
  });

  // Between rungs a run is judged at the last one it reached, and what it has gained since speaks for it.
  it('judges at the highest rung that was reached', () => {
    const heights = rungs(81);
    const better = Array.from({ length: 9 }, (_, i) => flat(`r${i}`, 0, 20));
    expect(standing(flat('me', 1, 2), better, rungs(162).slice(1))).toBe(null);
    expect(standing(flat('me', 1, 9), better, heights)).toEqual({ rung: 9, rank: 10, came: 10, places: 4 });
    expect(standing(flat('me', 1, 26), better, heights)).toEqual({ rung: 9, rank: 10, came: 10, places: 4 });
    expect(standing(curve('me', [...new Array<number>(9).fill(1), -1]), better, heights)?.rank).toBe(1);
    expect(standing(flat('me', 1, 27), better, heights)).toEqual({ rung: 27, rank: 1, came: 1, places: 1 });
  });

  // A run that broke has come to its rungs and is last there, wherever it stands in the list, so that it costs no other its place.
  it('puts broken runs last', () => {
    const broken = Array.from({ length: 5 }, (_, i) => curve(`b${i}`, [-9, -9, Number.NaN]));
    const sound = Array.from({ length: 4 }, (_, i) => flat(`s${i}`, i, 3));
    for (const others of [
      [...broken, ...sound],
      [...sound, ...broken],
    ])
      expect(standing(flat('me', 2.5, 3), others, rungs(81))).toEqual({ rung: 3, rank: 4, came: 10, places: 4 });
  });
});

describe('brackets', () => {
  // Shares add up to one and fall with the bracket's patience; names fall into brackets by these shares.
  it('spread runs by their shares', () => {
    const shares = bracketShares(4);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 8000; i++) {
      const b = bracketOf(`run-${i}`, 4);
      counts[b] = (counts[b] ?? 0) + 1;
    }
    for (const [b, share] of shares.entries()) expect((counts[b] ?? 0) / 8000).toBeCloseTo(share, 1);
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
  });
});

describe('the median rule', () => {
  // Silent before five runs have finished and before three steps; then it parts the better from the worse half.
  it('compares the best so far with the median of averages', () => {
    const five = [1, 2, 3, 4, 5].map((v) => flat(`r${v}`, v, 10, true));
    const isBelow = (me: Curve, others: readonly Curve[]) =>
      isBelowMedian(me, comparison(me, others, { longest: 10, from: 0 }));
    expect(isBelow(flat('me', 3.5, 4), five)).toBe(true);
    expect(isBelow(flat('me', 2.5, 4), five)).toBe(false);
    expect(isBelow(flat('me', 9, 2), five)).toBe(false);
    expect(isBelow(flat('me', 9, 4), five.slice(1))).toBe(false);
    const running = five.map((c) => ({ ...c, finished: false }));
    expect(isBelow(flat('me', 9, 4), running)).toBe(false);
  });
});

describe('the forecast', () => {
  // Runs that lie on one rising line are foretold exactly, with no deviation left, though two of them all lie far off it.
  it('finds the line, in spite of odd runs', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 10, maxLength: 20 }),
        fc.double({ min: 0.1, max: 3, noNaN: true }),
        (early, slope) => {
          const line = (v: number): number => slope * v - 5000; // below every early value: a run is worth its best
          const finished = early.map((v, i) => curve(`f${i}`, [v, line(v)], true));
          const odd = [0, 1].map((i) => curve(`odd${i}`, [10 * i, -1e6], true));
          const found = forecast(curve('me', [7]), [...finished, ...odd]);
          expect(found?.value).toBeCloseTo(line(7), 6);
          expect(found?.stddev).toBeCloseTo(0, 6);
        },
      ),
    );
  });

  // Nothing is foretold from fewer than eight finished runs, of a broken run, or before the first report.
  it('says nothing without evidence', () => {
    const finished = Array.from({ length: 8 }, (_, i) => curve(`f${i}`, [i, i], true));
    expect(forecast(curve('me', [1]), finished)).not.toBeNull();
    expect(forecast(curve('me', [1]), finished.slice(1))).toBeNull();
    expect(forecast(curve('me', [1, Number.NaN]), finished)).toBeNull();
    expect(forecast(curve('me', []), finished)).toBeNull();
  });

  // It is in the units of the values: an affine change of all of them changes the forecast alike.
  it('is equivariant', () => {
    const random = makeRandom(5, 5);
    const runs = Array.from({ length: 12 }, (_, i) => {
      const v = random.uniform();
      return curve(`f${i}`, [1 + v + 0.1 * random.normal(), v], true);
    });
    const me = curve('me', [1.5]);
    const moved = (c: Curve): Curve => ({ ...c, values: c.values.map((v) => 3 * v - 2) });
    const [plain, other] = [forecast(me, runs), forecast(moved(me), runs.map(moved))];
    expect(other?.value).toBeCloseTo(3 * (plain?.value ?? 0) - 2, 9);
    expect(other?.stddev).toBeCloseTo(3 * (plain?.stddev ?? 0), 9);
    expect(bestUntil(me, 0)).toBeNaN();
  });
});

describe('a hundred populations', () => {
  const [size, longest, workers, count] = [24, 27, 8, 100];

  /** Losses that fall to an end of their own, at a speed of their own, with noise: those that are ahead early are not always the best. */
  function losses(seed: number): number[][] {
    const random = makeRandom(seed, 7);
    return Array.from({ length: size }, () => {
      const [end, speed] = [random.uniform(), 2 + 6 * random.uniform()];
      return Array.from({ length: longest }, (_, i) => end + 2 * Math.exp(-(i + 1) / speed) + 0.02 * random.normal());
    });
  }

  /** 24 runs, eight at a time in turns, each until it is told to stop: share of the steps taken, whether the best run came to its end, how much worse the best one is that did. */
  function train(kind: StopRule['kind'], from: number, seed: number): { share: number; kept: boolean; regret: number } {
    const curves = losses(seed);
    const runs = curves.map((_, i) => ({
      run: `${seed}-${i}`,
      steps: [] as number[],
      values: [] as number[],
      finished: false,
    }));
    let [active, next, steps]: [number[], number, number] = [[], 0, 0];
    while (next < size || active.length > 0) {
      while (active.length < workers && next < size) active.push(next++);
      for (const i of [...active]) {
        const run = runs[i];
        if (!run) continue;
        run.values.push(curves[i]?.[run.steps.length] ?? 0);
        run.steps.push(run.steps.length + 1);
        steps += 1;
        const others = runs.filter((other) => other !== run && other.steps.length > 0);
        const { stop } = adviseStop({ kind, longest, from, patience: 0 }, run, others);
        run.finished = !stop && run.steps.length === longest;
        if (stop || run.finished) active = active.filter((other) => other !== i);
      }
    }
    const worths = curves.map((values) => Math.min(...values));
    const best = Math.min(...worths);
    const found = Math.min(...worths.filter((_, i) => runs[i]?.finished));
    return { share: steps / (size * longest), kept: found === best, regret: found - best };
  }

  // What following the advice saves and what it risks, by rule; ends are spread over 1. The figures of docs/runs.md.
  it.each([
    ['halving', warmUp(longest), 0.35, 85, 0.01],
    ['halving', 9, 0.6, 98, 0.0005],
    ['hyperband', warmUp(longest), 0.55, 90, 0.005],
    ['median', warmUp(longest), 0.85, 100, 0],
  ] as const)(
    '%s from step %d takes at most %d of the steps and keeps the best run in %d',
    (kind, from, share, kept, regret) => {
      const all = Array.from({ length: count }, (_, i) => train(kind, from, i + 1));
      const mean = (of: (one: (typeof all)[number]) => number) => all.reduce((sum, one) => sum + of(one), 0) / count;
      const found = {
        share: mean((one) => one.share),
        kept: all.filter((one) => one.kept).length,
        regret: mean((one) => one.regret),
      };
      expect(found.share).toBeLessThanOrEqual(share);
      expect(found.kept).toBeGreaterThanOrEqual(kept);
      expect(found.regret).toBeLessThanOrEqual(regret);
    },
  );
});
