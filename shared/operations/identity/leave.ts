// Leaving an organization, and deleting oneself. Nobody may leave people without an owner, or a client without anybody.
import { invalid, problem } from '../../domain/problem.ts';
import { clientsOf } from '../../store/clients.ts';
import { commit } from '../../store/identity/directory.ts';
import {
  membershipsOfOrganization,
  membershipsOfUser,
  permissionsOfClient,
  setMembership,
  setPermission,
} from '../../store/identity/memberships.ts';
import { endSessions } from '../../store/identity/sessions.ts';
import { changeUser } from '../../store/identity/users.ts';
import type { AccountContext } from './registry.ts';
import { checkOwnPassword, type OnUser } from './users.ts';

type Given = { readonly password?: string | undefined };

/** DELETE carries its parameters in the query; a body is accepted too, because a password is better there. */
export async function deleteUser(
  context: AccountContext,
  { target, query, body }: OnUser & { query: Given; body: Given },
) {
  const { directory } = context;
  const password = body.password ?? query.password;
  if (password === undefined)
    throw invalid('password', undefined, 'is missing', 'Send your password to delete your user.');
  await checkOwnPassword(context, target, password);
  const memberships = await membershipsOfUser(directory, target.id);
  for (const { organization, type } of memberships)
    await refuseLastOwner(context, organization, target.id, type === 'owner');
  for (const { organization } of memberships) await leaveOrganization(context, organization, target.id);
  await endSessions(directory, target.id, null);
  await changeUser(directory, target.id, (user) => ({ ...user, deleted: true }));
  return {};
}

async function refuseLastOwner(
  { directory }: AccountContext,
  organization: string,
  user: string,
  owner: boolean,
): Promise<void> {
  const members = await membershipsOfOrganization(directory, organization);
  const others = members.filter((member) => member.user !== user);
  const owners = others.filter(({ type }) => type === 'owner');
  if (owner && owners.length === 0 && others.length > 0)
    throw problem(
      403,
      'You are the last owner of an organization with other people in it. Make somebody else an owner first.',
    );
  if (owners.length > 0) return;
  for (const client of await clientsOf(directory.table, organization)) {
    const people = (await permissionsOfClient(directory, client.id)).filter((permission) => permission.user !== user);
    if (people.length === 0)
      throw problem(
        403,
        `You are the last person of the client ${JSON.stringify(client.name)}. Delete the client first: DELETE /v1/clients/${client.id}.`,
      );
  }
}

/** The membership and what it allowed. */
export async function leaveOrganization(
  { directory }: AccountContext,
  organization: string,
  user: string,
): Promise<void> {
  const clients = await clientsOf(directory.table, organization);
  await commit(directory, setMembership(directory, user, organization, null));
  for (const { id } of clients)
    await commit(directory, setPermission(directory, { user, client: id, organization, level: 'none' }));
}
