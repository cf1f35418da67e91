// A client's token that belongs to nobody: reads and writes what the client has, administers nothing, and is shown once.
import type { Tenant, TokenRecord } from '../../domain/identity/identity.ts';
import { makeToken, tokenTraces } from '../../domain/identity/token.ts';
import { hashToken } from '../../platform/token-hash.ts';
import type { Issued } from './role-token.ts';

type Needed = { readonly now: () => number; readonly randomBytes: (count: number) => Uint8Array };

/** Not stored yet. */
export function rootToken(
  { now, randomBytes }: Needed,
  tenant: Tenant,
  kind: 'client-api' | 'client-dev' = 'client-api',
): Issued {
  const token = makeToken(randomBytes, kind);
  const record: TokenRecord = {
    hash: hashToken(token),
    kind,
    tenant,
    user: null,
    level: 'write',
    ...tokenTraces(token),
    created: Math.floor(now() / 1000),
    expires: null,
    revoked: false,
  };
  return { token, record };
}
