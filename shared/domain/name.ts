// The rules for names that users choose: experiments, parameters, conditionals, metrics, categories.
import { invalid } from './problem.ts';

/** Characters, as people count them: code points. */
export const maxNameLength = 100;
export const maxCategoryLength = 50;

// A half of a surrogate pair has no UTF-8 form: two different names would be stored as the same text.
const halfCharacter = /\p{Cs}/u;
const controlCharacter = /\p{Cc}/u;

/** Returns `name` as it is, or throws the 400: 1 to `max` code points, well-formed Unicode. */
export function checkName(name: string, field: string, max = maxNameLength): string {
  const length = [...name].length;
  if (length < 1 || length > max) {
    throw invalid(field, name, `must be 1 to ${max} characters long and has ${length}`, 'Send a name of that length.');
  }
  if (halfCharacter.test(name)) {
    throw invalid(field, name, 'contains half of a character (a lone surrogate)', 'Send well-formed Unicode text.');
  }
  // The one name that assigns a prototype instead of a key in too many programs that read JSON.
  if (name === '__proto__') throw invalid(field, name, 'is a reserved name', 'Choose another name.');
  return name;
}

/** The name of an experiment, trimmed: 1 to 100 characters, none of them a control character. */
export function checkTitle(raw: string, field: string): string {
  const name = checkName(raw.trim(), field);
  if (controlCharacter.test(name)) {
    throw invalid(field, raw, 'must not contain control characters', 'Remove line ends, tabs and the like.');
  }
  return name;
}
