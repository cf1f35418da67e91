// Takes away what people have in a client and in an organization, with the tokens that go with it.

import { erasePartition } from '../partitions.ts';
import { clientKey, type Key, organizationKey } from '../table/keys.ts';
import { writeMany } from '../table/single.ts';
import type { Directory } from './directory.ts';
import { guestsIn } from './guests.ts';
import { membershipKey, membershipsOfOrganization, permissionKey, permissionsOfClient } from './memberships.ts';
import { roleHashes } from './roles.ts';
import { tokenKey } from './tokens.ts';

const remove = (keys: readonly Key[]) => keys.map((key) => ({ remove: key }));

/** Tokens and permissions in a client; `others`: hashes of tokens that no list names. False when the time was over before all was gone. */
export async function eraseRoles(
  directory: Directory,
  client: string,
  others: readonly string[],
  timeLeft: () => boolean,
): Promise<boolean> {
  const { identities } = directory;
  const tokens = [
    ...others,
    ...(await roleHashes(directory, client)),
    ...(await guestsIn(directory, client)).map(({ hash }) => hash),
  ];
  const permissions = await permissionsOfClient(directory, client);
  await writeMany(
    identities,
    remove([...tokens.map(tokenKey), ...permissions.map(({ user }) => permissionKey(user, client))]),
  );
  return erasePartition(identities, clientKey(client), timeLeft);
}

/** Memberships of an organization, and what else lies beside them; the users stay, they may belong to others. */
export async function erasePeople(
  directory: Directory,
  organization: string,
  timeLeft: () => boolean,
): Promise<boolean> {
  const { identities } = directory;
  const members = await membershipsOfOrganization(directory, organization);
  await writeMany(identities, remove(members.map(({ user }) => membershipKey(user, organization))));
  return erasePartition(identities, organizationKey(organization), timeLeft);
}
