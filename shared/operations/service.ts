// What the functions without a caller work with (optimizer, sweeper, first token), and what the door makes each request's context from.

import type { PriceBooks } from '../domain/billing/price-book.ts';
import type { IdentityPolicy } from '../domain/identity/identity-policy.ts';
import type { Mail } from '../domain/identity/mail.ts';
import type { Files } from '../platform/files.ts';
import type { Log } from '../platform/log.ts';
import type { Directory } from '../store/identity/directory.ts';
import type { Table } from '../store/table/table.ts';
import type { TenantStore } from '../store/tenant.ts';
import type { OptimizerMessage } from './context.ts';

export type Service = {
  /** Tenants' data, and the tokens: only the door and the token operations may read the second. */
  readonly table: Table;
  readonly tokens: Table;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Cryptographically random bytes. */
  readonly randomBytes: (count: number) => Uint8Array;
  /** A new id, greater than `atLeast` when that is given. */
  readonly nextId: (atLeast?: string) => string;
  /** The bytes of files; the bucket lets only those do something with a URL who are granted it. */
  readonly files: Files;
  readonly enqueue: (message: OptimizerMessage) => Promise<void>;
  readonly log: Log;
  readonly prices: PriceBooks;
  /** The key that tokens of roles are derived with, and the operator's token; only functions that are granted them can read them. */
  readonly tokenKey: () => Promise<string>;
  readonly operatorToken: () => Promise<string>;
  readonly sendMail: (mail: Mail) => Promise<void>;
  readonly policy: IdentityPolicy;
  readonly queueLength: () => Promise<{ readonly waiting: number; readonly running: number }>;
  /** Whether this deployment has an operator's door. */
  readonly operator: boolean;
  readonly version: string;
  readonly commit: string;
  /** Milliseconds left until the function is stopped. */
  readonly remaining: () => number;
};

/** The store of one tenant; the only way to its data. */
export const storeOf = (service: Pick<Service, 'table' | 'now' | 'nextId'>, client: string): TenantStore => ({
  table: service.table,
  client,
  now: service.now,
  nextId: service.nextId,
});

/** What stands above tenants. */
export const directoryOf = ({
  table,
  tokens,
  now,
  nextId,
}: Pick<Service, 'table' | 'tokens' | 'now' | 'nextId'>): Directory => ({
  table,
  identities: tokens,
  now,
  nextId,
});
