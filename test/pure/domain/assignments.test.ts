// The rules for assignments, and what a reader sees of them after the experiment has changed.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkAssignments, visibleAssignments } from '../../../shared/domain/parameters/assignments.ts';
import { liveParameters } from '../../../shared/domain/parameters/parameter.ts';
import { assignmentsFor, experimentBody } from './arbitrary.ts';
import { expectRefusal } from './refusal.ts';
import { type Body, body, categorical, create, double, experiment, experimentOf, int, update } from './samples.ts';

const base = experiment(
  body({
    conditionals: [{ name: 'mode', values: ['a', 'b'] }],
    parameters: [
      double('x'),
      int('i'),
      { name: 'g', type: 'double', grid: [1, 2, 4] },
      double('l', { bounds: { min: 1, max: 10 }, transformation: 'log' }),
      categorical('c', ['p', 'q', 'r']),
      double('d', { conditions: { mode: ['a'] } }),
    ],
  }),
);
const good: Body = { mode: 'a', x: 0.5, i: 3, g: 2, l: 2, c: 'p', d: 0.1 };
const { d: _, ...inactive } = good;
const { x: __, ...withoutX } = good;

/** Bounds are not checked; whole floats are whole; what is inactive is absent, or null. */
test('accepts what may have been tried', () => {
  expect(checkAssignments(base, good)).toEqual(good);
  expect(checkAssignments(base, { ...good, x: -700, i: 1000 })).toMatchObject({ x: -700, i: 1000 });
  expect(Object.is(checkAssignments(base, { ...good, x: -0 })['x'], 0)).toBe(true);
  expect(checkAssignments(base, { ...inactive, mode: 'b' })).toEqual({ ...inactive, mode: 'b' });
  expect(checkAssignments(base, { ...inactive, mode: 'b', d: null })).toEqual({ ...inactive, mode: 'b' });
  expect(Object.keys(checkAssignments(base, good))).toEqual(Object.keys(good).sort());
});

const refused: [string, Body, string, string][] = [
  ['nothing', {}, 'assignments', 'empty'],
  ['a missing parameter', withoutX, 'assignments.x', 'is missing'],
  ['a null parameter', { ...good, x: null }, 'assignments.x', 'is missing'],
  ['an unknown name', { ...good, zz: 1 }, 'assignments.zz', 'not a parameter'],
  ['a name that every object inherits', { ...good, constructor: 1 }, 'assignments.constructor', 'not a parameter'],
  ['text for a double', { ...good, x: '1' }, 'assignments.x', 'Invalid type'],
  ['true for a double', { ...good, x: true }, 'assignments.x', 'Invalid type'],
  ['an infinite double', { ...good, x: Infinity }, 'assignments.x', 'Invalid type'],
  ['half an int', { ...good, i: 2.5 }, 'assignments.i', 'whole'],
  ['an int of 2^53', { ...good, i: 2 ** 53 }, 'assignments.i', '2^53'],
  ['a number for a category', { ...good, c: 1 }, 'assignments.c', 'Invalid type'],
  ['an unknown category', { ...good, c: 'z' }, 'assignments.c', 'not a category'],
  ['a value off the grid', { ...good, g: 3 }, 'assignments.g', 'on the grid'],
  ['0 on a log scale', { ...good, l: 0 }, 'assignments.l', 'log-transformation'],
  ['an unknown value of a conditional', { ...good, mode: 'z' }, 'assignments.mode', 'invalid'],
  ['a number for a conditional', { ...good, mode: 1 }, 'assignments.mode', 'invalid'],
  ['a null conditional', { ...good, mode: null }, 'assignments.mode', 'missing'],
  ['an inactive parameter', { ...good, mode: 'b' }, 'assignments.d', 'unsatisfied'],
];

/** Each rule refuses what breaks it, and says which field. */
test.each(refused)('refuses %s', (_, given, field, fragment) =>
  expectRefusal(() => checkAssignments(base, given), field, fragment),
);

/** Every wrong value is named, under the path of the caller. */
test('names every wrong value', () => {
  const refuse = () => checkAssignments(base, { ...good, x: 'a', i: 0.5 }, 'observations[3].assignments');
  expectRefusal(refuse, 'observations[3].assignments.i', '(and 1 more, see errors)');
});

/** What an update removed cannot be assigned any more. */
test('refuses removed parameters and categories', () => {
  const parameters = [
    { name: 'i' },
    { name: 'g' },
    { name: 'l' },
    { name: 'd' },
    { name: 'c', categorical_values: ['q', 'r'] },
  ];
  const { definition } = update(base, { parameters });
  expectRefusal(() => checkAssignments(definition, good), 'assignments.x', 'not a parameter');
  expectRefusal(() => checkAssignments(definition, withoutX), 'assignments.c', 'not a category');
});

/** Old assignments show the parameters of today: removed ones are gone, added ones appear with their default where they are active. */
test('shows what is alive now', () => {
  const stored = checkAssignments(base, good);
  const added = [double('n', { default_value: 0.25 }), double('m', { default_value: 0.75, conditions: { mode: 'b' } })];
  const { definition } = update(base, {
    parameters: [{ name: 'x' }, { name: 'c', categorical_values: ['q', 'r'] }, ...added],
  });
  expect(visibleAssignments(definition, stored)).toEqual({ mode: 'a', x: 0.5, c: 'p', n: 0.25 });
  const back = update(experimentOf(definition), { parameters: [{ name: 'x' }, { name: 'i', default_value: 9 }] });
  expect(visibleAssignments(back.definition, stored)).toEqual({ mode: 'a', x: 0.5, i: 3 });
});

const withAssignments = experimentBody.chain((given) => {
  const definition = create(given);
  return assignmentsFor(definition).map((assignments) => ({ definition, assignments }));
});

/** Laws: what fits is accepted as it is and shown as it is; what lacks a name, or has one more, is refused. */
test('accepts exactly the names that are active', () => {
  fc.assert(
    fc.property(withAssignments, ({ definition, assignments }) => {
      const checked = checkAssignments(definition, assignments);
      expect(checked).toEqual(assignments);
      expect(visibleAssignments(definition, checked)).toEqual(checked);
      for (const name of Object.keys(assignments)) {
        const { [name]: _, ...rest } = assignments;
        expect(() => checkAssignments(definition, rest)).toThrow(Object.keys(rest).length === 0 ? 'empty' : 'missing');
      }
      expect(() => checkAssignments(definition, { ...assignments, 'no such name at all': 1 })).toThrow(
        'not a parameter',
      );
    }),
  );
});

/** `__proto__` in the text of a request is a name like any other, and one that nothing has. */
test('does not let a name reach a prototype', () => {
  const raw = JSON.parse('{"x": 0.5, "__proto__": {"polluted": 1}}');
  const definition = create(body());
  expectRefusal(() => checkAssignments(definition, raw), 'assignments.__proto__', 'not a parameter');
  expect(liveParameters(definition)).toHaveLength(1);
  expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted');
});
