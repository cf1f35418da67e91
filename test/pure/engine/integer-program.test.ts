// Whole numbers inside linear constraints: whether there are any is settled, however thin it is, and the answer is that of trying them all.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HalfSpace, isSatisfied } from '../../../shared/engine/linear/constraint.ts';
import { solveWhole, someWholePoint } from '../../../shared/engine/linear/integer-program.ts';
import type { Wholes } from '../../../shared/engine/linear/whole-points.ts';

const satisfied = ({ halfSpaces }: Wholes, values: ArrayLike<number>): boolean =>
  halfSpaces.every((one) => isSatisfied(one, (i) => values[i] ?? Number.NaN));

function* everyPoint({ low, high }: Wholes, prefix: readonly number[] = []): Generator<number[]> {
  const index = prefix.length;
  if (index === low.length) yield [...prefix];
  else
    for (let v = low[index] ?? 0; v <= (high[index] ?? 0); v++)
      yield* everyPoint({ low, high } as Wholes, [...prefix, v]);
}

/** The sum of the terms between `threshold − thickness` and `threshold`. */
function between(weights: readonly number[], threshold: number, thickness: number): HalfSpace[] {
  const terms = weights.map((weight, parameter) => ({ parameter, weight }));
  const turned = terms.map(({ parameter, weight }) => ({ parameter, weight: -weight }));
  return [
    { terms, threshold },
    { terms: turned, threshold: thickness - threshold },
  ];
}

const box = (ranges: readonly (readonly [number, number])[], halfSpaces: HalfSpace[]): Wholes => ({
  indices: ranges.map((_, i) => i),
  low: Float64Array.from(ranges, ([low]) => low),
  high: Float64Array.from(ranges, ([, high]) => high),
  halfSpaces,
});

const weight = fc
  .oneof(fc.integer({ min: -9, max: 9 }), fc.double({ min: -9, max: 9, noNaN: true }))
  .filter((w) => Math.abs(w) > 0.01);

/** Up to four ints in one to three slabs, thinner than the distance of neighbours. */
const slivers = fc
  .record({
    ranges: fc.array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: 0, max: 7 })), {
      minLength: 2,
      maxLength: 4,
    }),
    slabs: fc.array(
      fc.record({
        weights: fc.array(weight, { minLength: 4, maxLength: 4 }),
        threshold: fc.double({ min: -30, max: 30, noNaN: true }),
        thickness: fc.constantFrom(0.001, 0.1, 1, 10),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map(({ ranges, slabs }) =>
    box(
      ranges.map(([low, width]) => [low, low + width] as const),
      slabs.flatMap(({ weights, threshold, thickness }) =>
        between(weights.slice(0, ranges.length), threshold, thickness),
      ),
    ),
  );

describe('whole numbers inside linear constraints', () => {
  // Settled for every box of a few thousand points: a point that satisfies all, or none, as trying each of them says.
  it('are found exactly where there are some', () => {
    fc.assert(
      fc.property(slivers, (wholes) => {
        const found = solveWhole(wholes, { nodes: 5000 });
        const any = [...everyPoint(wholes)].some((values) => satisfied(wholes, values));
        expect(found !== undefined && found !== null).toBe(any);
        expect(found).not.toBe(undefined);
        if (found) expect(satisfied(wholes, found)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  // One point alone between two walls that are far from every axis: trying one parameter after the other rarely meets it.
  it('are found in a sliver of four parameters', () => {
    const wholes = box(
      [
        [0, 1000],
        [0, 1000],
        [0, 1000],
        [0, 1000],
      ],
      [...between([997, -991, 983, -977], 132705.5, 1), ...between([13, 17, -19, -23], -13022.5, 1)],
    );
    const found = someWholePoint(wholes);
    expect(found && satisfied(wholes, found)).toBe(true);
  });

  // Bounded: values up to 2^53 on a line that misses all of them end with an answer, not with the patience of the caller.
  it('gives up in time', () => {
    const most = 2 ** 53 - 1;
    const even = box(
      [
        [-most, most],
        [-most, most],
        [-most, most],
      ],
      between([2, -4, 6], 1.5, 1 - 1e-3),
    );
    expect(someWholePoint(even)).toBe(null);
  });
});
