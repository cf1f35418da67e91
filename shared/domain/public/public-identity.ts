// Tokens, clients and organizations as the wire shows them: every key in the order of the specification, null where nothing is known.
import type { Client, Level, Organization, TokenRecord } from '../identity/identity.ts';
import { reaches } from '../identity/identity.ts';

/** The token itself is not in its record: only who presents it, or makes it, can show it. `level`: what it may do at present. */
export const publicToken = (record: TokenRecord, token: string, level: Level = record.level) => ({
  object: 'token' as const,
  token,
  token_type: record.kind,
  user: record.user ?? record.shared?.by ?? null,
  client: record.tenant?.client ?? null,
  organization: record.tenant?.organization ?? null,
  development: record.kind === 'client-dev',
  all_experiments: record.kind !== 'guest',
  permissions: record.kind === 'user' || reaches(level, 'write') ? ('write' as const) : ('read' as const),
  scope: record.scope ?? (record.kind === 'guest' ? ('shared_experiment' as const) : ('all_endpoints' as const)),
  experiment: record.shared?.experiment ?? null,
  training_run: record.shared?.run ?? null,
  expires: record.expires,
  lease_length: record.lease ?? null,
});

export const publicClient = ({ id, organization, name, created, seeOthers }: Client) => ({
  object: 'client' as const,
  id,
  organization,
  name,
  created,
  client_security: { allow_users_to_see_experiments_by_others: seeOthers ?? true },
});

export const publicOrganization = ({ id, name, created, ...more }: Organization) => ({
  object: 'organization' as const,
  id,
  name,
  created,
  academic: false as const,
  email_domains: [...(more.emailDomains ?? [])],
  client_for_email_signup: more.clientForSignup ?? null,
  allow_signup_from_email_domains: more.signupFromDomains ?? false,
  optimized_runs_in_billing_cycle: null,
  total_runs_in_billing_cycle: null,
  data_storage_bytes: null,
});
