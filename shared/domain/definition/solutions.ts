// The rules for several solutions: best points that lie far apart.
import type { Definition } from '../experiment.ts';
import { optimizedMetrics } from '../metrics/metric.ts';
import { invalid } from '../problem.ts';

type Solved = Pick<Definition, 'numSolutions' | 'metrics' | 'conditionals' | 'observationBudget'>;

export const wantsSeveral = ({ numSolutions }: Pick<Definition, 'numSolutions'>): boolean => (numSolutions ?? 1) > 1;

/** Throws the 400 for the first rule that an experiment with more than one solution breaks. */
export function checkSolutions(definition: Solved): void {
  if (!wantsSeveral(definition)) return;
  const { numSolutions, conditionals, observationBudget } = definition;
  const refuse = (rule: string, fix: string) => invalid('num_solutions', numSolutions, rule, fix);
  if (optimizedMetrics(definition).length !== 1)
    throw refuse('above 1 needs exactly one optimized metric', 'Optimize one metric, or send 1.');
  if (conditionals.length > 0) throw refuse('above 1 is not possible with conditionals', 'Leave one of both out.');
  if (observationBudget !== null && observationBudget < (numSolutions ?? 1)) {
    const rule = `must not exceed the observation_budget, ${observationBudget}`;
    throw refuse(rule, 'Send a larger budget, or fewer solutions.');
  }
}
