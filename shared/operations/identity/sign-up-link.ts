// A client's sign-up link: a token that opens nothing, and with which anybody who has it may make a user that joins the client.
import type { Caller, Client, Tenant, TokenRecord } from '../../domain/identity/identity.ts';
import { type Invite, withRole } from '../../domain/identity/invite.ts';
import { tokenOf, tokenTraces } from '../../domain/identity/token.ts';
import { invalid } from '../../domain/problem.ts';
import { publicToken } from '../../domain/public/public-identity.ts';
import { hashToken, keyedHash } from '../../platform/token-hash.ts';
import { findClient } from '../../store/identity/clients.ts';
import { findToken, saveToken } from '../../store/identity/tokens.ts';
import { freshInvite } from './open-invite.ts';
import type { AccountContext, Registry } from './registry.ts';

/** The client's one link, made when first asked for; it lasts until somebody deletes its client. */
export async function signUpLink(context: AccountContext, { target: tenant }: { target: Tenant }) {
  const { directory, now } = context;
  const token = await linkText(context, tenant.client);
  const known = await findToken(directory.identities, hashToken(token));
  const record = known ?? linkRecord(token, tenant, Math.floor(now() / 1000));
  if (!known) await saveToken(directory.identities, record);
  return publicToken(record, token);
}

export const linkText = async ({ tokenKey }: Pick<Registry, 'tokenKey'>, client: string): Promise<string> =>
  tokenOf(keyedHash(await tokenKey(), ['signup', client]), 'guest');

/** A guest without anything to see: every object is missing to it. */
const linkRecord = (token: string, tenant: Tenant, created: number): TokenRecord => ({
  hash: hashToken(token),
  kind: 'guest',
  tenant,
  user: null,
  level: 'none',
  ...tokenTraces(token),
  created,
  expires: null,
  revoked: false,
  scope: 'signup',
});

/** Throws a 400 unless the caller holds the link of this client. */
export async function linkedClient({ directory }: Registry, caller: Caller | null, client: string): Promise<Client> {
  const holds = caller?.token.scope === 'signup' && caller.token.tenant?.client === client;
  const found = holds ? await findClient(directory.table, client) : null;
  if (found) return found;
  throw invalid(
    'client',
    client,
    'takes nobody in without its sign-up link',
    'Ask its administrator for the link, or for an invite.',
  );
}

/**
 * What whoever came by the link gets once the address is verified: a place in the client, to read and write. Where the address is invited already,
 * that is said in its invite; a role in the client that it promises stays, and so does an owner, who has every client.
 */
export function linkInvite(registry: Registry, client: Client, email: string, seen: Invite | null): Invite {
  const { id, organization } = client;
  if (seen && (seen.type === 'owner' || seen.pending.some((each) => each.client === id))) return seen;
  return withRole(seen ?? freshInvite(registry, organization, email), id, 'user');
}
