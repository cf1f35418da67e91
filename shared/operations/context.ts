// What an operation works with: who asks, the clock, the tenant's store, the queue and the log. Made anew for each request.

import type { PriceBooks } from '../domain/billing/price-book.ts';
import type { Identity } from '../domain/identity/identity.ts';
import type { Files } from '../platform/files.ts';
import type { Fields, Log } from '../platform/log.ts';
import type { TenantStore } from '../store/tenant.ts';
import type { Registry } from './identity/registry.ts';

/** Asks the optimizer function to look at an experiment; it decides by versions whether there is anything to do. */
export type OptimizerMessage = { readonly client: string; readonly experiment: string };

export type Context = {
  readonly identity: Identity;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Cryptographically random bytes. */
  readonly randomBytes: (count: number) => Uint8Array;
  readonly store: TenantStore;
  readonly files: Files;
  /** Never throws: a message that cannot be sent is logged, and the sweeper sends it again. */
  readonly enqueue: (message: OptimizerMessage) => Promise<void>;
  /** What stands above the tenant; only functions that are granted it can use it. */
  readonly registry: Registry;
  readonly log: Log;
  /** Adds to the one line that the log has of this request: ids and figures, never what a tenant sent. */
  readonly note: (fields: Fields) => void;
  /** Names of users by id; users that are gone are left out. */
  readonly namesOf: (users: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  /** Unit prices of the usage estimate. */
  readonly prices: PriceBooks;
  /** Milliseconds left until the function is stopped. */
  readonly remaining: () => number;
};
