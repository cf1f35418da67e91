// Where a path leads: the client, the organization or the object that it names, by the variables of its row.

export type Place = {
  readonly client: string | null;
  readonly organization: string | null;
  /** The outermost object that it names; which client has it, only the store can tell. */
  readonly object: string | null;
};

/** Variables that name neither a place nor anything inside of a client. */
const elsewhere: readonly string[] = ['client', 'organization', 'user', 'token', 'invite', 'project'];

/** `values` in the order of the path. */
export function placeOf(values: Readonly<Record<string, string>>): Place {
  const { client = null, organization = null } = values;
  const [object = null] = Object.entries(values).flatMap(([name, id]) => (elsewhere.includes(name) ? [] : [id]));
  return { client, organization, object };
}
