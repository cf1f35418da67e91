// What a problem must be before it is searched: a mistake is named with its field, its value, the rule and the way out.
import { item } from '../kernels/at.ts';
import type { Condition, LinearConstraint, Parameter, ParameterPrior, Problem } from '../types.ts';

/** Throws for the first mistake. */
export function checkProblem({ parameters, constraints = [] }: Problem): void {
  for (const [index, parameter] of parameters.entries()) checkParameter(parameter, index, parameters);
  for (const constraint of constraints) checkConstraint(constraint, parameters.length);
}

/** Throws where `holds` is false. `what`: the field, and whose it is. */
export function must(holds: boolean, what: string, value: unknown, rule: string, fix: string): void {
  if (!holds) throw new Error(`Invalid ${what} (${shown(value)}): ${rule}. ${fix}.`);
}

/** Numbers as they are: JSON has no NaN. */
const shown = (value: unknown): string => (typeof value === 'number' ? String(value) : JSON.stringify(value));

type Rule = (holds: boolean, field: string, value: unknown, rule: string, fix: string) => void;

function checkParameter(parameter: Parameter, index: number, all: readonly Parameter[]): void {
  const { name, kind, when } = parameter;
  const rule: Rule = (holds, field, ...rest) => must(holds, `${field} of parameter ${shown(name)}`, ...rest);
  rule(typeof name === 'string' && name !== '', 'name', name, 'must be a text', 'Name the parameter');
  // Assigned as a key it would be the prototype, and be lost.
  rule(name !== '__proto__', 'name', name, 'is reserved', 'Choose another name');
  const first = all.findIndex((other) => other.name === name);
  rule(first === index, 'name', name, `is that of parameter ${first} too`, 'Give each parameter a name of its own');
  rule(
    Array.isArray(when),
    'when',
    when,
    'must be a list of conditions',
    'Leave it out for a parameter that is always active',
  );
  for (const condition of when) checkCondition(rule, condition, index, all);
  if (kind === 'categorical') checkCategories(rule, parameter.values);
  else if (kind === 'grid') checkGrid(rule, parameter);
  else checkRange(rule, parameter);
}

function checkCondition(rule: Rule, { parent, values }: Condition, index: number, all: readonly Parameter[]): void {
  const isBefore = Number.isInteger(parent) && parent >= 0 && parent < index;
  rule(isBefore, 'when.parent', parent, `must be an index below ${index}`, 'Put the parent before its child');
  const above = all[parent];
  const count = above?.kind === 'categorical' ? above.values.length : 0;
  rule(count > 0, 'when.parent', parent, 'must be that of a categorical parameter', 'Make its values categories');
  const known =
    Array.isArray(values) &&
    values.length > 0 &&
    values.every((value) => Number.isInteger(value) && value >= 0 && value < count);
  rule(known, 'when.values', values, `must be indices of the parent's values, below ${count}`, 'Name one at least');
}

const isFilled = (values: readonly unknown[]): boolean => Array.isArray(values) && values.length > 0;

function checkCategories(rule: Rule, values: readonly string[]): void {
  rule(isFilled(values), 'values', values, 'must be a list that is not empty', 'Name at least one value');
  const areTexts = values.every((value) => typeof value === 'string');
  rule(areTexts, 'values', values, 'must be texts', 'Make a grid of numbers, or texts of them');
  const areDistinct = new Set(values).size === values.length;
  rule(areDistinct, 'values', values, 'must differ from one another', 'Leave out what is there twice');
}

function checkGrid(rule: Rule, { values, log }: Parameter & { kind: 'grid' }): void {
  rule(isFilled(values), 'values', values, 'must be a list that is not empty', 'Name at least one value');
  const ascend = values.every((value, i) => Number.isFinite(value) && (i === 0 || value > item(values, i - 1)));
  rule(ascend, 'values', values, 'must be finite numbers in ascending order', 'Sort them and leave out repetitions');
  checkLogarithm(rule, log, 'values', item(values, 0));
}

function checkRange(rule: Rule, parameter: Parameter & { kind: 'double' | 'int' }): void {
  const { kind, min, max, log } = parameter;
  const isKnown = kind === 'double' || kind === 'int';
  rule(isKnown, 'kind', kind, 'must be double, int, grid or categorical', 'Take one of these');
  for (const [field, bound] of [['min', min] as const, ['max', max] as const]) {
    rule(Number.isFinite(bound), field, bound, 'must be a finite number', 'Say where the range ends');
    const isWhole = kind === 'double' || (Number.isInteger(bound) && Math.abs(bound) <= 2 ** 53);
    rule(isWhole, field, bound, 'must be an integer up to 2⁵³', 'Round it, or make the parameter a double');
  }
  rule(min <= max, 'min', min, `must not exceed max (${max})`, 'Exchange the two');
  checkLogarithm(rule, log, 'min', min);
  if (parameter.kind === 'double' && parameter.prior) checkPrior(rule, parameter.prior, log);
}

const checkLogarithm = (rule: Rule, log: boolean, field: string, least: number): void =>
  rule(!log || least > 0, field, least, 'must be greater than 0 on a log scale', 'Raise it, or use a linear scale');

function checkPrior(rule: Rule, prior: ParameterPrior, log: boolean): void {
  rule(!log, 'prior', prior, 'cannot be had on a log scale', 'Leave out one of the two');
  const holds =
    prior.kind === 'normal'
      ? Number.isFinite(prior.mean) && prior.scale > 0 && prior.scale < Infinity
      : [prior.shapeA, prior.shapeB].every((shape) => shape > 0 && shape < Infinity);
  const expected = prior.kind === 'normal' ? 'must have a finite mean and a scale above 0' : 'must have shapes above 0';
  rule(holds, 'prior', prior, expected, 'Give it numbers that do, or leave it out');
}

function checkConstraint(constraint: LinearConstraint, count: number): void {
  const { type, terms, threshold } = constraint;
  const rule = (holds: boolean, field: string, value: unknown, ...rest: [string, string]) =>
    must(holds, `${field} of constraint ${shown(terms)}`, value, ...rest);
  const isType = type === 'less_than' || type === 'greater_than';
  rule(isType, 'type', type, 'must be less_than or greater_than', 'Take one of these');
  rule(Number.isFinite(threshold), 'threshold', threshold, 'must be a finite number', 'Say where it ends');
  for (const [i, { parameter, weight }] of terms.entries()) {
    const isIndex = Number.isInteger(parameter) && parameter >= 0 && parameter < count;
    rule(isIndex, 'parameter', parameter, `must be an index below ${count}`, 'Name a parameter by its place');
    const isFirst = terms.findIndex((other) => other.parameter === parameter) === i;
    rule(isFirst, 'parameter', parameter, 'is named twice', 'Add up its weights');
    rule(Number.isFinite(weight), 'weight', weight, 'must be a finite number', 'Weigh the parameter by a number');
  }
}
