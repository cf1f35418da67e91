// Whether every combination of conditional values leaves a parameter, against trying all of them.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Conditional, Parameter } from '../../../shared/domain/experiment.ts';
import { checkCoverage } from '../../../shared/domain/parameters/coverage.ts';
import { isActive } from '../../../shared/domain/parameters/parameter.ts';
import { refusalOf } from './refusal.ts';
import { body, create, double } from './samples.ts';

const [template] = create(body()).parameters;
const parameter = (conditions: Parameter['conditions']): Parameter[] => (template ? [{ ...template, conditions }] : []);

/** Every combination of values, by brute force. */
const combinations = (conditionals: readonly Conditional[]): Record<string, string>[] =>
  conditionals.reduce<Record<string, string>[]>(
    (all, { name, values }) => all.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  );

const conditionals: readonly Conditional[] = [
  { name: 'a', values: ['1', '2'] },
  { name: 'constructor', values: ['1', '2', '3'] },
  { name: 'c', values: ['1', '2', '3', '4'] },
];
const condition = (conditional: Conditional) => fc.option(fc.subarray([...conditional.values], { minLength: 1 }));
const conditions = fc
  .tuple(...conditionals.map(condition))
  .map((chosen) => Object.fromEntries(conditionals.flatMap(({ name }, i) => (chosen[i] ? [[name, chosen[i]]] : []))));

/** Law: refused exactly when brute force finds a combination without a parameter, and the example in the refusal is one. */
test('agrees with brute force', () => {
  fc.assert(
    fc.property(fc.array(conditions, { minLength: 1, maxLength: 8 }), (list) => {
      const parameters = list.flatMap(parameter);
      const bare = (one: Record<string, string>) => !parameters.some((each) => isActive(each, one));
      const gaps = combinations(conditionals).filter(bare);
      const check = () => checkCoverage(parameters, conditionals);
      if (gaps.length === 0) return check();
      const example = refusalOf(check).errors[0]?.value;
      expect(gaps).toContainEqual(expect.objectContaining(example));
    }),
    { numRuns: 300 },
  );
});

/** The edges of a cubic graph: a ring of 24 and a chord from every other place on it. */
const ring = Array.from({ length: 24 }, (_, i) => [i, (i + 1) % 24]);
const edges = [...ring, ...ring.filter((_, i) => i % 2 === 0).map(([i = 0]) => [i, (i + 7) % 24])];

/** Parities over the edges of a graph contradict each other, but no short argument shows it (Tseitin 1968, Urquhart 1987). */
const parities = ring.flatMap((_, vertex) => {
  const mine = edges.flatMap((ends, i) => (ends.includes(vertex) ? [i] : []));
  const odd = (bits: readonly number[]) => bits.reduce((sum, bit) => sum + bit, 0) % 2 === 1;
  const all = Array.from({ length: 2 ** mine.length }, (__, number) => mine.map((___, i) => (number >> i) % 2));
  const wrong = all.filter((bits) => odd(bits) === vertex > 0);
  return wrong.flatMap((bits) => parameter(Object.fromEntries(mine.map((edge, i) => [`e${edge}`, [String(bits[i])]]))));
});

/** A definition made to be hard to check is refused in good time, and says so. */
test('gives up on entangled conditions', () => {
  const switches = edges.map((_, i) => ({ name: `e${i}`, values: ['0', '1'] }));
  const started = performance.now();
  expect(refusalOf(() => checkCoverage(parities, switches)).message).toContain('too entangled');
  expect(performance.now() - started).toBeLessThan(10_000);
});

/** An unconditioned parameter settles the question, however many conditionals there are. */
test('accepts whatever has an unconditioned parameter', () => {
  const names = Array.from({ length: 100 }, (_, i) => ({ name: `c${i}`, values: ['1', '2'] }));
  expect(
    create(body({ conditionals: names, parameters: [double('x'), double('y', { conditions: { c1: '1' } })] }))
      .conditionals,
  ).toHaveLength(100);
});
