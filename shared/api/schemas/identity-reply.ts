// Users, sessions, memberships, permissions and invites as answers show them.
import * as z from 'zod';
import { roles } from '../../domain/identity/invite.ts';
import { membershipTypes } from '../../domain/identity/user.ts';
import { clientReply, organizationReply, tokenReply } from './account-reply.ts';
import { seconds } from './common.ts';

export const userReply = z.strictObject({
  object: z.literal('user'),
  id: z.string(),
  email: z.string(),
  name: z.string(),
  created: seconds,
  deleted: z.boolean(),
  has_verified_email: z.boolean(),
  show_welcome: z.boolean(),
  planned_usage: z.strictObject({
    object: z.literal('planned_usage'),
    track: z.boolean().nullable(),
    optimize: z.boolean().nullable(),
  }),
  educational_user: z.literal(true).optional(),
});

export const sessionReply = z.strictObject({
  object: z.literal('session'),
  api_token: tokenReply,
  client: clientReply.nullable(),
  user: userReply.nullable(),
  code: z.null(),
  needs_password_reset: z.boolean(),
});

export const membershipReply = z.strictObject({
  object: z.literal('membership'),
  organization: organizationReply,
  user: userReply,
  type: z.enum(membershipTypes),
});

export const permissionReply = z.strictObject({
  object: z.literal('permission'),
  client: clientReply,
  user: userReply,
  can_read: z.boolean(),
  can_write: z.boolean(),
  can_admin: z.boolean(),
  can_see_experiments_by_others: z.boolean(),
  is_owner: z.boolean(),
});

export const pendingPermissionReply = z.strictObject({
  object: z.literal('pending_permission'),
  client: z.string(),
  client_name: z.string(),
  email: z.string(),
  role: z.enum(roles),
  /** Only where the service sends no mail. */
  invite_code: z.string().optional(),
});

export const inviteReply = z.strictObject({
  object: z.literal('invite'),
  id: z.string(),
  email: z.string(),
  created: seconds,
  membership_type: z.enum(membershipTypes),
  organization: z.string(),
  pending_permissions: z.array(pendingPermissionReply),
  /** Only where the service sends no mail. */
  invite_code: z.string().optional(),
});
