// What the clients of an organization used, by month, while it is being erased: its counters go before it does, and the answer tells these totals.

import type { Units } from '../../domain/billing/usage.ts';
import { totalsOf } from '../../domain/billing/usage-report.ts';
import type { Organization } from '../../domain/identity/identity.ts';
import { monthsBetween } from '../partitions.ts';
import { organizationKey, sortKey } from '../table/keys.ts';
import { putItem } from '../table/single.ts';
import { query, type Table } from '../table/table.ts';
import type { TenantStore } from '../tenant.ts';
import { usageOfMonth } from '../usage.ts';
import { absent } from './directory.ts';

export type FinalUsage = Units & { readonly client: string; readonly month: string };

/** By client, then month. */
export async function finalUsageOf(table: Table, organization: string): Promise<FinalUsage[]> {
  const items = await query(table, { pk: organizationKey(organization), from: 'USED#', to: 'USED#~' });
  return items.flatMap(({ doc }) => (doc ? [JSON.parse(doc) as FinalUsage] : []));
}

/**
 * Adds up every month of a client that had any use. False when the time was over first; months that were added up are not looked at again, and
 * the first sum stays: whoever comes later may find counters that are half erased.
 */
export async function keepFinalUsage(
  store: TenantStore,
  { id, created }: Organization,
  timeLeft: () => boolean,
): Promise<boolean> {
  const { table, client } = store;
  const kept = (await finalUsageOf(table, id)).filter((final) => final.client === client).map(({ month }) => month);
  for (const month of monthsBetween(created * 1000, store.now()).filter((each) => !kept.includes(each))) {
    if (!timeLeft()) return false;
    const rows = await usageOfMonth(store, month);
    if (rows.length === 0) continue;
    const final: FinalUsage = { client, month, ...totalsOf(rows) };
    const key = { pk: organizationKey(id), sk: sortKey.finalUsage(client, month) };
    await putItem(table, { ...key, doc: JSON.stringify(final) }, absent);
  }
  return true;
}
