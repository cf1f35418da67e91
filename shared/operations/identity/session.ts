// Who am I: the token, its client and its user.
import type { Caller } from '../../domain/identity/identity.ts';
import { publicClient, publicToken } from '../../domain/public/public-identity.ts';
import { publicUser } from '../../domain/public/public-user.ts';
import { findClient } from '../../store/identity/clients.ts';
import { findUser } from '../../store/identity/users.ts';
import type { AccountContext, Registry } from './registry.ts';
import { findRights } from './rights.ts';
import { visibleClients } from './visible-clients.ts';

type SessionQuery = { readonly preferred_client_id?: string | undefined };

export const fetchSession = (context: AccountContext, { query }: { query: SessionQuery }) =>
  showSession(context, context.caller, query.preferred_client_id);

/** For a user the preferred client, else the lowest of those the user sees; for other tokens their own. */
export async function showSession(
  registry: Registry,
  { token, presented }: Pick<Caller, 'token' | 'presented'>,
  preferred?: string,
) {
  const [user, { client, level }] = await Promise.all([
    token.user === null ? null : findUser(registry.directory, token.user),
    clientAndLevel(registry, token, preferred),
  ]);
  return {
    object: 'session' as const,
    api_token: publicToken(token, presented, level),
    client: client && publicClient(client),
    user: user && publicUser(user),
    code: null,
    needs_password_reset: user?.needsPasswordReset ?? false,
  };
}

async function clientAndLevel({ directory }: Registry, token: Caller['token'], preferred: string | undefined) {
  if (token.kind === 'user' && token.user !== null) {
    const visible = await visibleClients(directory, token.user);
    const [lowest] = visible;
    return {
      client: (visible.find(({ client }) => client.id === preferred) ?? lowest)?.client ?? null,
      level: token.level,
    };
  }
  const rights = token.kind !== 'guest' && token.tenant ? await findRights(directory, token, token.tenant) : null;
  return {
    client: rights ? await findClient(directory.table, rights.tenant.client) : null,
    level: rights?.level ?? token.level,
  };
}
