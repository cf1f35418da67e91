// When a known point of a finite space is asked for again before all others have been asked once: where values scatter, and only what may tell something.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareSurrogate, quickSurrogate } from '../../../shared/engine/learning/surrogate.ts';
import { secondLookDue } from '../../../shared/engine/proposals/second-look.ts';
import { encode, makeSpace, pointKey } from '../../../shared/engine/space/space.ts';
import { allPoints, makeTaken, retaken } from '../../../shared/engine/space/taken.ts';
import { makeStudy } from '../../../shared/engine/study.ts';
import type { Noise, Problem } from '../../../shared/engine/types.ts';
import { alone, ask, randomPoints, toData } from './history.ts';

const letters: Problem = {
  parameters: ['p', 'q', 'r'].map((name) => ({ kind: 'categorical', name, when: [], values: ['a', 'b', 'c', 'd'] })),
};
const space = makeSpace(letters);
const keyOf = (point: Float64Array): string => pointKey(space, point);

describe('what may be taken once more', () => {
  // Exactly what is known by a value and not open; what was seen only to fail, or is open, stays taken, and what was free stays free.
  it('has a value, and is not open', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(20), fc.nat(10), fc.nat(10), (seed, valued, failed, opened) => {
        const points = randomPoints(space, valued + failed + opened, seed);
        const [known, open] = [points.slice(0, valued), points.slice(valued + failed)];
        const data = toData(points.slice(0, valued + failed), new Float64Array(valued + failed));
        const again = retaken(space, makeTaken(space, { n: data.n, points: data.points }, open), known, open);
        const keys = new Set(points.map(keyOf));
        for (const point of [...points, ...randomPoints(space, 20, seed + 1)]) {
          const among = (some: Float64Array[]): boolean => some.map(keyOf).includes(keyOf(point));
          expect(again.has(point)).toBe(keys.has(keyOf(point)) && (among(open) || !among(known)));
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('what takes a point', () => {
  // A grid that was edited: what lies between its values today is known, and takes none of them.
  it('is one of today’s', () => {
    const edited = makeSpace({ parameters: [{ kind: 'grid', name: 'g', when: [], values: [1, 3], log: false }] });
    const points = [1, 2.5].flatMap((g) => encode(edited, { g }) ?? []);
    const taken = makeTaken(edited, toData(points, [1, 2]), []);
    expect([0, 1].map((unit) => taken.has(Float64Array.of(unit)))).toEqual([true, false]);
    expect(taken.exhausted()).toBe(false);
  });
});

type Circumstances = { readonly stddev?: number; readonly budget?: number; readonly asks?: number };

/** How many of the asks (30) among 64 points go to one that has been told; crashes: whenever the first parameter is `a`; `stddev`: as it is, and where it is not 0 as reported. */
function repeats(noise: Noise, seed: number, more: Circumstances = {}): { again: number; crashed: number } {
  const { stddev, budget, asks = 30 } = more;
  const study = makeStudy(letters, { seed, noise, ...(budget ? { budget } : {}) });
  const told = new Map<string, number | null>();
  let [again, crashed] = [0, 0];
  for (let i = 0; i < asks; i++) {
    const { assignments, arm } = study.ask();
    const key = JSON.stringify(assignments);
    if (told.has(key)) again += 1;
    // The receipt says so, of these and of no other.
    expect(/(^|\/)again$/.test(arm), arm).toBe(told.has(key));
    if (told.get(key) === null) crashed += 1;
    const worth = Object.values(assignments).reduce<number>((sum, value, k) => sum + (value === 'bcd'[k] ? 0 : 1), 0);
    // Deterministic scatter, as large as a step between letters unless told otherwise.
    const value = assignments['p'] === 'a' ? null : worth + (stddev ?? 1) * Math.sin(1000 * (i + seed));
    told.set(key, value);
    study.tell(assignments, value, stddev ? stddev ** 2 : []);
  }
  return { again, crashed };
}

describe('a finite space whose values scatter', () => {
  // By the user's word: good points are looked at again while most are unseen, and none that crashed.
  it.each([1, 2, 3])('is not walked through to the end first (seed %i)', (seed) => {
    const { again, crashed } = repeats('known', seed);
    expect(again).toBeGreaterThan(3);
    expect(crashed).toBe(0);
  });

  // So are reports of large deviations.
  it('is not walked through first where deviations are reported', () => {
    expect(repeats('unknown', 1, { stddev: 0.7 }).again).toBeGreaterThan(3);
  });

  // Without that word one look is spent on it, once ten have brought nothing better: the best point is measured once more, and where the two values differ good points are looked at again.
  it.each([1, 2, 3])('is found to scatter where nothing is said (seed %i)', (seed) => {
    const { again, crashed } = repeats('unknown', seed, { asks: 45 });
    expect(again).toBeGreaterThan(3);
    expect(crashed).toBe(0);
  });

  // Where they are the same, that was all; and nothing is spent on it within a small budget, nor where there are numbers, which have neighbours to be told by.
  it('costs exact values one evaluation', () => {
    expect(repeats('unknown', 1, { stddev: 0 }).again).toBe(1);
    expect(repeats('unknown', 1, { stddev: 0, budget: 25 }).again).toBe(0);
    expect(repeats('unknown', 1, { stddev: 0, budget: 30 }).again).toBe(1);
  });

  // A point that worked once may fail when it is measured again: that was the second look, and the search goes on.
  it('looks no third time where the second look failed', () => {
    const study = makeStudy(letters, { seed: 1 });
    const told = new Set<string>();
    let again = 0;
    for (let i = 0; i < 40; i++) {
      const { assignments } = study.ask();
      const key = JSON.stringify(assignments);
      if (told.has(key)) again += 1;
      const worth = Object.values(assignments).filter((value, k) => value !== 'bcd'[k]).length;
      study.tell(assignments, told.has(key) ? null : worth);
      told.add(key);
    }
    expect(again).toBe(1);
  });

  // What failed was paid for, too: twenty values and eight failures leave nothing of thirty that could follow from a look, and twelve of forty.
  it('is not looked at again where failures have used up the budget', () => {
    const points = [...allPoints(space, null)].slice(0, 28);
    const values = points.map((_, i) => (i % 7 === 3 || i % 7 === 5 ? Number.NaN : i));
    const history = alone(toData(points, values));
    const { metrics } = prepareSurrogate(space, quickSurrogate(space, history.data, ask(29)), history.data);
    const isDue = (budget: number) => metrics.map((one) => secondLookDue(space, one, ask(29, { budget })));
    expect([30, 40].flatMap(isDue)).toEqual([false, true]);
  });

  it('does not look twice at numbers', () => {
    const ints: Problem = {
      parameters: ['p', 'q'].map((name) => ({ kind: 'int', name, when: [], min: 1, max: 9, log: false })),
    };
    const study = makeStudy(ints, { seed: 1 });
    const asked = Array.from({ length: 30 }, (_, i) => {
      const { assignments } = study.ask();
      study.tell(assignments, Number(assignments['p']) + Math.sin(1000 * i));
      return JSON.stringify(assignments);
    });
    expect(new Set(asked).size).toBe(30);
  });

  // Against that word, and where deviations are said to be next to nothing, each point is asked for once.
  it.each([
    ['none', undefined],
    ['none', 0.7],
    ['unknown', 1e-6],
    ['known', 1e-6],
  ] as const)('is walked through where noise is %s and a deviation of %s reported', (noise, stddev) => {
    expect(repeats(noise, 1, stddev ? { stddev } : {}).again).toBe(0);
  });

  // What is open is not asked for a second time, however good it is, while anything else is left.
  it('keeps workers apart', () => {
    const study = makeStudy(letters, { seed: 4, noise: 'known', bandwidth: 4 });
    for (let i = 0; i < 8; i++) {
      const batch = Array.from({ length: 4 }, () => study.ask().assignments);
      expect(new Set(batch.map((one) => JSON.stringify(one))).size).toBe(4);
      for (const one of batch) study.tell(one, Number(one['p'] !== 'b') + Math.sin(1000 * i));
    }
  });
});
