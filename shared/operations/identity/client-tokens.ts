// The tokens that a user has in a client: one for production, one for development, made when first asked for, and the guests' that the user made.

import type { Tenant } from '../../domain/identity/identity.ts';
import { notFound } from '../../domain/problem.ts';
import { publicToken } from '../../domain/public/public-identity.ts';
import { findClient } from '../../store/identity/clients.ts';
import { guestsOf } from '../../store/identity/guests.ts';
import { findToken } from '../../store/identity/tokens.ts';
import { wholePage } from '../page.ts';
import { guestText } from './guest-token.ts';
import type { AccountContext } from './registry.ts';
import { roleToken } from './role-token.ts';

/** The client that the path names, as a tenant; the door has made sure that the caller may see it. */
export async function loadTenant(
  { directory }: AccountContext,
  path: Readonly<Record<string, string>>,
): Promise<Tenant> {
  const { client: id = '' } = path;
  const client = await findClient(directory.table, id);
  if (!client) throw notFound('client', id);
  return { client: id, organization: client.organization };
}

export async function listClientTokens(context: AccountContext, { target: tenant }: { target: Tenant }) {
  const { level, caller } = context;
  const user = caller.user ?? '';
  const roles = await Promise.all([
    roleToken(context, { tenant, user, kind: 'client-api' }),
    roleToken(context, { tenant, user, kind: 'client-dev' }),
  ]);
  const shown = roles.map(({ token, record }) => publicToken(record, token, level));
  return wholePage([...shown, ...(await guestTokens(context, tenant, user))]);
}

async function guestTokens({ directory, tokenKey, now }: AccountContext, { client }: Tenant, user: string) {
  const guests = await guestsOf(directory, client, user);
  const shown = await Promise.all(
    guests.map(async ({ id, hash }) => {
      const record = await findToken(directory.identities, hash);
      const live = record && !record.revoked && (record.expires === null || record.expires * 1000 > now());
      return live ? [publicToken(record, await guestText({ tokenKey }, client, id))] : [];
    }),
  );
  return shown.flat();
}
