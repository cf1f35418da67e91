// What the operator's operations work with: all that stands above tenants, the queue of the optimizer, and the record of each use.
import type { PriceBooks } from '../../domain/billing/price-book.ts';
import type { Files } from '../../platform/files.ts';
import type { Registry } from '../identity/registry.ts';

/** One use of the operator's door as it came in. */
export type Use = {
  /** The gateway's id of the request. */
  readonly request: string;
  /** Method and row, e.g. `POST /v1/operator/users`. */
  readonly action: string;
  readonly path: Readonly<Record<string, string>>;
  readonly given: Readonly<Record<string, unknown>>;
};

export type OperatorContext = Registry & {
  readonly files: Files;
  /** Unit prices of the usage estimate. */
  readonly prices: PriceBooks;
  /** Messages that wait in the optimizer's queue, and those that are worked on. */
  readonly queueLength: () => Promise<{ readonly waiting: number; readonly running: number }>;
  /** Records a use before it is done; what it returns records how it ended. */
  readonly audit: (use: Use) => Promise<(outcome: 'done' | 'refused') => Promise<void>>;
};
