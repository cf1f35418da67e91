// The door to one tenant's data: every function of the store takes this object or one made from it, so that no key can be built without a tenant.
import type { Table } from './table.ts';

export type TenantStore = {
  readonly table: Table;
  /** The client (team) whose data this is; every partition key begins with it. */
  readonly client: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A new id, greater than `atLeast` when that is given. */
  readonly nextId: (atLeast?: string) => string;
};
