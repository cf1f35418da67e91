// What an experiment must look like that was created with a body: the specification's defaults and orders, written without the service's own code.

// biome-ignore lint/suspicious/noExplicitAny: bodies are the wire's, in all shapes that users send.
type Body = any;

const byName = (a: Body, b: Body) => (a.name < b.name ? -1 : 1);
const or = (value: unknown, other: unknown) => value ?? other;

/** Everything but what the server sets: ids, times, creator, progress. */
export function asShown(body: Body): Body {
  const grid = body.type === 'grid';
  const parameters = body.parameters.map((parameter: Body) => shownParameter(parameter, grid)).sort(byName);
  return {
    object: 'experiment',
    name: body.name.trim(),
    type: or(body.type, 'offline'),
    state: 'active',
    metadata: body.metadata ? withoutNulls(body.metadata) : null,
    observation_budget: grid ? pointsOf(parameters) : or(body.observation_budget, null),
    parallel_bandwidth: or(body.parallel_bandwidth, null),
    num_solutions: or(body.num_solutions, null),
    conditionals: (body.conditionals ?? []).map(({ name, values }: Body) => ({ object: 'conditional', name, values })),
    linear_constraints: (body.linear_constraints ?? []).map(shownConstraint),
    metrics: (body.metrics ?? [{}]).map(shownMetric).sort(byName),
    parameters,
    ...(body.tasks ? { tasks: body.tasks.map(shownTask).sort((a: Body, b: Body) => b.cost - a.cost) } : {}),
  };
}

const withoutNulls = (metadata: Body) => Object.fromEntries(Object.entries(metadata).filter(([, v]) => v !== null));

const pointsOf = (parameters: Body[]) => parameters.reduce((product, { grid }) => product * grid.length, 1);

const shownTask = ({ name, cost }: Body) => ({ object: 'task', name, cost });

const shownConstraint = ({ type, threshold, terms }: Body) => ({
  object: 'linear_constraint',
  type,
  threshold,
  terms: terms
    .map(({ name, weight }: Body) => ({ object: 'constraint_term', name, weight }))
    .sort((a: Body, b: Body) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1)),
});

function shownMetric(given: Body) {
  const metric = typeof given === 'string' ? { name: given } : given;
  return {
    object: 'metric',
    name: or(metric.name, null),
    objective: or(metric.objective, 'maximize'),
    strategy: or(metric.strategy, 'optimize'),
    threshold: or(metric.threshold, null),
  };
}

function shownParameter(given: Body, gridExperiment: boolean) {
  const categories = given.categorical_values?.map((value: Body, i: number) => ({
    object: 'categorical_value',
    name: typeof value === 'string' ? value : value.name,
    enum_index: i + 1,
  }));
  const numbers = given.grid?.toSorted((a: number, b: number) => a - b);
  const grid = numbers ?? (gridExperiment ? categories.map(({ name }: Body) => name) : undefined);
  const bounds = numbers ? { min: numbers[0], max: numbers.at(-1) } : given.bounds;
  return {
    object: 'parameter',
    name: given.name,
    type: given.type,
    bounds: bounds ? { object: 'bounds', min: bounds.min, max: bounds.max } : null,
    categorical_values: categories ?? null,
    ...(grid ? { grid } : {}),
    default_value: or(given.default_value, null),
    conditions: Object.fromEntries(Object.entries(given.conditions ?? {}).map(([name, v]) => [name, [v].flat()])),
    prior: given.prior ? { object: `${given.prior.name}_prior`, ...given.prior } : null,
    transformation: given.transformation === 'log' ? 'log' : null,
  };
}
