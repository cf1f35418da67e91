// The rules for the list of parameters as a whole: how many, and no name twice.
import { invalid } from '../problem.ts';
import { firstRepeated } from '../repeated.ts';

const maxParameters = 100;

/** Throws the 400 for the first name that comes twice, and for lists that are empty or too long. */
export function checkParameterList(input: readonly { readonly name: string }[]): void {
  if (input.length < 1 || input.length > maxParameters) {
    const rule = `must list 1 to ${maxParameters} parameters and lists ${input.length}`;
    throw invalid('parameters', undefined, rule, 'Send a list of that length.');
  }
  const names = input.map(({ name }) => name);
  const twice = firstRepeated(names);
  if (twice >= 0)
    throw invalid(`parameters[${twice}].name`, names[twice], 'is listed twice', 'Give each parameter its own name.');
}
