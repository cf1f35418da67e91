// Questions about a parameter of a definition: is it alive, is it active, which categories can still be used.
import type { Category, Definition, Parameter } from '../experiment.ts';
import { own } from '../record.ts';

/** Without those that an update removed; sorted by name. */
export const liveParameters = (definition: Pick<Definition, 'parameters'>): readonly Parameter[] =>
  definition.parameters.filter(({ deleted }) => !deleted);

/** Without those that an update removed; sorted by index. */
export const liveCategories = (parameter: Parameter): readonly Category[] =>
  parameter.categories.filter(({ deleted }) => !deleted);

/** Every conditional that is named must have one of the values listed for it; `assignments` may hold anything. */
export function isActive(parameter: Parameter, assignments: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(parameter.conditions).every(([name, values]) => {
    const value = own(assignments, name);
    return typeof value === 'string' && values.includes(value);
  });
}
