// The rules for the list of parameters as a whole: how many, and no name twice.
import { invalid } from './problem.ts';

export const maxParameters = 100;

/** Throws the 400 for the first name that comes twice, and for lists that are empty or too long. */
export function checkParameterList(input: readonly { readonly name: string }[]): void {
  if (input.length < 1 || input.length > maxParameters) {
    const rule = `must list 1 to ${maxParameters} parameters and lists ${input.length}`;
    throw invalid('parameters', undefined, rule, 'Send a list of that length.');
  }
  const seen = new Set<string>();
  for (const [i, { name }] of input.entries()) {
    if (seen.has(name))
      throw invalid(`parameters[${i}].name`, name, 'is listed twice', 'Give each parameter its own name.');
    seen.add(name);
  }
}
