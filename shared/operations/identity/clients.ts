// Clients (teams): make, change, delete.
import type { Client, Organization } from '../../domain/identity/identity.ts';
import { checkTitle } from '../../domain/name.ts';
import { notFound, problem } from '../../domain/problem.ts';
import { publicClient } from '../../domain/public/public-identity.ts';
import { changeClient, changeOrganization, clientsOf, findClient } from '../../store/identity/clients.ts';
import { addClient as storeClient } from '../../store/identity/new-clients.ts';
import { findUser } from '../../store/identity/users.ts';
import { wholePage } from '../page.ts';
import { unverified } from './log-in.ts';
import type { AccountContext } from './registry.ts';
import { makeTenant } from './settle-in.ts';
import { visibleClients } from './visible-clients.ts';

type Path = Readonly<Record<string, string>>;
type Security = { readonly allow_users_to_see_experiments_by_others?: boolean | undefined };
export type ClientInput = { readonly name: string; readonly client_security?: Security | null | undefined };
export type ClientChange = {
  readonly name?: string | undefined;
  readonly client_security?: Security | null | undefined;
};
type OnClient = { readonly target: Client };

/** The client that the path names; the door has made sure that the caller may see it. */
export async function loadClientRecord({ directory }: AccountContext, { client: id = '' }: Path): Promise<Client> {
  const client = await findClient(directory.table, id);
  if (!client) throw notFound('client', id);
  return client;
}

/** An organization and a client of that name; the caller owns both. */
export async function createTenant(context: AccountContext, { body }: { body: ClientInput }) {
  const name = checkTitle(body.name, 'name');
  const user = context.caller.user === null ? null : await findUser(context.directory, context.caller.user);
  if (!user) throw problem(403, 'The user of this token is gone.', { tokenStatus: 'revoked' });
  if (context.policy.verifyEmail && !user.verified) throw unverified(user);
  const client = await makeTenant(context, name, user.id);
  return publicClient(await secured(context, client, body));
}

async function secured(
  { directory }: AccountContext,
  client: Client,
  { client_security }: ClientInput,
): Promise<Client> {
  const seeOthers = client_security?.allow_users_to_see_experiments_by_others;
  if (seeOthers === undefined) return client;
  return (await changeClient(directory, client.id, (before) => ({ ...before, seeOthers }))) ?? client;
}

export async function updateClient(context: AccountContext, { target, body }: OnClient & { body: ClientChange }) {
  const name = body.name === undefined ? undefined : checkTitle(body.name, 'name');
  const seeOthers = body.client_security?.allow_users_to_see_experiments_by_others;
  const changed = await changeClient(context.directory, target.id, (client) => ({
    ...client,
    ...(name === undefined ? {} : { name }),
    ...(seeOthers === undefined ? {} : { seeOthers }),
  }));
  if (!changed) throw notFound('client', target.id);
  return publicClient(changed);
}

/** Nobody can reach it or its tokens any more. With its last client an organization goes too. */
export async function deleteClient({ directory }: AccountContext, { target }: OnClient) {
  await changeClient(directory, target.id, (client) => ({ ...client, deleted: true }));
  if ((await clientsOf(directory.table, target.organization)).length === 0)
    await changeOrganization(directory, target.organization, (organization) => ({ ...organization, deleted: true }));
  return {};
}

type OnOrganization = { readonly target: Organization };

/** Owners see all of them, members those that they may read. */
export async function listClients({ directory, caller, level }: AccountContext, { target }: OnOrganization) {
  const clients = await clientsOf(directory.table, target.id);
  if (level === 'owner') return wholePage(clients.map(publicClient));
  const own = caller.token.tenant?.client;
  const visible = own === undefined && caller.user !== null ? await visibleIds(directory, caller.user) : [own];
  return wholePage(clients.filter(({ id }) => visible.includes(id)).map(publicClient));
}

const visibleIds = async (directory: AccountContext['directory'], user: string) =>
  (await visibleClients(directory, user)).map(({ client }) => client.id);

export async function addClient(context: AccountContext, { target, body }: OnOrganization & { body: ClientInput }) {
  const { directory, nextId, now } = context;
  const name = checkTitle(body.name, 'name');
  const client = { id: nextId(), organization: target.id, name, created: Math.floor(now() / 1000) };
  await storeClient(directory, client);
  return publicClient(await secured(context, client, body));
}
