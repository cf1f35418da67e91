// Clients (teams) and the organizations they belong to.
import type { Client, Organization, Tenant } from '../../domain/identity/identity.ts';
import { tryAgain } from '../../domain/problem.ts';
import { allOrganizations, clientKey, idOf, type Key, organizationKey, sortKey } from '../table/keys.ts';
import { writeMany } from '../table/single.ts';
import { get, getMany, type Item, query, type Table, type Write } from '../table/table.ts';
import { untilDone } from '../table/until-done.ts';
import type { TenantStore } from '../tenant.ts';
import { commit, type Directory } from './directory.ts';

export type TenantRecord = { readonly client: Client; readonly organization: Organization };

const keyOfClient = (client: string): Key => ({ pk: clientKey(client), sk: sortKey.client });
const keyOfOrganization = (organization: string): Key => ({
  pk: organizationKey(organization),
  sk: sortKey.organization,
});

export const clientItem = (client: Client, version: number): Item => ({
  ...keyOfClient(client.id),
  version,
  doc: JSON.stringify(client),
});

export const organizationItem = (organization: Organization, version: number): Item => ({
  ...keyOfOrganization(organization.id),
  version,
  doc: JSON.stringify(organization),
});

/** Clients that were stored before organizations had items of their own carry theirs along. */
type StoredClient = Client | TenantRecord;

function parseClient(item: Item | null): Client | null {
  const stored = item?.doc ? (JSON.parse(item.doc) as StoredClient) : null;
  if (!stored) return null;
  return 'client' in stored ? stored.client : stored;
}

const parseOrganization = (item: Item | null): Organization | null =>
  item?.doc ? (JSON.parse(item.doc) as Organization) : null;

/** Deleted ones are gone. */
export async function findClient(table: Table, id: string): Promise<Client | null> {
  const client = parseClient(await get(table, keyOfClient(id)));
  return client?.deleted ? null : client;
}

export async function findOrganization(table: Table, id: string): Promise<Organization | null> {
  const organization = parseOrganization(await get(table, keyOfOrganization(id)));
  return organization?.deleted ? null : organization;
}

/** Both at once, deleted or not: what the door judges by. The organization is null for a client that is older than organizations' items. */
export async function readStanding(
  table: Table,
  tenant: Tenant,
): Promise<{ readonly client: Client | null; readonly organization: Organization | null }> {
  const [client, organization] = await getMany(table, [
    keyOfClient(tenant.client),
    keyOfOrganization(tenant.organization),
  ]);
  return { client: parseClient(client ?? null), organization: parseOrganization(organization ?? null) };
}

export async function readTenant(store: TenantStore): Promise<TenantRecord | null> {
  const item = await get(store.table, keyOfClient(store.client));
  const stored = item?.doc ? (JSON.parse(item.doc) as StoredClient) : null;
  if (!stored) return null;
  if ('client' in stored) return stored;
  const organization = await findOrganization(store.table, stored.organization);
  return organization ? { client: stored, organization } : null;
}

/** Those that are being erased among them. */
export const findOrganizationRecord = async (table: Table, id: string): Promise<Organization | null> =>
  parseOrganization(await get(table, keyOfOrganization(id)));

/** Ids of an organization's clients, oldest first; deleted ones too, as long as there is an organization. */
export async function clientIdsOf(table: Table, organization: string): Promise<string[]> {
  const range = { pk: organizationKey(organization), from: 'CLIENT#', to: 'CLIENT#~' };
  return (await query(table, range)).map(({ sk }) => idOf(sk));
}

/** A client that an organization has or had; null: its record is erased already. */
export type ClientRecord = { readonly id: string; readonly client: Client | null };

/** Clients of an organization, oldest first, deleted ones and those that are being erased among them: for the operator alone. */
export async function clientRecordsOf(table: Table, organization: string): Promise<ClientRecord[]> {
  const ids = await clientIdsOf(table, organization);
  const items = await getMany(table, ids.map(keyOfClient));
  return ids.map((id, i) => ({ id, client: parseClient(items[i] ?? null) }));
}

/** Clients of an organization, oldest first. */
export const clientsOf = async (table: Table, organization: string): Promise<Client[]> =>
  (await clientRecordsOf(table, organization)).flatMap(({ client }) => (client && !client.deleted ? [client] : []));

/** Every organization's id, oldest first; for the operator alone. */
export const allOrganizationIds = async (table: Table): Promise<string[]> =>
  (await query(table, { pk: allOrganizations, from: 'ORG#', to: 'ORG#~' })).map(({ sk }) => idOf(sk));

/** The organizations of these ids, in their order; those that are not there are left out. */
export async function organizationsOf(table: Table, ids: readonly string[]): Promise<Organization[]> {
  const items = await getMany(table, ids.map(keyOfOrganization));
  return items.flatMap((item) => parseOrganization(item) ?? []);
}

/** Changes an organization; null when it is gone. Somebody else's change in between is seen, and the change made again. */
export const changeOrganization = (
  directory: Directory,
  id: string,
  change: (organization: Organization) => Organization,
  more: readonly Write[] = [],
): Promise<Organization | null> =>
  untilDone(
    async () => {
      const item = await get(directory.table, keyOfOrganization(id));
      const before = parseOrganization(item);
      if (!item || !before) return null;
      const after = change(before);
      const version = Number(item['version']);
      const when = { expression: '#version = :version', values: { version } };
      const outcome = await commit(directory, [{ put: organizationItem(after, version + 1), when }, ...more]);
      return outcome.done ? after : undefined;
    },
    () => tryAgain(`The organization ${id} is being changed by others.`),
  );

/** Changes a client, as `changeOrganization` does. */
export const changeClient = (
  directory: Directory,
  id: string,
  change: (client: Client) => Client,
  more: readonly Write[] = [],
): Promise<Client | null> =>
  untilDone(
    async () => {
      const item = await get(directory.table, keyOfClient(id));
      const before = parseClient(item);
      if (!item || !before || before.deleted) return null;
      const after = change(before);
      const version = typeof item['version'] === 'number' ? item['version'] : 0;
      const when =
        version > 0
          ? { expression: '#version = :version', values: { version } }
          : { expression: 'attribute_not_exists(#version)' };
      const outcome = await commit(directory, [{ put: clientItem(after, version + 1), when }, ...more]);
      return outcome.done ? after : undefined;
    },
    () => tryAgain(`The client ${id} is being changed by others.`),
  );

/** The last trace of an organization, with what lies beside it: after it nobody can say what it had. Its own record goes last, so that this can be repeated. */
export async function eraseOrganizationRecord({ table }: Directory, id: string): Promise<void> {
  const items = await query(table, { pk: organizationKey(id), from: ' ', to: '~' });
  const own = keyOfOrganization(id);
  await writeMany(
    table,
    items.filter(({ sk }) => sk !== own.sk).map(({ pk, sk }) => ({ remove: { pk, sk } })),
  );
  await writeMany(table, [{ remove: { pk: allOrganizations, sk: sortKey.organizationOf(id) } }, { remove: own }]);
}
