// Makes an organization with one client and an API token for it. Behind a function without a route: whoever may invoke it owns the account.
import { checkTitle } from '../../domain/name.ts';
import { addTenant } from '../../store/identity/new-clients.ts';
import { newRoot } from '../../store/identity/roots.ts';
import { rootToken } from '../identity/root-token.ts';
import { directoryOf, type Service } from '../service.ts';

type FirstToken = { readonly token: string; readonly organization: string; readonly client: string };

/** The token is shown here and never again; only its hash is stored. */
export async function makeFirstToken(
  service: Service,
  input: { readonly organization: string; readonly client: string },
): Promise<FirstToken> {
  const created = Math.floor(service.now() / 1000);
  const organization = { id: service.nextId(), name: checkTitle(input.organization, 'organization'), created };
  const name = checkTitle(input.client, 'client');
  const client = { id: service.nextId(), organization: organization.id, name, created };
  const tenant = { client: client.id, organization: organization.id };
  const { token, record } = rootToken(service, tenant);
  const directory = directoryOf(service);
  await addTenant(directory, { client, organization }, newRoot(directory, client.id, service.nextId(), record));
  return { token, ...tenant };
}
