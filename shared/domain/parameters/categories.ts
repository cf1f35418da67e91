// The rules for the categories of a parameter: distinct names, and indices that are never given to another name.
import type { Category } from '../experiment.ts';
import { checkName, maxCategoryLength } from '../name.ts';
import { invalid } from '../problem.ts';
import { firstRepeated } from '../repeated.ts';
import type { CategoryInput } from './parameter-input.ts';

const maxCategories = 1000;

/** Indices count from 1 in the order given. `field` is the path of the list. */
export const newCategories = (input: readonly CategoryInput[], field: string): readonly Category[] =>
  checkNames(input, field).map((name, i) => ({ name, index: i + 1, deleted: false }));

/**
 * The names become the whole set of live categories: one that is missing stays, marked deleted (old observations name it); one that comes back has
 * its old index; a new one gets the next index that was never used.
 */
export function replaceCategories(
  stored: readonly Category[],
  input: readonly CategoryInput[],
  field: string,
): readonly Category[] {
  const names = new Set(checkNames(input, field));
  const known = new Set(stored.map(({ name }) => name));
  const first = 1 + Math.max(0, ...stored.map(({ index }) => index));
  const added = [...names].filter((name) => !known.has(name));
  return [
    ...stored.map((category) => ({ ...category, deleted: !names.has(category.name) })),
    ...added.map((name, i) => ({ name, index: first + i, deleted: false })),
  ];
}

function checkNames(input: readonly CategoryInput[], field: string): readonly string[] {
  if (input.length < 2 || input.length > maxCategories) {
    const rule = `must list 2 to ${maxCategories} categories and lists ${input.length}`;
    throw invalid(field, undefined, rule, 'Send a list of that length.');
  }
  const names = input.map((entry, i) => checkName(nameOf(entry), `${field}[${i}]`, maxCategoryLength));
  const twice = firstRepeated(names);
  if (twice < 0) return names;
  throw invalid(`${field}[${twice}]`, names[twice], 'is listed twice', 'List each category once.');
}

const nameOf = (entry: CategoryInput): string => (typeof entry === 'string' ? entry : entry.name);
