// The record of what the operator did: written before it is done, so that nothing is done without one.
import { pageRequest } from '../../domain/page.ts';
import { auditUses, endUse, recordUse } from '../../store/identity/audit.ts';
import type { Registry } from '../identity/registry.ts';
import { fittingPage, publicPage } from '../page.ts';
import type { OperatorContext, Use } from './context.ts';

/** Fields of a request that no record may hold. */
const secrets = ['password', 'token'];

/** A record is one item, and it is written before the rules for names are asked: of a longer text it keeps the beginning. */
const longestText = 300;
const shortened = (value: unknown): unknown =>
  typeof value === 'string' && value.length > longestText ? `${value.slice(0, longestText)}...` : value;

export function makeAudit({
  directory,
  now,
  nextId,
  log,
}: Pick<Registry, 'directory' | 'now' | 'nextId' | 'log'>): OperatorContext['audit'] {
  return async ({ request, action, path, given }) => {
    const kept = Object.fromEntries(
      Object.entries(given).flatMap(([name, value]) => (secrets.includes(name) ? [] : [[name, shortened(value)]])),
    );
    const use = { id: nextId(), time: new Date(now()).toISOString(), request, action, path, given: kept };
    await recordUse(directory, use);
    log.info('operator', { action, use: use.id });
    return (outcome) => endUse(directory, use, outcome);
  };
}

type UsesQuery = { readonly month?: string | undefined; readonly after?: string | undefined };

/** What was done in a month `YYYY-MM` (in UTC; by default the present one), oldest first; as much as an answer carries. Follow `paging.after` until it is null. */
export async function listUses(context: OperatorContext, { query }: { query: UsesQuery }) {
  const month = query.month ?? new Date(context.now()).toISOString().slice(0, 7);
  const all = await auditUses(context.directory, month);
  const request = pageRequest({ limit: all.length, ascending: true, after: query.after }, 1);
  const page = fittingPage(all, request, ({ time, id }) => ({ sort: [time], id }));
  return publicPage(page, (use) => ({ object: 'operator_use' as const, ...use }));
}

export type { Use };
