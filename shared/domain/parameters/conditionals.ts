// The rules for conditionals: categorical switches that decide which parameters are active.
import type { Conditional, Parameter } from '../experiment.ts';
import { someOf } from '../listing.ts';
import { checkName } from '../name.ts';
import { invalid } from '../problem.ts';

export type ConditionalInput = { readonly name: string; readonly values: readonly string[] };

/** The same limits as for parameters and their categories. */
const maxConditionals = 100;
const maxConditionalValues = 1000;

export function readConditionals(input: readonly ConditionalInput[]): readonly Conditional[] {
  if (input.length > maxConditionals) {
    const rule = `at most ${maxConditionals} are allowed and ${input.length} were sent`;
    throw invalid('conditionals', undefined, rule, 'Send fewer.');
  }
  return input.map((conditional, i) => readConditional(conditional, `conditionals[${i}]`, input.slice(0, i)));
}

function readConditional(input: ConditionalInput, field: string, before: readonly ConditionalInput[]): Conditional {
  const name = checkName(input.name, `${field}.name`);
  if (before.some((other) => other.name === name)) {
    throw invalid(`${field}.name`, name, 'is the name of another conditional', 'Give each conditional its own name.');
  }
  return { name, values: checkValues(input.values, `${field}.values`) };
}

function checkValues(values: readonly string[], field: string): readonly string[] {
  if (values.length < 2 || values.length > maxConditionalValues || new Set(values).size < values.length) {
    const rule = `must list 2 to ${maxConditionalValues} values, none twice`;
    throw invalid(field, values, rule, 'Send such a list.');
  }
  return values.map((value, i) => checkName(value, `${field}[${i}]`));
}

/** The conditions of one parameter; `field` is the path of the `conditions` key. A single value stands for a list of one. */
export function readConditions(
  raw: Readonly<Record<string, unknown>>,
  conditionals: readonly Conditional[],
  field: string,
): Parameter['conditions'] {
  return Object.fromEntries(
    Object.entries(raw).map(([name, values]) => [name, readCondition(name, values, conditionals, `${field}.${name}`)]),
  );
}

function readCondition(
  name: string,
  raw: unknown,
  conditionals: readonly Conditional[],
  field: string,
): readonly string[] {
  const conditional = conditionals.find((one) => one.name === name);
  if (!conditional) {
    const names = someOf(conditionals.map((one) => one.name)) || 'none is defined';
    throw invalid(
      field,
      raw,
      `${JSON.stringify(name)} is not a conditional of this experiment`,
      `Conditionals: ${names}.`,
    );
  }
  const values: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
  const wrong = values.find((value) => typeof value !== 'string' || !conditional.values.includes(value));
  if (values.length > 0 && wrong === undefined) return conditional.values.filter((value) => values.includes(value));
  const rule = `must be a value, or a list of values, of the conditional ${JSON.stringify(name)}`;
  throw invalid(field, wrong ?? raw, rule, `Its values are: ${someOf(conditional.values)}.`);
}
