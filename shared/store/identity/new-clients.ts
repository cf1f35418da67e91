// New organizations and clients, with what each begins with.
import type { Client } from '../../domain/identity/identity.ts';
import { tryAgain } from '../../domain/problem.ts';
import { exampleProject } from '../../domain/projects/project.ts';
import { newProjectWrite } from '../projects/projects.ts';
import { allOrganizations, organizationKey, sortKey } from '../table/keys.ts';
import type { Write } from '../table/table.ts';
import { clientItem, organizationItem, type TenantRecord } from './clients.ts';
import { absent, commit, type Directory } from './directory.ts';

/** Writes that add a client, with the project it begins with, to an organization; refused with the label `client` when the id is taken. */
const newClient = (client: Client): Write[] => [
  { put: clientItem(client, 1), when: absent, label: 'client' },
  newProjectWrite(exampleProject(client)),
  { put: { pk: organizationKey(client.organization), sk: sortKey.clientOf(client.id) } },
];

/** Writes that make an organization with its first client. */
export const newTenant = ({ client, organization }: TenantRecord): Write[] => [
  ...newClient(client),
  { put: organizationItem(organization, 1), when: absent, label: 'organization' },
  { put: { pk: allOrganizations, sk: sortKey.organizationOf(organization.id) } },
];

/** Stores a client in its organization. Throws when its id is taken: nobody may be given what is somebody else's. */
export async function addClient(directory: Directory, client: Client): Promise<void> {
  if (!(await commit(directory, newClient(client))).done) throw taken(client);
}

/** Stores an organization with its first client, and `more` in the same transaction. Throws when an id is taken. */
export async function addTenant(directory: Directory, record: TenantRecord, more: readonly Write[]): Promise<void> {
  if (!(await commit(directory, [...newTenant(record), ...more])).done) throw taken(record.client);
}

const taken = ({ id }: Client) => tryAgain(`The id ${id} of a new client is taken.`);
