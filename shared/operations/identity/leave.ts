// Leaving an organization, and deleting oneself. Nobody may leave people without an owner, or a client without anybody.
import type { Client } from '../../domain/identity/identity.ts';
import type { Membership, User } from '../../domain/identity/user.ts';
import { invalid, problem, tryAgain } from '../../domain/problem.ts';
import { clientsOf } from '../../store/identity/clients.ts';
import { commit, type Directory } from '../../store/identity/directory.ts';
import {
  findMembership,
  membershipStands,
  membershipsOfOrganization,
  membershipsOfUser,
  permissionsOfClient,
  permissionsOfUser,
  setMembership,
  setPermission,
} from '../../store/identity/memberships.ts';
import { endSessions } from '../../store/identity/sessions.ts';
import { changeUser, noPassword } from '../../store/identity/users.ts';
import { untilDone } from '../../store/table/until-done.ts';
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
  // All of them are asked first, so that who has to stay in one has not left the others.
  for (const membership of memberships) await heirsOf(context, membership);
  for (const { organization } of memberships) await leaveOrganization(context, organization, target.id);
  await endSessions(directory, target.id, null);
  await untilDone(
    () => erase(directory, target.id),
    () => tryAgain('The user is being changed by other requests.'),
  );
  return {};
}

/** What stays says that there was somebody, and not who. */
const nobody = (before: User): User => ({ ...before, email: '', name: '', wantsClient: null, deleted: true });

/** Undefined when the user was changed meanwhile. */
async function erase(directory: Directory, user: string): Promise<true | undefined> {
  const outcome = await changeUser(directory, user, nobody, [noPassword(directory, user)]);
  return outcome === 'changed meanwhile' ? undefined : true;
}

/**
 * Takes somebody out of an organization, with what the membership allowed. That those whom it is left to are still there is a condition of it:
 *
 *   one owner:  another is there ──────────────── leave ─ refused ── nobody else is there: 403
 *   another:                      └ leave
 */
export const leaveOrganization = (context: AccountContext, organization: string, user: string): Promise<true> =>
  untilDone(
    () => leave(context, organization, user),
    () => tryAgain('People join and leave this organization at the same time.'),
  );

/** Permissions that end in the transaction of the membership; without it the others allow nothing, they are tidied up behind it. */
const mostAtOnce = 20;

/** Undefined when the membership changed meanwhile, or somebody left whom the organization was to be left to. */
async function leave(context: AccountContext, organization: string, user: string): Promise<true | undefined> {
  const { directory } = context;
  const own = await findMembership(directory, user, organization);
  if (!own) return true;
  const heirs = await heirsOf(context, own);
  const permissions = (await permissionsOfUser(directory, user)).filter((each) => each.organization === organization);
  const ended = permissions.map((each) => setPermission(directory, { ...each, level: 'none' }));
  const outcome = await commit(directory, [
    ...setMembership(directory, user, organization, null, own),
    ...heirs.map((heir) => membershipStands(directory, heir)),
    ...ended.slice(0, mostAtOnce).flat(),
  ]);
  if (!outcome.done) return;
  for (const writes of ended.slice(mostAtOnce)) await commit(directory, writes);
  return true;
}

/** Who has to be there still when this member leaves: another owner, or where nobody owns it somebody in each client. Throws a 403 where nobody is. */
async function heirsOf({ directory }: AccountContext, { organization, user, type }: Membership): Promise<Membership[]> {
  const others = (await membershipsOfOrganization(directory, organization)).filter((member) => member.user !== user);
  const owner = others.find((member) => member.type === 'owner');
  if (owner) return [owner];
  if (type === 'owner' && others.length > 0) throw lastOwner(user, organization);
  const heirs = new Map<string, Membership>();
  for (const client of await clientsOf(directory.table, organization)) {
    const people = new Set((await permissionsOfClient(directory, client.id)).map((permission) => permission.user));
    const heir = others.find((member) => people.has(member.user));
    if (!heir) throw lastPerson(user, client);
    heirs.set(heir.user, heir);
  }
  return [...heirs.values()];
}

const lastOwner = (user: string, organization: string) =>
  problem(
    403,
    `User ${user} is the last owner of the organization ${organization}, and there are other people in it. Make somebody else an owner first.`,
  );

const lastPerson = (user: string, { id, name }: Client) =>
  problem(
    403,
    `User ${user} is the last person of the client ${JSON.stringify(name)}. Delete the client first: DELETE /v1/clients/${id}.`,
  );
