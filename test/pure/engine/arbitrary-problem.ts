// Random problems and assignments for property tests: every kind of parameter, log scales, conditions.
import * as fc from 'fast-check';
import type { Assignments, Condition, Parameter, Problem } from '../../../shared/engine/types.ts';

const range = (least: number): fc.Arbitrary<{ min: number; max: number }> =>
  fc
    .tuple(fc.double({ min: least, max: 1e6, noNaN: true }), fc.double({ min: 0.001, max: 1e6, noNaN: true }))
    .map(([min, width]) => ({ min, max: min + width }));

const double: fc.Arbitrary<Parameter> = fc
  .boolean()
  .chain((log) =>
    range(log ? 1e-6 : -1e6).map(({ min, max }) => ({ kind: 'double', name: '', when: [], min, max, log })),
  );

const int: fc.Arbitrary<Parameter> = fc
  .record({ log: fc.boolean(), min: fc.integer({ min: 1, max: 100 }), width: fc.integer({ min: 0, max: 2000 }) })
  .map(({ log, min, width }) => ({
    kind: 'int',
    name: '',
    when: [],
    min: log ? min : min - 50,
    max: min + width,
    log,
  }));

const grid: fc.Arbitrary<Parameter> = fc
  .record({
    log: fc.boolean(),
    values: fc.uniqueArray(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 8 }),
  })
  .map(({ log, values }) => ({ kind: 'grid', name: '', when: [], values: values.sort((a, b) => a - b), log }));

const categorical: fc.Arbitrary<Parameter> = fc
  .integer({ min: 1, max: 5 })
  .map((count) => ({ kind: 'categorical', name: '', when: [], values: 'abcde'.slice(0, count).split('') }));

/** Parameters p0, p1, …; some of them depend on values of an earlier categorical one. `finite`: no doubles, so that points can be counted. */
export function problems(options: { finite?: boolean; most?: number } = {}): fc.Arbitrary<Problem> {
  const small = int.map((p): Parameter => (p.kind === 'int' ? { ...p, max: Math.min(p.max, p.min + 3) } : p));
  const kinds = options.finite ? [small, grid, categorical] : [double, int, grid, categorical];
  const choice = fc.record({ parameter: fc.oneof(...kinds), depends: fc.boolean(), parent: fc.nat(), mask: fc.nat() });
  return fc.array(choice, { minLength: 1, maxLength: options.most ?? 6 }).map((choices) => ({
    parameters: choices.map(({ parameter, ...link }, i) => ({
      ...parameter,
      name: `p${i}`,
      when: conditions(
        choices.map((c) => c.parameter),
        i,
        link,
      ),
    })),
  }));
}

type Link = { readonly depends: boolean; readonly parent: number; readonly mask: number };

function conditions(all: readonly Parameter[], index: number, { depends, parent, mask }: Link): Condition[] {
  const candidates = all.flatMap((p, i) =>
    i < index && p.kind === 'categorical' ? [{ i, count: p.values.length }] : [],
  );
  const chosen = candidates[parent % Math.max(1, candidates.length)];
  if (!depends || !chosen) return [];
  const values = Array.from({ length: chosen.count }, (_, k) => k).filter((k) => (mask >> k) & 1);
  return [{ parent: chosen.i, values: values.length > 0 ? values : [0] }];
}

/** Values inside the bounds for every parameter, active or not. */
export function assignmentsOf({ parameters }: Problem): fc.Arbitrary<Assignments> {
  const values = parameters.map((parameter) => {
    if (parameter.kind === 'double') return fc.double({ min: parameter.min, max: parameter.max, noNaN: true });
    if (parameter.kind === 'int') return fc.integer({ min: parameter.min, max: parameter.max });
    return fc.constantFrom<number | string>(...parameter.values);
  });
  return fc
    .tuple(...values)
    .map((list) => Object.fromEntries(list.map((value, i) => [parameters[i]?.name ?? '', value])));
}

/** A box of doubles in [0, 1], the plainest problem. */
export const cube = (d: number): Problem => ({
  parameters: Array.from({ length: d }, (_, i) => ({
    kind: 'double',
    name: `x${i}`,
    when: [],
    min: 0,
    max: 1,
    log: false,
  })),
});

/** Asserts that assignments lie inside the problem: bounds, whole numbers, list members, exactly the active parameters. */
export function complaints({ parameters }: Problem, assignments: Assignments): string[] {
  return parameters.flatMap((parameter) => {
    const value = assignments[parameter.name];
    const active = parameter.when.every(({ parent, values }) => {
      const other = parameters[parent];
      const given = other ? assignments[other.name] : undefined;
      return other?.kind === 'categorical' && typeof given === 'string' && values.includes(other.values.indexOf(given));
    });
    if (!active) return value === undefined ? [] : [`${parameter.name} is inactive but ${value}`];
    return isInside(parameter, value) ? [] : [`${parameter.name} = ${value} is outside`];
  });
}

function isInside(parameter: Parameter, value: number | string | undefined): boolean {
  if (parameter.kind === 'categorical') return typeof value === 'string' && parameter.values.includes(value);
  if (typeof value !== 'number') return false;
  if (parameter.kind === 'grid') return parameter.values.includes(value);
  const whole = parameter.kind === 'double' || Number.isInteger(value);
  return whole && value >= parameter.min && value <= parameter.max;
}
