// A parameter as the wire shows it.
import type { ExperimentType, Parameter, Prior } from '../experiment.ts';
import { liveCategories } from '../parameters/parameter.ts';

/** `grid` is there only when the parameter has one; in an experiment of type grid the categories of a categorical are its grid. */
export function publicParameter(parameter: Parameter, type: ExperimentType) {
  const { name, bounds, defaultValue, conditions, prior, transformation } = parameter;
  const grid = gridOf(parameter, type);
  return {
    object: 'parameter' as const,
    name,
    type: parameter.type,
    bounds: bounds && { object: 'bounds' as const, min: bounds.min, max: bounds.max },
    categorical_values: parameter.type === 'categorical' ? liveCategories(parameter).map(publicCategory) : null,
    ...(grid ? { grid } : {}),
    default_value: defaultValue,
    conditions: publicConditions(conditions),
    prior: prior ? publicPrior(prior) : null,
    transformation,
  };
}

const publicPrior = (prior: Prior) =>
  prior.name === 'normal'
    ? { object: 'normal_prior' as const, name: prior.name, mean: prior.mean, scale: prior.scale }
    : { object: 'beta_prior' as const, name: prior.name, shape_a: prior.shapeA, shape_b: prior.shapeB };

const publicCategory = ({ name, index }: { name: string; index: number }) => ({
  object: 'categorical_value' as const,
  name,
  enum_index: index,
});

const publicConditions = (conditions: Parameter['conditions']): Record<string, string[]> =>
  Object.fromEntries(Object.entries(conditions).map(([name, values]) => [name, [...values]]));

function gridOf(parameter: Parameter, type: ExperimentType): (number | string)[] | null {
  if (parameter.type !== 'categorical') return parameter.grid && [...parameter.grid];
  return type === 'grid' ? liveCategories(parameter).map(({ name }) => name) : null;
}
