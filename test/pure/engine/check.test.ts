// What the engine refuses when it is used without the service: nonsense is named, and what is right passes.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GivenProblem } from '../../../shared/engine/given.ts';
import { makeSpace } from '../../../shared/engine/space/space.ts';
import { makeStudy } from '../../../shared/engine/study.ts';
import { cube, problems } from './arbitrary-problem.ts';

// As JavaScript may call it, without types: what comes from JSON.
const spaceOf = (text: string) => () => makeSpace(JSON.parse(text));
const one = (parameter: object) => spaceOf(JSON.stringify({ parameters: [{ name: 'x', when: [], ...parameter }] }));
const rate = { kind: 'double', min: 0, max: 1, log: false };
const kind = { kind: 'categorical', name: 'kind', when: [], values: ['a', 'b'] };
const below = (when: object) => spaceOf(JSON.stringify({ parameters: [kind, { ...rate, name: 'x', when: [when] }] }));
const bound = (constraint: object) =>
  spaceOf(JSON.stringify({ ...cube(2), constraints: [{ type: 'less_than', threshold: 1, ...constraint }] }));
const study = (options: object) => () => makeStudy(cube(2), JSON.parse(JSON.stringify({ seed: 1, ...options })));

describe('a problem', () => {
  // Each mistake is an error that names field, value and rule, and ends with what to do.
  it.each<[string, () => unknown, RegExp]>([
    ['without a name', one({ ...rate, name: '' }), /^Invalid name of parameter "" \(""\): must be a text\. Name/],
    ['with a name that no object keeps', one({ ...rate, name: '__proto__' }), /name .*is reserved\. Choose another/],
    ['with an unknown kind', one({ ...rate, kind: 'float' }), /kind of parameter "x" \("float"\): must be double, int/],
    ['upside down', one({ ...rate, min: 2 }), /min of parameter "x" \(2\): must not exceed max \(1\)\. Exchange/],
    ['without an end', one({ ...rate, max: null }), /max of parameter "x" \(null\): must be a finite number/],
    ['with half an int', one({ ...rate, kind: 'int', max: 1.5 }), /max .*\(1\.5\): must be an integer.* Round it/],
    ['with ln 0', one({ ...rate, log: true }), /min .*\(0\): must be greater than 0 on a log scale\. Raise it/],
    ['with ln 0 in a grid', one({ kind: 'grid', values: [0, 1], log: true }), /values .*\(0\): must be greater than 0/],
    [
      'with an empty grid',
      one({ kind: 'grid', values: [], log: false }),
      /values .*\(\[\]\): must be a list that is not/,
    ],
    ['without categories', one({ kind: 'categorical' }), /values .*\(undefined\): must be a list that is not empty/],
    ['with a condition that is none', one({ ...rate, when: 'x' }), /when .*\("x"\): must be a list .* Leave it out/],
    ['with a grid upside down', one({ kind: 'grid', values: [2, 1], log: false }), /values .*ascending order\. Sort/],
    ['with numbers as categories', one({ kind: 'categorical', values: [1, 2] }), /values .*\(\[1,2\]\): must be texts/],
    ['with a category twice', one({ kind: 'categorical', values: ['a', 'a'] }), /values .*must differ .*Leave out/],
    [
      'with a prior on a log scale',
      one({ ...rate, min: 0.1, log: true, prior: { kind: 'normal', mean: 0, scale: 1 } }),
      /prior .*cannot be had on a log scale/,
    ],
    [
      'with a prior of no width',
      one({ ...rate, prior: { kind: 'normal', mean: 0, scale: 0 } }),
      /prior .*scale above 0/,
    ],
    [
      'with a prior of no shape',
      one({ ...rate, prior: { kind: 'beta', shapeA: 0, shapeB: 1 } }),
      /prior .*shapes above 0/,
    ],
    ['with a name twice', spaceOf(JSON.stringify({ parameters: [kind, kind] })), /name of parameter "kind" .*0 too/],
    ['with a child before its parent', below({ parent: 1, values: [0] }), /when\.parent .*\(1\): .*index below 1/],
    ['with an unknown value of a parent', below({ parent: 0, values: [2] }), /when\.values .*\(\[2\]\): .*below 2/],
    ['with no value of a parent', below({ parent: 0, values: [] }), /when\.values .*\(\[\]\): .*Name one at least/],
    [
      'with a numeric parent',
      spaceOf(
        JSON.stringify({
          parameters: [
            { ...rate, name: 'a', when: [] },
            { ...rate, name: 'b', when: [{ parent: 0, values: [0] }] },
          ],
        }),
      ),
      /when\.parent .*categorical parameter/,
    ],
    ['with a constraint of no kind', bound({ type: 'equal', terms: [] }), /type of constraint .*must be less_than or/],
    ['with a constraint nowhere', bound({ threshold: null, terms: [] }), /threshold of constraint .*finite number/],
    ['with a constraint of nothing', bound({ terms: [{ parameter: 2, weight: 1 }] }), /parameter of .*index below 2/],
    [
      'with a constraint that names a parameter twice',
      bound({
        terms: [
          { parameter: 0, weight: 1 },
          { parameter: 0, weight: 1 },
        ],
      }),
      /parameter of .*\(0\): is named twice\. Add up/,
    ],
    [
      'with a constraint without weight',
      bound({ terms: [{ parameter: 0, weight: null }] }),
      /weight of .*finite number/,
    ],
  ])('%s is refused', (_, make, message) => {
    expect(make).toThrow(message);
  });

  // What the generator of right problems makes passes, conditions, grids and logarithms included.
  it('that is right passes', () => {
    fc.assert(
      fc.property(problems(), (problem) => {
        expect(makeSpace(problem).dimensions).toHaveLength(problem.parameters.length);
      }),
    );
  });
});

