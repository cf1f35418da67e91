// The refusal of priors: beliefs about good values, which a later version takes.
import type { Parameter } from './experiment.ts';
import { unsupported } from './later.ts';
import { invalid } from './problem.ts';
import { under } from './record.ts';

/** Null is accepted everywhere. A prior on a parameter that can never have one is told so. `field` is the path of the parameter. */
export function refusePrior(prior: unknown, parameter: Parameter, field: string): void {
  if (prior === null || prior === undefined) return;
  if (parameter.type !== 'double' || parameter.grid || parameter.transformation === 'log') {
    const rule = 'belongs to a parameter of type double without grid and without log-transformation';
    throw invalid(under(field, 'prior'), prior, rule, 'Leave the key out.');
  }
  throw unsupported(under(field, 'prior'), prior, 'priors', 'Send null or leave the key out.');
}
