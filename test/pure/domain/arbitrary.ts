// Random valid bodies, and random assignments that fit a definition, for laws that must hold for all of them.
import * as fc from 'fast-check';
import type { Assignments, Definition, Parameter, Value } from '../../../shared/domain/experiment.ts';
import { isActive, liveCategories, liveParameters } from '../../../shared/domain/parameters/parameter.ts';
import type { Body } from './samples.ts';

/** Names that catch careless lookups are as likely as ordinary ones. */
export const name = fc.oneof(
  fc.constantFrom('constructor', 'toString', 'hasOwnProperty', 'length', 'x', 'Größe', '2'),
  fc
    .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
    .filter((text) => text !== '__proto__' && [...text].length <= 20),
);

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const width = fc.double({ min: 0.001, max: 1e6, noNaN: true });

const doubleParameter = fc
  .record({
    min: fc.double({ min: 0.001, max: 1e6, noNaN: true }),
    width,
    log: fc.boolean(),
    default: optional(fc.double({ min: 0.01, max: 9, noNaN: true })),
  })
  .map((given) => ({
    type: 'double',
    bounds: { min: given.min, max: given.min + given.width },
    transformation: given.log ? 'log' : null,
    default_value: given.default,
  }));

const intParameter = fc
  .record({
    min: fc.integer({ min: -1000, max: 1000 }),
    width: fc.integer({ min: 1, max: 1000 }),
    default: optional(fc.integer()),
  })
  .map((given) => ({
    type: 'int',
    bounds: { min: given.min, max: given.min + given.width },
    default_value: given.default,
  }));

const gridParameter = fc
  .uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 2, maxLength: 5 })
  .map((grid) => ({ type: 'int', grid, default_value: grid[0] }));

const categoricalParameter = fc
  .uniqueArray(name, { minLength: 2, maxLength: 5 })
  .map((values) => ({ type: 'categorical', categorical_values: values, default_value: values[1] }));

const kind = fc.oneof(doubleParameter, intParameter, gridParameter, categoricalParameter);
const conditionals = fc.array(fc.uniqueArray(name, { minLength: 2, maxLength: 3 }), { maxLength: 2 });

/** Bodies of creations. The first parameter is unconditioned, so that something is active whatever the conditionals say. */
export const experimentBody: fc.Arbitrary<Body> = fc
  .record({
    names: fc.uniqueArray(name, { minLength: 7, maxLength: 7 }),
    kinds: fc.array(fc.tuple(kind, fc.nat(2), fc.nat(2)), { minLength: 1, maxLength: 5 }),
    switches: conditionals,
    objective: fc.constantFrom('maximize', 'minimize', null),
    budget: optional(fc.integer({ min: 1, max: 1000 })),
    metadata: optional(
      fc.dictionary(
        name,
        fc.oneof(fc.string({ unit: 'grapheme', maxLength: 9 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
      ),
    ),
  })
  .map(({ names, kinds, switches, objective, budget, metadata }) => {
    const declared = switches.map((values, i) => ({ name: names[5 + i], values }));
    return {
      name: 'random',
      conditionals: declared,
      parameters: kinds.map(([parameter, which, value], i) => ({
        ...parameter,
        name: names[i],
        conditions: i === 0 ? {} : conditionOn(declared[which], value),
      })),
      metrics: [
        { name: 'm', objective },
        { name: 'stored', strategy: 'store' },
      ],
      observation_budget: budget,
      metadata,
    };
  });

function conditionOn(conditional: { name: string | undefined; values: string[] } | undefined, value: number) {
  return conditional?.name === undefined
    ? {}
    : { [conditional.name]: [conditional.values[value % conditional.values.length]] };
}

/** Assignments that `definition` accepts; numbers may lie outside of the bounds. */
export function assignmentsFor(definition: Definition): fc.Arbitrary<Assignments> {
  const switches = fc.tuple(...definition.conditionals.map(({ values }) => fc.constantFrom(...values)));
  return switches.chain((chosen) => {
    const outer = definition.conditionals.map((conditional, i) => [conditional.name, chosen[i] ?? ''] as const);
    const active = liveParameters(definition).filter((parameter) => isActive(parameter, Object.fromEntries(outer)));
    const inner = fc.tuple(
      ...active.map((parameter) => valueFor(parameter).map((value) => [parameter.name, value] as const)),
    );
    return inner.map((values) => Object.fromEntries([...outer, ...values]));
  });
}

function valueFor(parameter: Parameter): fc.Arbitrary<Value> {
  if (parameter.type === 'categorical')
    return fc.constantFrom(...liveCategories(parameter).map((category) => category.name));
  if (parameter.grid) return fc.constantFrom(...parameter.grid);
  if (parameter.type === 'int') return fc.maxSafeInteger().map((value) => value + 0);
  const min = parameter.transformation === 'log' ? Number.MIN_VALUE : -Number.MAX_VALUE;
  return fc.double({ min, max: Number.MAX_VALUE, noNaN: true }).map((value) => value + 0);
}
