// The door to one tenant's data: what serves a tenant takes this object or one made from it, so that no key is built without a tenant. What works for all of
// them (clients and tokens, what is due, usage by day, export and erasing) takes the table.
import type { Table } from './table/table.ts';

export type TenantStore = {
  readonly table: Table;
  /** The client (team) whose data this is; every partition key begins with it. */
  readonly client: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A new id, greater than `atLeast` when that is given. */
  readonly nextId: (atLeast?: string) => string;
};
