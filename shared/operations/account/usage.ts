// The usage of a month, row by row, with what it would cost by the price book of that month.

import { checkDays, checkMonth, type Days, daysOf, type UsageRow } from '../../domain/billing/usage.ts';
import { usageCsv, usageReport } from '../../domain/billing/usage-report.ts';
import { problem } from '../../domain/problem.ts';
import type { TenantRecord } from '../../store/identity/clients.ts';
import { usageOfDays } from '../../store/usage.ts';
import type { Context } from '../context.ts';

export type UsageQuery = {
  readonly month?: string | undefined;
  readonly day_from?: string | undefined;
  readonly day_to?: string | undefined;
  readonly format?: 'json' | 'csv' | undefined;
};

type Input = {
  readonly target: TenantRecord;
  readonly query: UsageQuery;
  readonly fields?: readonly string[] | null;
};

/** Rows of an answer: about 120 bytes each, of the 6 MB that it carries. */
export const mostRows = 45_000;

/** Without a month: the present one, in UTC. */
export async function fetchUsage(context: Context, { target, query, fields }: Input) {
  const month = checkMonth(query.month ?? new Date(context.now()).toISOString().slice(0, 7));
  const isPart = query.day_from !== undefined || query.day_to !== undefined;
  const days = isPart ? checkDays(month, query.day_from, query.day_to) : null;
  const withRows = query.format === 'csv' || !fields || fields.includes('rows');
  const rows = await readRows(context, days ?? daysOf(month), withRows);
  const report = usageReport({ client: target.client.id, month, days, books: context.prices, rows });
  return query.format === 'csv'
    ? { raw: { contentType: 'text/csv; charset=utf-8' as const, text: usageCsv(report) } }
    : report;
}

/** Sums are made of any number of rows; where the rows themselves are wanted, too many are refused as soon as they are known to be. */
async function readRows({ store }: Context, days: Days, withRows: boolean): Promise<UsageRow[]> {
  const rows = await usageOfDays(store, days, withRows ? mostRows + 1 : undefined);
  if (!withRows || rows.length <= mostRows) return rows;
  throw problem(
    400,
    `There are more than ${mostRows} rows from ${days.from} to ${days.to}, a row for each experiment and day, and no answer carries so many. ` +
      'Ask for fewer days with `day_from` and `day_to`, or for sums alone with `fields=totals,estimate`.',
  );
}
