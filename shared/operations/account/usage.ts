// The usage of a month, row by row, with what it would cost by the price book of that month.
import { checkMonth } from '../../domain/usage.ts';
import { usageCsv, usageReport } from '../../domain/usage-report.ts';
import type { TenantRecord } from '../../store/clients.ts';
import { usageOfMonth } from '../../store/usage.ts';
import type { Context } from '../context.ts';

type UsageQuery = { readonly month?: string | undefined; readonly format?: 'json' | 'csv' | undefined };

/** Without a month: the present one, in UTC. */
export async function fetchUsage(context: Context, { target, query }: { target: TenantRecord; query: UsageQuery }) {
  const month = checkMonth(query.month ?? new Date(context.now()).toISOString().slice(0, 7));
  const rows = await usageOfMonth(context.store, month);
  const report = usageReport({ client: target.client.id, month, books: context.prices, rows });
  return query.format === 'csv'
    ? { raw: { contentType: 'text/csv; charset=utf-8' as const, text: usageCsv(report) } }
    : report;
}
