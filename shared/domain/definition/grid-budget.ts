// The budget of an experiment that walks a grid: as many observations as the grid has points.
import type { Parameter } from '../experiment.ts';
import { liveCategories } from '../parameters/parameter.ts';
import { invalid } from '../problem.ts';

/** Throws the 400 when a numeric parameter has no grid, or `given` is not the number of points. */
export function gridBudget(
  parameters: readonly Parameter[],
  given: number | null,
  field = 'observation_budget',
): number {
  const points = parameters.reduce((product, parameter, i) => product * sizeOf(parameter, i), 1);
  if (!Number.isSafeInteger(points)) {
    throw invalid('parameters', undefined, 'the grid has more than 2^53 points', 'Use fewer values, or type offline.');
  }
  if (given === null || given === points) return points;
  const rule = `must be the number of points of the grid, ${points}`;
  throw invalid(field, given, rule, 'Leave the key out: it is computed.');
}

function sizeOf(parameter: Parameter, i: number): number {
  if (parameter.type === 'categorical') return liveCategories(parameter).length;
  if (parameter.grid) return parameter.grid.length;
  const rule = `is missing: in an experiment of type grid, ${parameter.name} needs a grid`;
  throw invalid(`parameters[${i}].grid`, undefined, rule, 'Send a list of at least two distinct numbers.');
}
