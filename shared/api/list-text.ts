// Lists in a query: `a,b,c`, or the JSON text `["a","b","c"]` that the published client makes of a list.

/** The elements as they were written, none of them empty; null for JSON that is no list. */
export function listOf(text: string): readonly unknown[] | null {
  if (!text.startsWith('[')) return text.split(',').filter((part) => part !== '');
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list : null;
  } catch {
    return null;
  }
}
