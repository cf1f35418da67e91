// Random problems with linear constraints that leave something: wide, tight, and slivers a millionth of the range thick.
import * as fc from 'fast-check';
import type { Assignments, LinearConstraint, Parameter, Problem } from '../../../shared/engine/types.ts';

const double = (name: string, min: number, max: number, log = false): Parameter => ({
  ...{ kind: 'double', name, when: [] },
  ...{ min, max, log },
});
const int = (name: string, min: number, max: number): Parameter => ({
  ...{ kind: 'int', name, when: [] },
  ...{ min, max, log: false },
});

type Part = { readonly parameters: Parameter[]; readonly constraints: LinearConstraint[] };

const weight = fc.oneof(
  fc.constantFrom(1, -1, 0.1, 3),
  fc.double({ min: -5, max: 5, noNaN: true }).filter((w) => Math.abs(w) > 0.01),
);
/** Slack of a constraint as a share of the largest change that the sum can make. */
const slack = fc.constantFrom(0.5, 0.1, 1e-2, 1e-6);

/** Doubles with constraints that a point in the middle third of the box satisfies with some slack; `sliver`: from both sides. */
const doublesPart: fc.Arbitrary<Part> = fc
  .record({
    ranges: fc.array(
      fc.record({
        low: fc.constantFrom(0, -3, 1000, 0.001),
        width: fc.constantFrom(1, 1e-3, 20, 1e6),
        at: fc.double({ min: 0.3, max: 0.7, noNaN: true }),
      }),
      { minLength: 2, maxLength: 5 },
    ),
    rows: fc.array(
      fc.record({ weights: fc.array(weight, { minLength: 5, maxLength: 5 }), slack, sliver: fc.boolean() }),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
  })
  .map(({ ranges, rows }) => ({
    parameters: ranges.map(({ low, width }, i) => double(`x${i}`, low, low + width)),
    constraints: rows.flatMap(({ weights, slack, sliver }) => {
      const terms = ranges.map(({ width }, i) => ({ parameter: i, weight: (weights[i] ?? 1) / width }));
      const sum = terms.reduce((s, t, i) => s + t.weight * at(ranges[i]), 0);
      const upper: LinearConstraint = { type: 'less_than', terms, threshold: sum + slack };
      return sliver ? [upper, { type: 'greater_than', terms, threshold: sum - slack }] : [upper];
    }),
  }));

const at = (range: { low: number; width: number; at: number } | undefined): number =>
  range ? range.low + range.width * range.at : 0;

/** Ints with constraints that one chosen point satisfies, some of them just so. */
const intsPart: fc.Arbitrary<Part> = fc
  .record({
    ranges: fc.array(
      fc
        .record({
          low: fc.integer({ min: -20, max: 20 }),
          width: fc.constantFrom(1, 3, 30, 1000),
          share: fc.double({ min: 0, max: 1, noNaN: true }),
        })
        .map(({ low, width, share }) => ({ low, width, value: low + Math.round(width * share) })),
      { minLength: 2, maxLength: 4 },
    ),
    rows: fc.array(
      fc.record({
        weights: fc.array(fc.integer({ min: -4, max: 4 }).filter(Boolean), { minLength: 4, maxLength: 4 }),
        slack: fc.integer({ min: 0, max: 6 }),
        sliver: fc.boolean(),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  })
  .map(({ ranges, rows }) => ({
    parameters: ranges.map(({ low, width }, i) => int(`n${i}`, low, low + width)),
    constraints: rows.flatMap(({ weights, slack, sliver }) => {
      const terms = ranges.map((_, i) => ({ parameter: i, weight: weights[i] ?? 1 }));
      const sum = terms.reduce((s, t, i) => s + t.weight * (ranges[i]?.value ?? 0), 0);
      const lower: LinearConstraint = { type: 'greater_than', terms, threshold: sum - slack };
      return sliver ? [lower, { type: 'less_than', terms, threshold: sum + slack }] : [lower];
    }),
  }));

const others: Parameter[] = [
  double('rate', 1e-5, 1, true),
  { kind: 'categorical', name: 'kind', when: [], values: ['a', 'b'] },
];

const joined = (parts: readonly Part[]): Problem =>
  parts.reduce(
    (whole, { parameters, constraints }) => ({
      parameters: [...whole.parameters, ...parameters],
      constraints: [...whole.constraints, ...constraints.map((one) => moved(one, whole.parameters.length))],
    }),
    { parameters: [...others], constraints: [] as LinearConstraint[] },
  );

const moved = (constraint: LinearConstraint, by: number): LinearConstraint => ({
  ...constraint,
  terms: constraint.terms.map(({ parameter, weight }) => ({ parameter: parameter + by, weight })),
});

export const constrainedDoubles: fc.Arbitrary<Problem> = doublesPart.map((part) => joined([part]));
/** No doubles at all: a space that can be used up. */
export const constrainedInts: fc.Arbitrary<Problem> = intsPart.map(({ parameters, constraints }) => ({
  parameters,
  constraints,
}));
export const constrained: fc.Arbitrary<Problem> = fc.oneof(
  constrainedDoubles,
  constrainedInts,
  fc.tuple(doublesPart, intsPart).map(joined),
);

/** What a client finds wrong that adds up the terms as they come, and the other way round. */
export function broken({ parameters, constraints = [] }: Problem, x: Assignments): string[] {
  return constraints.flatMap(({ type, terms, threshold }) => {
    const products = terms.map(({ parameter, weight }) => weight * Number(x[parameters[parameter]?.name ?? '']));
    const sums = [products, products.toReversed(), products.toSorted((a, b) => a - b)].map((list) =>
      list.reduce((s, v) => s + v, 0),
    );
    const good = sums.every((sum) => (type === 'less_than' ? sum <= threshold : sum >= threshold));
    return good ? [] : [`${sums.join(', ')} is not ${type} ${threshold}`];
  });
}
