// What is made together with a suggestion or an observation, in the same transaction: further writes, and what they add to the experiment's counters.
import type { Write } from './table/table.ts';

export type Along = { readonly writes: readonly Write[]; readonly add: Readonly<Record<string, number>> };
