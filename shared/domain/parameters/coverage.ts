// Whether every combination of conditional values leaves a parameter to tune.
import type { Conditional, Parameter } from '../experiment.ts';
import { invalid } from '../problem.ts';
import { own } from '../record.ts';

/** The question is as hard as tautology of a formula in disjunctive normal form; a definition that needs more steps is refused. */
const maxSteps = 10_000;

/** A parameter's conditions that are still open: conditional name to the values that satisfy it. */
type Term = Readonly<Record<string, readonly string[]>>;
type Combination = Readonly<Record<string, string>>;

/** Throws the 400, with an example, when under some combination no parameter is active. */
export function checkCoverage(parameters: readonly Parameter[], conditionals: readonly Conditional[]): void {
  const steps = { left: maxSteps };
  const gap = findGap(
    parameters.map(({ conditions }) => conditions),
    conditionals,
    {},
    steps,
  );
  const fix = 'Add a parameter without conditions, or widen conditions.';
  if (steps.left < 0)
    throw invalid('parameters', undefined, 'have conditions that are too entangled to be checked', fix);
  if (!gap) return;
  throw invalid(
    'parameters',
    gap,
    'every combination of conditional values must leave a parameter active; this one leaves none',
    fix,
  );
}

/**
 * Looks for a combination that no term admits, one conditional at a time. Values that the terms do not tell apart are tried once.
 * Null when there is none, or when the steps are used up.
 */
function findGap(
  terms: readonly Term[],
  conditionals: readonly Conditional[],
  chosen: Combination,
  steps: { left: number },
): Combination | null {
  if (terms.some((term) => Object.keys(term).length === 0)) return null;
  const [shortest] = terms.toSorted((a, b) => Object.keys(a).length - Object.keys(b).length);
  if (!shortest) return chosen;
  const name = Object.keys(shortest)[0] ?? '';
  for (const value of distinguished(name, terms, conditionals)) {
    steps.left -= 1;
    if (steps.left < 0) return null;
    const gap = findGap(narrowed(terms, name, value), conditionals, { ...chosen, [name]: value }, steps);
    if (gap) return gap;
  }
  return null;
}

/** One value of the conditional for each way in which the terms treat its values. */
function distinguished(name: string, terms: readonly Term[], conditionals: readonly Conditional[]): readonly string[] {
  const values = conditionals.find((one) => one.name === name)?.values ?? [];
  const treatment = (value: string) => terms.map((term) => (own(term, name)?.includes(value) ? '1' : '0')).join('');
  return [...new Map(values.map((value) => [treatment(value), value])).values()];
}

/** The terms that can still hold once the conditional has this value, without it. */
const narrowed = (terms: readonly Term[], name: string, value: string): readonly Term[] =>
  terms
    .filter((term) => own(term, name)?.includes(value) ?? true)
    .map((term) => Object.fromEntries(Object.entries(term).filter(([key]) => key !== name)));
