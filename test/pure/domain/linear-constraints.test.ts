// The rules for linear constraints: which may be stated, how they are shown, and what they refuse.
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { checkAssignments } from '../../../shared/domain/parameters/assignments.ts';
import { publicExperiment } from '../../../shared/domain/public/public.ts';
import { expectRefusal } from './refusal.ts';
import { type Body, body, categorical, create, double, experiment, int, noProgress, update } from './samples.ts';

const terms = (...names: string[]) => names.map((name) => ({ name, weight: 1 }));
const sum = (names: string[], more: Body = {}) => ({
  type: 'less_than',
  threshold: 1,
  terms: terms(...names),
  ...more,
});
const parameters = [
  double('x'),
  double('y'),
  double('Z'),
  int('n'),
  int('m'),
  categorical('c', ['a', 'b']),
  double('l', { bounds: { min: 1, max: 2 }, transformation: 'log' }),
  { name: 'g', type: 'double', grid: [1, 2] },
  double('k', { conditions: { mode: 'a' } }),
];
const given = (...linear_constraints: unknown[]): Body =>
  body({ parameters, conditionals: [{ name: 'mode', values: ['a', 'b'] }], linear_constraints });

const refused: [string, Body, string, string][] = [
  [
    'no type',
    given({ threshold: 1, terms: terms('x', 'y') }),
    'linear_constraints[0].type',
    'Missing required json key',
  ],
  ['no terms', given({ type: 'less_than', threshold: 1 }), 'linear_constraints[0].terms', 'Missing required json key'],
  [
    'another type',
    given(sum(['x', 'y'], { type: 'equal' })),
    'linear_constraints[0].type',
    'is not one of the allowed values',
  ],
  ['an unknown key', given(sum(['x', 'y'], { more: 1 })), 'linear_constraints[0].more', 'Unknown json keys'],
  [
    'no weight',
    given(sum([], { terms: [{ name: 'x' }] })),
    'linear_constraints[0].terms[0].weight',
    'Missing required json key',
  ],
  ['an empty list', given(sum([])), 'linear_constraints[0].terms', 'Constraint must have at least one term'],
  [
    'a categorical',
    given(sum(['x', 'c'])),
    'linear_constraints[0].terms[1].name',
    'Variable c is not a parameter of type `double`',
  ],
  [
    'an unknown name',
    given(sum(['x', 'W'])),
    'linear_constraints[0].terms[1].name',
    'Variable W is not a known parameter',
  ],
  [
    'a conditional',
    given(sum(['x', 'mode'])),
    'linear_constraints[0].terms[1].name',
    'Variable mode is not a known parameter',
  ],
  ['a log scale', given(sum(['x', 'l'])), 'linear_constraints[0].terms[1].name', 'log-transformation'],
  ['a grid', given(sum(['x', 'g'])), 'linear_constraints[0].terms[1].name', 'has a grid'],
  ['a condition', given(sum(['x', 'k'])), 'linear_constraints[0].terms[1].name', 'has conditions'],
  ['a name twice', given(sum(['x', 'y', 'x'])), 'linear_constraints[0].terms[2].name', 'Duplicate variable name: x'],
  [
    'one parameter',
    given(sum(['x'])),
    'linear_constraints[0].terms',
    'Constraints should affect at least two parameters',
  ],
  [
    'one weight that is not 0',
    given(
      sum([], {
        terms: [
          { name: 'x', weight: 1 },
          { name: 'y', weight: 0 },
        ],
      }),
    ),
    'linear_constraints[0].terms',
    'Constraints should affect at least two parameters',
  ],
  [
    'ints and doubles',
    given(sum(['x', 'y']), sum(['x', 'n'])),
    'linear_constraints[1].terms',
    'Constraint functions cannot mix integers and doubles. One or the other only. State',
  ],
  [
    'eleven ints',
    body({
      parameters: Array.from({ length: 11 }, (_, i) => int(`i${i}`)),
      linear_constraints: [
        sum(
          Array.from({ length: 11 }, (_, i) => `i${i}`),
          { threshold: 50 },
        ),
      ],
    }),
    'linear_constraints',
    'allows no more than 10 integer constraint variables',
  ],
];

describe('linear constraints', () => {
  // Each rule of the specification refuses what breaks it, says which field, in the words that clients look for.
  test.each(refused)('refuse %s', (_, input, field, fragment) => expectRefusal(() => create(input), field, fragment));

  // They are shown as they were given, terms by name without regard to capitals.
  it('are shown', () => {
    const shown = publicExperiment(
      experiment(given(sum(['y', 'Z', 'x'], { type: 'greater_than', threshold: 0.5 }))),
      noProgress,
    );
    expect(shown.linear_constraints).toEqual([
      {
        object: 'linear_constraint',
        type: 'greater_than',
        threshold: 0.5,
        terms: ['x', 'y', 'Z'].map((name) => ({ object: 'constraint_term', name, weight: 1 })),
      },
    ]);
  });

  // A read definition may be sent again: the objects that answers show are accepted.
  it('are accepted as they are shown', () => {
    const once = experiment(given(sum(['y', 'x'])));
    const { linear_constraints } = publicExperiment(once, noProgress);
    expect(create(given(...linear_constraints)).linearConstraints).toEqual(once.linearConstraints);
  });

  // Neither they nor the parameters change while they exist; other keys do.
  it('hold the parameters still', () => {
    const current = experiment(given(sum(['x', 'y'])));
    expectRefusal(() => update(current, { parameters }), 'parameters', 'linear constraints');
    expectRefusal(
      () => update(current, { linear_constraints: [] }),
      'linear_constraints',
      'cannot be changed after creation',
    );
    expect(update(current, { name: 'other' }).definition.linearConstraints).toEqual(current.linearConstraints);
  });

  const shares = create(
    body({ parameters: [double('x'), double('y'), double('z')], linear_constraints: [sum(['x', 'y', 'z'])] }),
  );

  // What is reported or asked for satisfies them; a sum that a client's own rounding put above the threshold does.
  it('hold for assignments', () => {
    expectRefusal(
      () => checkAssignments(shares, { x: 0.5, y: 0.5, z: 0.001 }),
      'assignments',
      '1 * x + 1 * y + 1 * z must be at most 1',
    );
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(unit, unit, (x, rest) => {
        const y = (1 - x) * rest;
        const z = 1 - x - y;
        expect(checkAssignments(shares, { x, y, z })).toEqual({ x: x + 0, y: y + 0, z: z + 0 });
      }),
    );
  });
});
