// Tokens, clients and organizations as answers show them.
import * as z from 'zod';
import { seconds } from './common.ts';

export const tokenReply = z.strictObject({
  object: z.literal('token'),
  token: z.string(),
  token_type: z.enum(['user', 'client-api', 'client-dev', 'guest']),
  user: z.string().nullable(),
  client: z.string().nullable(),
  organization: z.string().nullable(),
  development: z.boolean(),
  all_experiments: z.boolean(),
  permissions: z.enum(['read', 'write']),
  scope: z.enum(['all_endpoints', 'shared_experiment', 'signup']),
  experiment: z.string().nullable(),
  training_run: z.string().nullable(),
  expires: seconds.nullable(),
  lease_length: z.int().nullable(),
});

export const clientReply = z.strictObject({
  object: z.literal('client'),
  id: z.string(),
  organization: z.string(),
  name: z.string(),
  created: seconds,
  client_security: z.strictObject({ allow_users_to_see_experiments_by_others: z.boolean() }),
});

export const organizationReply = z.strictObject({
  object: z.literal('organization'),
  id: z.string(),
  name: z.string(),
  created: seconds,
  academic: z.boolean(),
  email_domains: z.array(z.string()),
  client_for_email_signup: z.string().nullable(),
  allow_signup_from_email_domains: z.boolean(),
  optimized_runs_in_billing_cycle: z.int().nullable(),
  total_runs_in_billing_cycle: z.int().nullable(),
  data_storage_bytes: z.int().nullable(),
});
