// Users, sessions, memberships, permissions and invites as the wire shows them.
import type { Client, Level, Organization } from '../identity/identity.ts';
import { reaches } from '../identity/identity.ts';
import type { Membership, User } from '../identity/user.ts';
import { publicClient, publicOrganization } from './public-identity.ts';

export const publicUser = (user: User) => ({
  object: 'user' as const,
  id: user.id,
  email: user.email,
  name: user.name,
  created: user.created,
  deleted: user.deleted,
  has_verified_email: user.verified,
  show_welcome: user.showWelcome,
  planned_usage: { object: 'planned_usage' as const, ...user.plannedUsage },
  ...(user.educational ? { educational_user: true as const } : {}),
});

export const publicMembership = ({ type }: Membership, organization: Organization, user: User) => ({
  object: 'membership' as const,
  organization: publicOrganization(organization),
  user: publicUser(user),
  type,
});

/** What a user may do in a client, whether by permission or as an owner. */
export const publicPermission = (client: Client, user: User, level: Level) => ({
  object: 'permission' as const,
  client: publicClient(client),
  user: publicUser(user),
  can_read: reaches(level, 'read'),
  can_write: reaches(level, 'write'),
  can_admin: reaches(level, 'admin'),
  can_see_experiments_by_others: client.seeOthers !== false || reaches(level, 'admin'),
  is_owner: level === 'owner',
});
