// Usage counters: one item per experiment and day, counted up in the transaction that has the effect. Totals are added up when they are asked for.
import { type Days, daysOf, type Meter, type UsageRow } from '../domain/billing/usage.ts';
import { sortKey, usageKey } from './table/keys.ts';
import { type Item, query, type Write } from './table/table.ts';
import type { TenantStore } from './tenant.ts';

/** The day in UTC of a moment in milliseconds since the epoch. */
export const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10);

/** The write that counts `units` of a meter; it belongs into the transaction whose effect is counted, with the same `now` as the record. */
export function countUsage(store: TenantStore, experiment: string, meter: Meter, units: number, now: number): Write {
  const day = dayOf(now);
  return {
    update: { pk: usageKey(store.client, day.slice(0, 7)), sk: sortKey.usage(day, experiment) },
    change: { add: { [meter]: units } },
    label: 'usage',
  };
}

const count = (item: Item, meter: Meter): number => (typeof item[meter] === 'number' ? item[meter] : 0);

const parseRow = (item: Item): UsageRow => ({
  day: item.sk.slice(0, 10),
  experiment: item.sk.slice(item.sk.lastIndexOf('#') + 1),
  suggestions: count(item, 'suggestions'),
  observations: count(item, 'observations'),
  experiments: count(item, 'experiments'),
});

/** The counters of a month `YYYY-MM`, by day, then experiment. */
export const usageOfMonth = (store: TenantStore, month: string): Promise<UsageRow[]> =>
  usageOfDays(store, daysOf(month));

/** The counters of some days of one month; at most `take`. */
export async function usageOfDays(store: TenantStore, { from, to }: Days, take?: number): Promise<UsageRow[]> {
  const range = { pk: usageKey(store.client, from.slice(0, 7)), from: `${from}#`, to: `${to}#~` };
  return (await query(store.table, take === undefined ? range : { ...range, take })).map(parseRow);
}