describe('a study', () => {
  // Settings that mean nothing are refused before anything is asked.
  it.each<[string, object, RegExp]>([
    ['a broken seed', { seed: 1.5 }, /^Invalid seed \(1\.5\): must be an integer/],
    ['an unknown kind', { kind: 'bayes' }, /kind \("bayes"\): must be offline/],
    ['no worker', { bandwidth: 0 }, /bandwidth \(0\)/],
    ['a budget of nothing', { budget: 0 }, /budget \(0\): .*above 0/],
    [
      'too many earlier studies',
      { earlier: new Array(21).fill({ parameters: [], rows: [] }) },
      /earlier \(21\): must be at/,
    ],
    ['half a solution', { solutions: 1.5 }, /solutions \(1\.5\)/],
    ['several solutions without a budget', { solutions: 2 }, /solutions \(2\): needs a budget/],
    ['asks below 0', { asks: -1 }, /asks \(-1\)/],
    ['no metric', { metrics: [] }, /metrics \(\[\]\): must not be empty/],
    ['an unknown role', { metrics: [{ role: 'store', threshold: null }] }, /role of metrics\[0\] \("store"\)/],
    ['a constraint nowhere', { metrics: [{ role: 'constraint', threshold: null }] }, /threshold of metrics\[0\]/],
    ['unknown noise', { metrics: [{ role: 'optimize', threshold: null, noise: 'some' }] }, /noise of metrics\[0\]/],
  ])('with %s is refused', (_, options, message) => {
    expect(study(options)).toThrow(message);
  });

  // Who writes plain JavaScript may leave out what has to be there, and hears what it is.
  it('of no parameters, or without settings, is refused', () => {
    expect(() => makeStudy(JSON.parse('{}'), { seed: 1 })).toThrow(/^Invalid parameters \(undefined\): must be a list/);
    expect(() => Reflect.apply(makeStudy, null, [cube(2)])).toThrow(/^Invalid options \(undefined\): must have a seed/);
  });

  // Conditions and scales that are left out are none, and linear: the points are the same.
  it('asks the same where what is usual is left out', () => {
    const [parent, number] = [
      { kind: 'categorical', name: 'kind', values: ['a', 'b'] },
      { kind: 'double', name: 'x', min: 1, max: 9 },
    ] as const;
    const said = [
      { ...parent, when: [] },
      { ...number, when: [], log: false },
    ];
    const asks = (problem: GivenProblem) => {
      const study = makeStudy(problem, { seed: 4 });
      return Array.from({ length: 3 }, () => study.ask().assignments);
    };
    expect(asks({ parameters: [parent, number] })).toEqual(asks({ parameters: said }));
  });

  // A wish that nobody could hear is refused; of some parameters alone, and at an end of a range, one is heard.
  it('with a first point that is none is refused', () => {
    expect(study({ first: { y: 1 } })).toThrow(/first value of y \(1\): must be a value of a parameter of that name/);
    expect(study({ first: { x0: 7 } })).toThrow(/first value of x0 \(7\): .*within its bounds/);
    expect(study({ first: { x0: '1' } })).toThrow(/first value of x0 \("1"\)/);
    expect(study({ first: { x1: 1 } })().ask()).toMatchObject({ assignments: { x1: 1 }, arm: 'default' });
  });

  // Of several metrics the first alone would be looked at.
  it.each<[string, object, RegExp]>([
    ['two metrics', { metrics: [1, 2].map(() => ({ role: 'optimize', threshold: null })) }, /metrics .*beside tasks/],
    ['a constraint', { metrics: [{ role: 'constraint', threshold: 1 }] }, /metrics .*must be one optimized metric/],
    ['several solutions', { solutions: 2, budget: 9 }, /solutions \(2\): must be 1 beside tasks/],
  ])('of tasks is refused beside %s', (_, options, message) => {
    const make = () => makeStudy({ ...cube(2), tasks: [0.1, 1] }, JSON.parse(JSON.stringify({ seed: 1, ...options })));
    expect(make).toThrow(message);
  });

  // Constraints that leave no room are refused there too, and who meant an equality is told what to do instead.
  it('of an equality is refused', () => {
    const terms = [0, 1].map((parameter) => ({ parameter, weight: 1 }));
    const sides = ['less_than', 'greater_than'] as const;
    const constraints = sides.map((type) => ({ type, threshold: 1, terms }));
    const make = () => makeStudy({ ...cube(2), constraints }, { seed: 1 });
    expect(make).toThrow(/leave no room .* for an equality leave out one parameter/);
  });

  // Also where the parameters cannot vary, beside others that can.
  it.each([
    [[0, 1]],
    [
      [0, 1],
      [2, 1],
    ],
  ])('of constraints that fixed values break is refused (%#)', (...named) => {
    const range = (name: string, min: number) => ({ kind: 'double' as const, name, when: [], min, max: 1, log: false });
    const parameters = [range('a', 1), range('b', 1), range('c', 0)];
    const constraints = named.map((pair) => ({
      ...{ type: 'less_than' as const, threshold: pair.includes(2) ? 1.5 : 1.9 },
      terms: pair.map((parameter) => ({ parameter, weight: 1 })),
    }));
    expect(() => makeStudy({ parameters, constraints }, { seed: 1 })).toThrow(/leave no room/);
  });

  // A report that is refused changes nothing: the point stays open, and the next ask is what it would have been.
  it.each<[string, number | number[], number, RegExp]>([
    ['no number', Number.NaN, 0, /^Invalid value \(NaN\): must be a finite number\. Tell null/],
    ['a number without end', Infinity, 0, /value \(Infinity\)/],
    ['two values for one metric', [1, 2], 0, /values \(\[1,2\]\): must be one for each of 1 metrics/],
    ['a variance below 0', 1, -1, /variance \(-1\): must be a finite number from 0 on/],
  ])('refuses %s', (_, outcome, variance, message) => {
    const [tried, untouched] = [makeStudy(cube(2), { seed: 3 }), makeStudy(cube(2), { seed: 3 })];
    const [{ assignments }] = [tried.ask(), untouched.ask()];
    expect(() => tried.tell(assignments, outcome, variance)).toThrow(message);
    expect(tried.ask()).toEqual(untouched.ask());
  });
});
