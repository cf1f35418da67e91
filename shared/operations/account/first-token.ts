// Makes an organization with one client and an API token for it. Behind a function without a route: whoever may invoke it owns the account.
import type { TokenRecord } from '../../domain/identity.ts';
import { checkTitle } from '../../domain/name.ts';
import { makeToken, tokenTraces } from '../../domain/token.ts';
import { hashToken } from '../../platform/token-hash.ts';
import { createTenant } from '../../store/clients.ts';
import { saveToken } from '../../store/tokens.ts';
import type { Service } from '../service.ts';

export type FirstToken = { readonly token: string; readonly organization: string; readonly client: string };

/** The token is shown here and never again; only its hash is stored. */
export async function makeFirstToken(
  service: Service,
  input: { readonly organization: string; readonly client: string },
): Promise<FirstToken> {
  const created = Math.floor(service.now() / 1000);
  const organization = { id: service.nextId(), name: checkTitle(input.organization, 'organization'), created };
  const client = {
    id: service.nextId(),
    organization: organization.id,
    name: checkTitle(input.client, 'client'),
    created,
  };
  if (!(await createTenant(service.table, { client, organization })))
    throw new Error(`client ${client.id} exists already`);
  const token = makeToken(service.randomBytes);
  await saveToken(service.tokens, record(token, { client: client.id, organization: organization.id }, created));
  return { token, organization: organization.id, client: client.id };
}

const record = (token: string, tenant: TokenRecord['tenant'], created: number): TokenRecord => ({
  hash: hashToken(token),
  kind: 'client-api',
  tenant,
  user: null,
  level: 'write',
  ...tokenTraces(token),
  created,
  expires: null,
  revoked: false,
});
