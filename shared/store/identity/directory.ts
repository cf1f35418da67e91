// The door to what stands above tenants: users, organizations, memberships, permissions and tokens.
import { type Table, transact, type Write } from '../table/table.ts';

export type Directory = {
  /** Tenants' data; here live organizations and clients. */
  readonly table: Table;
  /** Users, their passwords and rights, and tokens by their hash. */
  readonly identities: Table;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A new id, greater than `atLeast` when that is given. */
  readonly nextId: (atLeast?: string) => string;
};

/** A write into the second table, for a transaction that spans both. */
export const inIdentities = (directory: Directory, write: Write): Write => ({
  ...write,
  into: directory.identities.name,
});

export const commit = (directory: Directory, writes: readonly Write[]) => transact(directory.table, writes);

export const absent = { expression: 'attribute_not_exists(#pk)' };
export const present = { expression: 'attribute_exists(#pk)' };
