// The unit cube as a picture of a search space: every point of the cube is an assignment, every assignment is reached.
import type { Random } from './random.ts';
import type { Assignments, Param, Value } from './task.ts';

/** `unit`, shape (P), each in [0, 1], one a parameter. Parameters whose condition does not hold are left out. */
export function decode(params: readonly Param[], unit: ArrayLike<number>): Assignments {
  const x: Record<string, Value> = {};
  params.forEach((param, i) => {
    const parent = param.when && x[param.when.parent];
    if (param.when && !(typeof parent === 'string' && param.when.values.includes(parent))) return;
    x[param.name] = fromUnit(param, unit[i] ?? 0.5);
  });
  return x;
}

/** An assignment drawn uniformly (in the logarithm, for log-scaled parameters). */
export const draw = (params: readonly Param[], rng: Random): Assignments => decode(params, params.map(rng));

function fromUnit(param: Param, u: number): Value {
  if (param.type === 'categorical')
    return param.values[Math.min(param.values.length - 1, Math.floor(u * param.values.length))] ?? '';
  const { min, max } = param;
  // Half a unit on either side gives the first and last whole number the same share as the others.
  const [low, high] = param.type === 'int' ? [min - 0.5, max + 0.5] : [min, max];
  const value = param.log ? low * (high / low) ** u : low + u * (high - low);
  return Math.min(max, Math.max(min, param.type === 'int' ? Math.round(value) : value));
}
