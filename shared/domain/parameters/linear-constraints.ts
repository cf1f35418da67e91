// The rules for linear constraints: weighted sums of parameters that must not pass a threshold.
import type { LinearConstraint, Parameter } from '../experiment.ts';
import { someOf } from '../listing.ts';
import { invalid, type Problem } from '../problem.ts';
import { byText } from '../record.ts';

export type LinearConstraintInput = {
  readonly type: LinearConstraint['type'];
  readonly threshold: number;
  readonly terms: readonly { readonly name: string; readonly weight: number }[];
};

/** Each costs time in every draw of a point. */
const maxConstraints = 100;
/** Whole points are found by search, which takes exponentially long in the worst case. */
const maxInts = 10;

/** Terms sorted by name, capitals and small letters alike. Throws the 400 for the first rule that is broken; whether anything is left is not looked at. */
export function createLinearConstraints(
  given: readonly LinearConstraintInput[] | null | undefined,
  parameters: readonly Parameter[],
): readonly LinearConstraint[] {
  const input = given ?? [];
  if (input.length > maxConstraints) {
    const rule = `at most ${maxConstraints} are allowed and ${input.length} were sent`;
    throw invalid('linear_constraints', undefined, rule, 'Send fewer.');
  }
  const constraints = input.map((one, i) => readConstraint(one, parameters, `linear_constraints[${i}]`));
  checkInts(constraints, parameters);
  return constraints;
}

function readConstraint(
  { type, threshold, terms }: LinearConstraintInput,
  parameters: readonly Parameter[],
  field: string,
): LinearConstraint {
  const path = `${field}.terms`;
  if (terms.length === 0)
    throw invalid(path, [], 'Constraint must have at least one term', 'Send the parameters that it adds up.');
  const found = terms.map(({ name }, i) => findParameter(name, parameters, `${path}[${i}].name`));
  checkTwice(terms, path);
  if (new Set(found.map((parameter) => parameter.type)).size > 1) {
    const rule = 'Constraint functions cannot mix integers and doubles. One or the other only.';
    throw invalid(path, undefined, rule, 'State one constraint for each type.');
  }
  if (terms.filter(({ weight }) => weight !== 0).length < 2) {
    const rule = 'Constraints should affect at least two parameters, with weights that are not 0';
    throw invalid(path, undefined, rule, 'Use bounds to limit a single parameter.');
  }
  const sorted = terms.map(({ name, weight }) => ({ name, weight: weight + 0 })).sort(byLowerCase);
  return { type, threshold: threshold + 0, terms: sorted };
}

const byLowerCase = (a: { readonly name: string }, b: { readonly name: string }): number =>
  byText(a.name.toLowerCase(), b.name.toLowerCase()) || byText(a.name, b.name);

function findParameter(name: string, parameters: readonly Parameter[], field: string): Parameter {
  const refuse = (rule: string, fix: string): Problem => invalid(field, name, rule, fix);
  const parameter = parameters.find((one) => one.name === name);
  if (!parameter) {
    const names = someOf(parameters.map((one) => one.name));
    throw refuse(`Variable ${name} is not a known parameter`, `Parameters: ${names}.`);
  }
  if (parameter.type === 'categorical')
    throw refuse(`Variable ${name} is not a parameter of type \`double\` or \`int\``, 'Leave the term out.');
  const hindrance = hindranceOf(parameter);
  if (hindrance)
    throw refuse(`Variable ${name} cannot be part of a constraint: it ${hindrance}`, 'Leave one of both out.');
  return parameter;
}

function hindranceOf({ grid, transformation, conditions }: Parameter): string | null {
  if (grid) return 'has a grid';
  if (transformation === 'log') return 'has a log-transformation';
  return Object.keys(conditions).length > 0 ? 'has conditions' : null;
}

function checkTwice(terms: LinearConstraintInput['terms'], path: string): void {
  const seen = new Set<string>();
  for (const [i, { name }] of terms.entries()) {
    if (seen.has(name))
      throw invalid(`${path}[${i}].name`, name, `Duplicate variable name: ${name}`, 'Add up its weights.');
    seen.add(name);
  }
}

function checkInts(constraints: readonly LinearConstraint[], parameters: readonly Parameter[]): void {
  const ints = new Set(parameters.filter(({ type }) => type === 'int').map(({ name }) => name));
  const named = new Set(
    constraints.flatMap(({ terms }) => terms.map(({ name }) => name)).filter((name) => ints.has(name)),
  );
  if (named.size <= maxInts) return;
  // Begins with the words that programs written for the original API look for.
  const rule = `SigOpt allows no more than ${maxInts} integer constraint variables, and so does Cairn; these are ${named.size}`;
  throw invalid('linear_constraints', undefined, rule, 'Leave some out, or make them doubles.');
}

/** The 400 for constraints that leave nothing to try. */
export const emptyRegion = (why: string): Problem =>
  invalid(
    'linear_constraints',
    undefined,
    `Infeasible constraints or empty set: ${why}`,
    'Widen the constraints, or the bounds of the parameters in them; for an equality leave out one parameter and compute it from the others.',
  );

/**
 * What a client's own arithmetic may add to a sum, as a share of its terms: who computes the last of three shares from the other two has not
 * broken a constraint.
 */
const leniency = 1e-9;

/** The first constraint that these values break, in words, or null. `find` gives NaN for a parameter without a value. */
export function brokenConstraint(
  constraints: readonly LinearConstraint[],
  find: (name: string) => number,
): string | null {
  const broken = constraints.find(({ type, threshold, terms }) => {
    const products = terms.map(({ name, weight }) => weight * find(name));
    const sum = products.reduce((total, product) => total + product, 0);
    const doubt = leniency * products.reduce((total, product) => total + Math.abs(product), Math.abs(threshold));
    return !(type === 'less_than' ? sum <= threshold + doubt : sum >= threshold - doubt);
  });
  if (!broken) return null;
  const sum = someOf(broken.terms.map(({ name, weight }) => `${weight} * ${name}`)).replaceAll(', ', ' + ');
  return `${sum} must be ${broken.type === 'less_than' ? 'at most' : 'at least'} ${broken.threshold}`;
}
