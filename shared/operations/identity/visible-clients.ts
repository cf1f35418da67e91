// The clients that a user can see, and how much the user may do in each.

import { compareIds } from '../../domain/id.ts';
import type { Client, Level } from '../../domain/identity/identity.ts';
import { reaches } from '../../domain/identity/identity.ts';
import { clientsOf } from '../../store/identity/clients.ts';
import type { Directory } from '../../store/identity/directory.ts';
import { levelOf, membershipsOfUser, permissionsOfUser } from '../../store/identity/memberships.ts';

export type Visible = { readonly client: Client; readonly level: Level };

/** By id, the lowest first. */
export async function visibleClients(directory: Directory, user: string): Promise<Visible[]> {
  const [memberships, permissions] = await Promise.all([
    membershipsOfUser(directory, user),
    permissionsOfUser(directory, user),
  ]);
  const found = await Promise.all(
    memberships.map(async (membership) =>
      (await clientsOf(directory.table, membership.organization)).map((client) => ({
        client,
        level: levelOf(membership, permissions.find((permission) => permission.client === client.id) ?? null),
      })),
    ),
  );
  return found
    .flat()
    .filter(({ level }) => reaches(level, 'read'))
    .sort((a, b) => compareIds(a.client.id, b.client.id));
}
