// Bodies and queries of requests about who is who.
import * as z from 'zod';
import { roles } from '../../domain/identity/invite.ts';
import { membershipTypes } from '../../domain/identity/user.ts';
import { flag, id } from './common.ts';
import { idText } from './queries.ts';

const text = z.string();

export const sessionQuery = z.object({ preferred_client_id: idText.optional() });
export const logInBody = z.strictObject({ email: text, password: text.nullish(), code: text.nullish() });
export const passwordBody = z.strictObject({
  new_password: text,
  old_password: text.nullish(),
  email: text.nullish(),
  password_reset_code: text.nullish(),
});
export const emailQuery = z.object({ email: text });
export const emailBody = z.strictObject({ email: text });

export const tokenBody = z.strictObject({
  token: z.literal('rotate').optional(),
  lasts_forever: z.boolean().optional(),
  expires: z.literal('renew').optional(),
});

export const signUpBody = z.strictObject({
  email: text,
  name: text,
  password: text,
  client_name: text.nullish(),
  invite_code: text.nullish(),
  client: id.nullish(),
  edu: flag,
});

export const userBody = z.strictObject({
  name: text.optional(),
  email: text.optional(),
  password: text.nullish(),
  educational_user: z.boolean().optional(),
  show_welcome: z.boolean().optional(),
  planned_usage: z.strictObject({ object: text.optional(), track: flag, optimize: flag }).optional(),
});
/** DELETE carries its parameters in the query; a password is better in the body. */
export const passwordGiven = z.object({ password: text.optional() });
export const emailGiven = z.object({ email: text.optional() });
export const inviteGiven = emailGiven.extend({ organization: id.optional() });

const security = z.strictObject({
  object: text.optional(),
  allow_users_to_see_experiments_by_others: z.boolean().optional(),
});
export const clientCreate = z.strictObject({ name: text, client_security: security.nullish() });
export const clientUpdate = z.strictObject({ name: text.optional(), client_security: security.nullish() });

export const organizationUpdate = z.strictObject({
  name: text.optional(),
  email_domains: z.array(text).max(100).nullish(),
  client_for_email_signup: id.nullish(),
  allow_signup_from_email_domains: z.boolean().optional(),
});

const role = z.enum(roles);
const clientInvites = z
  .array(z.strictObject({ id, role, old_role: role.nullish() }))
  .max(40)
  .nullish();
export const inviteCreate = z.strictObject({
  email: text,
  membership_type: z.enum(membershipTypes),
  client_invites: clientInvites,
});
export const inviteUpdate = z.strictObject({
  membership_type: z.enum(membershipTypes).optional(),
  client_invites: clientInvites,
});
export const clientInvite = z.strictObject({ email: text, role, old_role: role.nullish() });
export const pendingAccept = z.strictObject({ client: id });
