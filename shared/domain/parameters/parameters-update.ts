// The parameters after an update: the list that is given is the whole list, and what is missing from it is kept for old observations.

import type { Definition, Parameter } from '../experiment.ts';
import { invalid } from '../problem.ts';
import { byName } from '../record.ts';
import { checkCoverage } from './coverage.ts';
import type { ParameterUpdate } from './parameter-input.ts';
import { checkParameterList } from './parameter-list.ts';
import { addParameter, changeParameter, restoreParameter } from './parameter-update.ts';

/** Names identify parameters. Sorted by name, removed ones included and marked. Throws the 400 for the first rule that is broken. */
export function updateParameters(
  current: Definition,
  input: readonly ParameterUpdate[] | undefined,
): readonly Parameter[] {
  if (input === undefined) return current.parameters;
  if (current.type === 'grid') {
    const rule = 'cannot be changed in an experiment of type grid';
    throw invalid('parameters', undefined, rule, 'Leave the key out, or create another experiment.');
  }
  if (current.linearConstraints.length > 0) {
    const rule = 'cannot be changed in an experiment with linear constraints';
    throw invalid('parameters', undefined, rule, 'Leave the key out, or create another experiment.');
  }
  checkParameterList(input);
  const live = input.map((parameter, i) => updateParameter(current, parameter, `parameters[${i}]`));
  checkCoverage(live, current.conditionals);
  return [...live, ...removed(current, input)].sort(byName);
}

function updateParameter(current: Definition, input: ParameterUpdate, field: string): Parameter {
  const stored = current.parameters.find(({ name }) => name === input.name);
  if (!stored) return addParameter(input, current.conditionals, field);
  const update = stored.deleted ? restoreParameter : changeParameter;
  return update(stored, input, current.conditionals, field);
}

function removed(current: Definition, input: readonly ParameterUpdate[]): readonly Parameter[] {
  const named = new Set(input.map(({ name }) => name));
  return current.parameters
    .filter(({ name }) => !named.has(name))
    .map((parameter) => ({ ...parameter, deleted: true }));
}
