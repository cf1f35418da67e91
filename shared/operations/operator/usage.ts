// What every client used in a month, deleted and suspended ones too: nobody gets out of a bill by closing the door behind them.
import { type Estimated, estimateOf } from '../../domain/billing/estimate.ts';
import { totalsOf, type UsageReport } from '../../domain/billing/usage-report.ts';
import { compareIds, isId } from '../../domain/id.ts';
import type { Client, Organization } from '../../domain/identity/identity.ts';
import { invalid, notFound } from '../../domain/problem.ts';
import { allOrganizationIds, clientRecordsOf, findOrganizationRecord } from '../../store/identity/clients.ts';
import { finalUsageOf } from '../../store/identity/final-usage.ts';
import { usageOfMonth } from '../../store/usage.ts';
import { storeOf } from '../service.ts';
import type { OperatorContext } from './context.ts';

/** Clients of an answer, and milliseconds that must be left for one more: months are read whole, and some are large. */
const most = 1000;
const enough = 12_000;

type Input = {
  readonly query: {
    readonly month?: string | undefined;
    readonly organization?: string | undefined;
    readonly after?: string | undefined;
  };
};

type Place = { readonly organization: Organization; readonly id: string; readonly client: Client | null };

type ClientUsage = Estimated & {
  readonly organization: string;
  readonly client: string;
  readonly name: string | null;
  readonly suspended: boolean;
  readonly deleted: boolean;
  readonly totals: UsageReport['totals'];
};

/** Without a month the present one, in UTC; oldest organizations first. Follow `next` until it is null. */
export async function listUsage(context: OperatorContext, { query }: Input) {
  const month = query.month ?? new Date(context.now()).toISOString().slice(0, 7);
  const clients: ClientUsage[] = [];
  let next: string | null = null;
  for await (const place of placesOf(context, query)) {
    if (clients.length === most || (next && context.remaining() < enough)) return answer(month, clients, next);
    clients.push(await usageOf(context, place, month));
    next = `${place.organization.id}-${place.id}`;
  }
  return answer(month, clients, null);
}

const answer = (month: string, clients: ClientUsage[], next: string | null) => ({
  object: 'usage_of_clients' as const,
  month,
  clients,
  next,
});

/** Behind the one at which the answer before stopped. */
async function* placesOf({ directory }: OperatorContext, query: Input['query']): AsyncGenerator<Place> {
  const { table } = directory;
  const behind = query.after === undefined ? null : readMarker(query.after);
  const ids = query.organization === undefined ? await allOrganizationIds(table) : [query.organization];
  for (const id of ids.filter((each) => !behind || compareIds(each, behind.organization) >= 0)) {
    const organization = await findOrganizationRecord(table, id);
    if (!organization && query.organization !== undefined) throw notFound('organization', id);
    for (const place of organization ? await clientRecordsOf(table, id) : [])
      if (organization && (behind?.organization !== id || compareIds(place.id, behind.client) > 0))
        yield { organization, ...place };
  }
}

async function usageOf({ directory, prices }: OperatorContext, place: Place, month: string): Promise<ClientUsage> {
  const { organization, id, client } = place;
  const totals =
    (await finalTotals(directory, place, month)) ?? totalsOf(await usageOfMonth(storeOf(directory, id), month));
  return {
    organization: organization.id,
    client: id,
    name: client?.name ?? null,
    suspended: organization.suspended ?? false,
    deleted: (organization.deleted || client?.deleted) ?? false,
    totals,
    ...estimateOf(totals, month, prices),
  };
}

/** Of a month that was added up before its counters began to go; null where they are all there. */
async function finalTotals({ table }: OperatorContext['directory'], { organization, id }: Place, month: string) {
  if (!organization.deleted) return null;
  const all = await finalUsageOf(table, organization.id);
  const final = all.find((one) => one.client === id && one.month === month);
  return final ? totalsOf([final]) : null;
}

function readMarker(text: string): { readonly organization: string; readonly client: string } {
  const [organization = '', client = '', ...more] = text.split('-');
  if (isId(organization) && isId(client) && more.length === 0) return { organization, client };
  throw invalid('after', text, 'is not where a list of usage stopped', 'Send `next` of the answer before, unchanged.');
}
