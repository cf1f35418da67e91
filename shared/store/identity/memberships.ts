// Who belongs to which organization, and what each may do in which client. Each fact stands twice, so that both sides can be listed.
import type { Level } from '../../domain/identity/identity.ts';
import type { Membership, MembershipType, Permission } from '../../domain/identity/user.ts';
import { asRead, type Condition } from '../table/expression.ts';
import { clientKey, type Key, organizationKey, sortKey, userKey } from '../table/keys.ts';
import { get, type Item, query, type Write } from '../table/table.ts';
import { type Directory, inIdentities } from './directory.ts';

export const membershipKey = (user: string, organization: string): Key => ({
  pk: userKey(user),
  sk: sortKey.member(organization),
});
export const permissionKey = (user: string, client: string): Key => ({ pk: userKey(user), sk: sortKey.grant(client) });

const doc = <Fact>(item: Item | null): Fact | null => (item?.doc ? (JSON.parse(item.doc) as Fact) : null);

export const parseMembership = (item: Item | null): Membership | null => doc(item);
export const parsePermission = (item: Item | null): Permission | null => doc(item);

/** Both copies of a fact, put or removed; `when` is asked of the first, as the two are always written together. */
const twice = (directory: Directory, keys: readonly Key[], fact: object | null, when?: Condition): Write[] =>
  keys.map((key, i) =>
    inIdentities(directory, {
      ...(fact ? { put: { ...key, doc: JSON.stringify(fact) } } : { remove: key }),
      ...(when && i === 0 ? { when } : {}),
    }),
  );

const membershipKeys = (user: string, organization: string): Key[] => [
  membershipKey(user, organization),
  { pk: organizationKey(organization), sk: sortKey.member(user) },
];

const permissionKeys = (user: string, client: string): Key[] => [
  permissionKey(user, client),
  { pk: clientKey(client), sk: sortKey.grant(user) },
];

/** Null ends the membership. Refused when `seen` is given, and it is another one by now. */
export function setMembership(
  directory: Directory,
  user: string,
  organization: string,
  type: MembershipType | null,
  seen?: Membership | null,
): Write[] {
  const fact = type && ({ organization, user, type } satisfies Membership);
  return twice(directory, membershipKeys(user, organization), fact, seen === undefined ? undefined : asRead(seen));
}

/** Writes nothing; refused when the membership is not as it was read any more. */
export const membershipStands = (directory: Directory, seen: Membership): Write =>
  inIdentities(directory, { check: membershipKey(seen.user, seen.organization), when: asRead(seen) });

/** `none` takes the permission away. Refused when `seen` is given, and it is another one by now. */
export function setPermission(
  directory: Directory,
  { user, client, organization, level }: Permission,
  seen?: Permission | null,
): Write[] {
  const fact = level === 'none' ? null : { organization, client, user, level };
  return twice(directory, permissionKeys(user, client), fact, seen === undefined ? undefined : asRead(seen));
}

export const findPermission = async (directory: Directory, user: string, client: string) =>
  parsePermission(await get(directory.identities, permissionKey(user, client)));

export const findMembership = async (directory: Directory, user: string, organization: string) =>
  parseMembership(await get(directory.identities, membershipKey(user, organization)));

const all = async <Fact>(directory: Directory, pk: string, prefix: string): Promise<Fact[]> => {
  const items = await query(directory.identities, { pk, from: prefix, to: `${prefix}~` });
  return items.flatMap((item) => doc<Fact>(item) ?? []);
};

export const membershipsOfUser = (directory: Directory, user: string): Promise<Membership[]> =>
  all(directory, userKey(user), 'MEMBER#');

export const membershipsOfOrganization = (directory: Directory, organization: string): Promise<Membership[]> =>
  all(directory, organizationKey(organization), 'MEMBER#');

export const permissionsOfUser = (directory: Directory, user: string): Promise<Permission[]> =>
  all(directory, userKey(user), 'GRANT#');

export const permissionsOfClient = (directory: Directory, client: string): Promise<Permission[]> =>
  all(directory, clientKey(client), 'GRANT#');

/** Of a membership and a permission, the stronger. An owner needs no permission; a member has none but what is granted. */
export const levelOf = (membership: Membership | null, permission: Permission | null): Level =>
  membership?.type === 'owner' ? 'owner' : membership ? (permission?.level ?? 'none') : 'none';
