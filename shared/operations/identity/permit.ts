// What a user may do in one client, changed from what it was when it was looked at.
import type { Membership, Permission } from '../../domain/identity/user.ts';
import { commit, type Directory } from '../../store/identity/directory.ts';
import {
  findMembership,
  findPermission,
  membershipStands,
  setMembership,
  setPermission,
} from '../../store/identity/memberships.ts';

export type Seen = { readonly membership: Membership | null; readonly permission: Permission | null };

export async function lookAt(
  directory: Directory,
  { user, client, organization }: Omit<Permission, 'level'>,
): Promise<Seen> {
  const [membership, permission] = await Promise.all([
    findMembership(directory, user, organization),
    findPermission(directory, user, client),
  ]);
  return { membership, permission };
}

/** Who is given something becomes a member, if that is not so already. False when membership or permission changed since they were looked at. */
export async function permit(directory: Directory, given: Permission, { membership, permission }: Seen) {
  const member = membership
    ? [membershipStands(directory, membership)]
    : setMembership(directory, given.user, given.organization, 'member', null);
  const outcome = await commit(directory, [
    ...(given.level === 'none' ? [] : member),
    ...setPermission(directory, given, permission),
  ]);
  return outcome.done;
}
