// Ids that a body gives as numbers: no double carries the newest of them, so what the reader kept as bigint becomes the text of its digits.

/** Where bodies name other objects by id. Elsewhere a number is the nearest double, as for every reader of JSON. */
const places: ReadonlySet<string> = new Set([
  ...['suggestion', 'observations[].suggestion', 'transfer_from[]', 'parent_resource_id.client'],
  ...['id', 'client', 'organization', 'user', 'client_for_email_signup', 'client_invites[].id'],
]);

/** The value without bigints; `path` is its place in the body. */
export function settleIds(value: unknown, path = ''): unknown {
  if (typeof value === 'bigint') return places.has(path) ? String(value) : Number(value);
  if (Array.isArray(value)) return value.map((element) => settleIds(element, `${path}[]`));
  if (typeof value !== 'object' || value === null) return value;
  const under = path === '' ? '' : `${path}.`;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, settleIds(child, `${under}${key}`)]));
}
