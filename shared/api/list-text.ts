// Lists in a query: `a,b,c`, or the JSON text `["a","b","c"]` that the published client makes of a list.
import { readJson } from './json.ts';

/** The elements as they were written, none of them empty; null for JSON that is no list. Ids that a double does not carry are bigint. */
export function listOf(text: string): readonly unknown[] | null {
  if (!text.startsWith('[')) return text.split(',').filter((part) => part !== '');
  const read = readJson(text);
  return 'value' in read && Array.isArray(read.value) ? read.value : null;
}
