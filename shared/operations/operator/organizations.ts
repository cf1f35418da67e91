// Organizations, seen from above: make one with its first client, list, suspend, resume.
import type { Organization } from '../../domain/identity/identity.ts';
import type { MembershipType } from '../../domain/identity/user.ts';
import { checkTitle } from '../../domain/name.ts';
import { type PageQuery, pageRequest } from '../../domain/page.ts';
import { notFound } from '../../domain/problem.ts';
import {
  allOrganizationIds,
  changeOrganization,
  clientRecordsOf,
  findOrganizationRecord,
  organizationsOf,
} from '../../store/identity/clients.ts';
import { setMembership, setPermission } from '../../store/identity/memberships.ts';
import { addTenant } from '../../store/identity/new-clients.ts';
import { newRoot } from '../../store/identity/roots.ts';
import { roleToken } from '../identity/role-token.ts';
import { rootToken } from '../identity/root-token.ts';
import { fittingPage, idKey, publicPage } from '../page.ts';
import type { OperatorContext } from './context.ts';
import { knownUser, type Permitted } from './users.ts';

type NewOrganization = {
  readonly name: string;
  readonly client_name?: string | undefined;
  readonly user?: string | undefined;
  readonly membership_type?: MembershipType | undefined;
  readonly permission?: Permitted | undefined;
  readonly development?: boolean | undefined;
};

/**
 * An organization with one client and a token of it: the user's, where one is named, else one that belongs to nobody. A user is the owner, unless
 * a permission says otherwise.
 */
export async function createOrganization(context: OperatorContext, { body }: { body: NewOrganization }) {
  const { directory } = context;
  const created = Math.floor(context.now() / 1000);
  const organization = { id: context.nextId(), name: checkTitle(body.name, 'name'), created };
  const name = checkTitle(body.client_name ?? body.name, 'client_name');
  const client = { id: context.nextId(), organization: organization.id, name, created };
  const tenant = { client: client.id, organization: organization.id };
  if (body.user !== undefined) await knownUser(context, body.user);
  const kind = body.development ? 'client-dev' : 'client-api';
  const root = body.user === undefined ? rootToken(context, tenant, kind) : null;
  await addTenant(directory, { client, organization }, [
    ...(body.user === undefined ? [] : placeOfUser(context, body, body.user, tenant)),
    ...(root ? newRoot(directory, client.id, context.nextId(), root.record) : []),
  ]);
  const { token } = root ?? (await roleToken(context, { tenant, user: body.user ?? '', kind }));
  return { ...tenant, token };
}

function placeOfUser(
  { directory }: OperatorContext,
  { membership_type, permission }: NewOrganization,
  user: string,
  { client, organization }: { readonly client: string; readonly organization: string },
) {
  const type = membership_type ?? (permission === undefined ? 'owner' : 'member');
  return [
    ...setMembership(directory, user, organization, type),
    ...setPermission(directory, { user, client, organization, level: permission ?? 'none' }),
  ];
}

async function show(context: OperatorContext, organization: Organization) {
  const records = await clientRecordsOf(context.directory.table, organization.id);
  const clients = records.flatMap(({ client }) => client ?? []);
  return {
    object: 'organization' as const,
    id: organization.id,
    name: organization.name,
    created: organization.created,
    suspended: organization.suspended ?? false,
    deleted: organization.deleted ?? false,
    clients: clients.map(({ id, name, deleted }) => ({ id, name, deleted: deleted ?? false })),
  };
}

/** Newest first, deleted ones and those that are being erased among them. */
export async function listOrganizations(context: OperatorContext, { query }: { query: PageQuery }) {
  const { table } = context.directory;
  const ids = await allOrganizationIds(table);
  const page = fittingPage(
    ids.map((id) => ({ id })),
    pageRequest(query),
    idKey,
  );
  const organizations = await organizationsOf(
    table,
    page.items.map(({ id }) => id),
  );
  const shown = await Promise.all(organizations.map((organization) => show(context, organization)));
  return publicPage({ ...page, items: shown }, (item) => item);
}

type OnOne = { readonly path: Readonly<Record<string, string>> };

export async function fetchOrganization(context: OperatorContext, { path }: OnOne) {
  return show(context, await existing(context, path));
}

/** Nobody can use anything of a suspended organization; its data and usage stay. May be repeated. */
export const suspendOrganization = (context: OperatorContext, input: OnOne) => setSuspended(context, input, true);
export const resumeOrganization = (context: OperatorContext, input: OnOne) => setSuspended(context, input, false);

async function setSuspended(context: OperatorContext, { path }: OnOne, suspended: boolean) {
  const { id } = await existing(context, path);
  const changed = await changeOrganization(context.directory, id, (organization) => ({ ...organization, suspended }));
  return show(context, changed ?? (await existing(context, path)));
}

/** Deleted ones too: they have data and a bill until they are erased. */
async function existing(context: OperatorContext, { organization: id = '' }: OnOne['path']): Promise<Organization> {
  const found = await findOrganizationRecord(context.directory.table, id);
  if (!found) throw notFound('organization', id);
  return found;
}
