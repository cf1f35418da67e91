// What a token may do where a path leads, as it is at this moment: a token's own level, or its user's membership and permission.
//
//   token without a user   its own client, its own level
//   token with a user      its own client, the user's level there
//   user token             the client that the path names, or the one that has the object; the user's level there
//   guest token            the one object it was made for, and the files of a run; read
import type { Caller, Level, Rights, Tenant, TokenRecord } from '../../domain/identity/identity.ts';
import type { IdentityPolicy } from '../../domain/identity/identity-policy.ts';
import type { Place } from '../../domain/place.ts';
import { problem } from '../../domain/problem.ts';
import { findOrganization, readStanding } from '../../store/identity/clients.ts';
import type { Directory } from '../../store/identity/directory.ts';
import {
  findMembership,
  levelOf,
  membershipKey,
  parseMembership,
  parsePermission,
  permissionKey,
} from '../../store/identity/memberships.ts';
import { findUser } from '../../store/identity/users.ts';
import type { Whereabouts } from '../../store/identity/where.ts';
import { getMany } from '../../store/table/table.ts';

/** The tenant a request is about; null: none that this token could see into. Without a promise where nothing has to be read. */
export function findTenant(
  where: Whereabouts,
  token: TokenRecord,
  place: Place,
): Tenant | null | Promise<Tenant | null> {
  const { kind, tenant } = token;
  if (kind === 'guest') return place.object === null ? null : tenantOfGuest(where, token, place.object);
  if (kind !== 'user') return place.client === null || place.client === tenant?.client ? tenant : null;
  if (place.client !== null) return where.tenantOf(place.client);
  return place.object === null ? null : tenantOfObject(where, place.object);
}

const opens = (shared: TokenRecord['shared'], object: string): boolean =>
  shared?.experiment === object || shared?.run === object;

/** The files of a run have paths of their own, which do not name it. */
function tenantOfGuest(
  where: Whereabouts,
  { tenant, shared }: TokenRecord,
  object: string,
): Tenant | null | Promise<Tenant | null> {
  if (opens(shared, object)) return tenant;
  if (!shared?.run) return null;
  const run = where.runOf(object);
  if (typeof run === 'string') return run === shared.run ? tenant : null;
  return run.then((found) => (found === shared.run ? tenant : null));
}

function tenantOfObject(where: Whereabouts, object: string): Tenant | null | Promise<Tenant | null> {
  const client = where.clientOf(object);
  if (typeof client === 'string') return where.tenantOf(client);
  return client.then((found) => (found === null ? null : where.tenantOf(found)));
}

/** Null when nothing there may be seen. Throws the 403 of a suspended organization, to those alone who may see it. */
export async function findRights(directory: Directory, token: TokenRecord, tenant: Tenant): Promise<Rights | null> {
  const [{ client, organization }, own] = await Promise.all([
    readStanding(directory.table, tenant),
    token.user === null ? null : userLevel(directory, token.user, tenant),
  ]);
  const level = own ?? token.level;
  if (!client || client.deleted || organization?.deleted || level === 'none') return null;
  if (organization?.suspended) throw suspended();
  const ownOnly = client.seeOthers === false && token.user !== null && (level === 'read' || level === 'write');
  return { tenant, level: token.kind === 'guest' ? 'read' : level, ownOnly };
}

/**
 * Rights as the door asks for them: a session of a user whose address has to be verified, and is not since it was changed, opens no client until it is.
 * Throws the 404 that says so, to those alone who could see something. API tokens of the user go on: what trains with them is not in anybody's hands.
 */
export async function rightsAtDoor(
  directory: Directory,
  policy: IdentityPolicy,
  token: TokenRecord,
  tenant: Tenant,
): Promise<Rights | null> {
  const [rights, user] = await Promise.all([findRights(directory, token, tenant), unsure(directory, policy, token)]);
  if (rights && user && !user.verified) throw needsVerification(user.email);
  return rights;
}

/** Whose address decides; null where none does. */
const unsure = (directory: Directory, { verifyEmail }: IdentityPolicy, { kind, user }: TokenRecord) =>
  verifyEmail && kind === 'user' && user !== null ? findUser(directory, user) : null;

const needsVerification = (email: string) =>
  problem(
    404,
    `The address ${email} is not verified: until it is, nothing of your clients is shown. Follow the link in the mail that was sent to it, or have it sent again with POST /v1/verifications.`,
    { tokenStatus: 'needs_email_verification' },
  );

async function userLevel(directory: Directory, user: string, { client, organization }: Tenant): Promise<Level> {
  const [membership, permission] = await getMany(directory.identities, [
    membershipKey(user, organization),
    permissionKey(user, client),
  ]);
  return levelOf(parseMembership(membership ?? null), parsePermission(permission ?? null));
}

export const suspended = () =>
  problem(
    403,
    'This organization is suspended: its data are kept, and nobody can use them. Ask the operator of this service.',
  );

/** A caller's level on an organization: owners have all; members may read it, and tokens of its clients as long as they open their client. */
export async function organizationLevel(directory: Directory, { token }: Caller, organization: string): Promise<Level> {
  if (token.kind === 'guest') return 'none';
  if (token.kind !== 'user') {
    const own = token.tenant?.organization === organization ? token.tenant : null;
    return own && (await findRights(directory, token, own)) ? 'read' : 'none';
  }
  const [found, membership] = await Promise.all([
    findOrganization(directory.table, organization),
    token.user === null ? null : findMembership(directory, token.user, organization),
  ]);
  if (!found || !membership) return 'none';
  if (found.suspended) throw suspended();
  return membership.type === 'owner' ? 'owner' : 'read';
}
