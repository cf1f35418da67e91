// A problem as a study is given it: what may be left out, and what that stands for.
import { must } from './space/check.ts';
import type { Parameter, Problem } from './types.ts';

/** Left out, these mean: always active, on a linear scale. */
type Usual = 'when' | 'log';
type Given<P> = P extends Parameter ? Omit<P, Usual> & Partial<Pick<P, keyof P & Usual>> : never;

export type GivenProblem = Omit<Problem, 'parameters'> & { readonly parameters: readonly Given<Parameter>[] };

/** The problem with all that its parameters are. Throws where there is no list of them; whatever else is wrong is found when the space is made. */
export function complete(problem: GivenProblem): Problem {
  const { parameters } = problem;
  must(Array.isArray(parameters), 'parameters', parameters, 'must be a list', 'Name what is to be tuned');
  return { ...problem, parameters: parameters.map(completeParameter) };
}

const completeParameter = (given: Given<Parameter>): Parameter =>
  given.kind === 'categorical'
    ? { ...given, when: given.when ?? [] }
    : { ...given, when: given.when ?? [], log: given.log ?? false };
