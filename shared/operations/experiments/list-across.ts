// Lists experiments over several clients: those a user made, wherever that user may read, and those of an organization.
import type { Tenant } from '../../domain/identity/identity.ts';
import { pageRequest } from '../../domain/page.ts';
import { isProblem, notFound } from '../../domain/problem.ts';
import { clientsOf } from '../../store/identity/clients.ts';
import type { Directory } from '../../store/identity/directory.ts';
import { namesOf } from '../../store/identity/users.ts';
import type { AccountContext } from '../identity/registry.ts';
import { findRights } from '../identity/rights.ts';
import { visibleClients } from '../identity/visible-clients.ts';
import { answerCoreList, type Entry, foundAmong } from './answer-list.ts';
import { listedOf } from './list.ts';
import { type ExperimentListQuery, wantedOf } from './wanted.ts';

/** Only oneself: whoever else there is or is not, the answer is the same. */
export async function loadSelf({ caller }: AccountContext, path: Readonly<Record<string, string>>): Promise<string> {
  const { user = '' } = path;
  if (caller.user === user && caller.token.kind !== 'guest') return user;
  throw notFound('user', user);
}

/** Whether there is such an organization, the caller's level on it has told already. */
export const loadOrganizationId = async (_: AccountContext, path: Readonly<Record<string, string>>): Promise<string> =>
  path['organization'] ?? '';

export async function listOfUser(
  context: AccountContext,
  { target, query }: { target: string; query: ExperimentListQuery },
) {
  return list(context, await clientsOfCaller(context, target), query, target);
}

export async function listOfOrganization(
  context: AccountContext,
  { target, query }: { target: string; query: ExperimentListQuery },
) {
  const clients = await clientsOf(context.directory.table, target);
  return list(
    context,
    clients.map(({ id }) => id),
    query,
    null,
  );
}

async function list(
  context: AccountContext,
  clients: readonly string[],
  query: ExperimentListQuery,
  only: string | null,
) {
  const { directory, caller } = context;
  const recent = query.sort === 'recent';
  const request = pageRequest(query, recent ? 1 : 0);
  const all = await Promise.all(clients.map((client) => entriesOf(context, client, query.include_ai)));
  const viewer = { development: caller.development, only };
  const wanted = await wantedOf(all.flat(), query, viewer, (users) => namesOf(directory, users));
  return answerCoreList(foundAmong(wanted, request, recent));
}

async function entriesOf(
  { directory, now, nextId }: AccountContext,
  client: string,
  includeAi: boolean | undefined,
): Promise<Entry[]> {
  const store = { table: directory.table, client, now, nextId };
  return (await listedOf(store, includeAi)).map((listed) => ({ ...listed, store }));
}

/** The clients that the caller, who is this user, may read: of a client's token that client alone. */
async function clientsOfCaller({ directory, caller }: AccountContext, user: string): Promise<string[]> {
  const { token } = caller;
  const tenants = token.tenant ? [token.tenant] : await tenantsOf(directory, user);
  const readable = await Promise.all(
    tenants.map((tenant) => findRights(directory, token, tenant).catch(unlessSuspended)),
  );
  return tenants.filter((_, i) => readable[i]).map(({ client }) => client);
}

/** What is suspended is left out of a list that reaches further. */
function unlessSuspended(error: unknown): null {
  if (isProblem(error) && error.status === 403) return null;
  throw error;
}

const tenantsOf = async (directory: Directory, user: string): Promise<Tenant[]> =>
  (await visibleClients(directory, user)).map(({ client: { id, organization } }) => ({ client: id, organization }));
