// Usage counters: one item per experiment and day, counted up in the transaction that has the effect; rolled up per day by overwriting.
import { type Days, daysOf, type Meter, meters, type Units, type UsageRow } from '../domain/usage.ts';
import { dueMark, sortKey, usageKey } from './keys.ts';
import { putItem, updateItem } from './single.ts';
import { getMany, type Item, query, type Table, type Write } from './table.ts';
import type { TenantStore } from './tenant.ts';

/** Milliseconds after which a day with new usage is rolled up. */
export const rollUpAfter = 5 * 60_000;

/** The day in UTC of a moment in milliseconds since the epoch. */
export const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10);

/** The write that counts `units` of a meter; it belongs into the transaction whose effect is counted, with the same `now` as the record. */
export function countUsage(store: TenantStore, experiment: string, meter: Meter, units: number, now: number): Write {
  const day = dayOf(now);
  return {
    update: { pk: usageKey(store.client, day.slice(0, 7)), sk: sortKey.usage(day, experiment) },
    change: { add: { [meter]: units }, setIfAbsent: dueMark(now + rollUpAfter, experiment) },
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

/** The rolled-up total of a day as the sweeper left it last; null before its first sweep. */
export async function rolledUpDay(store: TenantStore, day: string): Promise<(Units & { readonly day: string }) | null> {
  const [item] = await getMany(store.table, [{ pk: usageKey(store.client, day.slice(0, 7)), sk: sortKey.day(day) }]);
  return item?.doc ? (JSON.parse(item.doc) as Units & { readonly day: string }) : null;
}

/**
 * Counts a day again from its counters and overwrites the total, so that doing it twice, late or in two places changes nothing.
 * Then takes the marks off its counters, unless they were counted up meanwhile:
 *
 *   sweeper:   read day ── overwrite total ── unmark counters that are as read
 *   reporter:            count up (mark stays) ─────────┘ condition fails: swept again later
 */
export async function rollUpDay(table: Table, pk: string, day: string, marked: ReadonlySet<string>): Promise<void> {
  const items = await query(table, { pk, from: `${day}#`, to: `${day}#~` });
  const rows = items.map(parseRow);
  const total = (meter: Meter) => rows.reduce((sum, row) => sum + row[meter], 0);
  const doc = {
    day,
    suggestions: total('suggestions'),
    observations: total('observations'),
    experiments: total('experiments'),
  };
  await putItem(table, { pk, sk: sortKey.day(day), doc: JSON.stringify(doc) });
  for (const counter of items) {
    if (marked.has(counter.sk)) await updateItem(table, counter, { remove: ['duePk', 'dueSk'] }, unchanged(counter));
  }
}

function unchanged(counter: Item) {
  const terms = meters.map((meter) =>
    counter[meter] === undefined ? `attribute_not_exists(#${meter})` : `#${meter} = :${meter}`,
  );
  const values = Object.fromEntries(
    meters.flatMap((meter) => (counter[meter] === undefined ? [] : [[meter, counter[meter]]])),
  );
  return { expression: terms.join(' AND '), values };
}
