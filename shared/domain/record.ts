// Reading objects whose keys users choose: only their own keys count, never what every object inherits (`constructor`).

export type Fields = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value under `name`, undefined when the object itself has no such key. */
export const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

/** Orders text by code units: the same on every machine, whatever its language. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const byName = (a: { readonly name: string }, b: { readonly name: string }): number => byText(a.name, b.name);

/** `under('observations[2]', 'values')` is `observations[2].values`; an undefined parent is the request itself. */
export const under = (parent: string | undefined, key: string): string => (parent ? `${parent}.${key}` : key);
