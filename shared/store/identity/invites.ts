// Open invites, by organization and by address; gone once accepted or taken back.
import type { Invite } from '../../domain/invite.ts';
import { emailKey } from '../../domain/user.ts';
import { addressKey, codeKey, type Key, organizationKey, sortKey, whereKey } from '../keys.ts';
import { get, query, type Write } from '../table.ts';
import { type Code, newCode } from './codes.ts';
import { type Directory, inIdentities } from './directory.ts';

const keysOf = ({ id, organization, email }: Invite): Key[] => [
  { pk: organizationKey(organization), sk: sortKey.invite(id) },
  { pk: addressKey(emailKey(email)), sk: sortKey.invite(id) },
];

/** Writes of a new invite or of a changed one, with the code that its mail carries. */
export const saveInvite = (directory: Directory, invite: Invite, code: Code): Write[] => [
  ...keysOf(invite).map((key) => inIdentities(directory, { put: { ...key, doc: JSON.stringify(invite) } })),
  inIdentities(directory, { put: { ...whereKey(invite.id), organization: invite.organization } }),
  newCode(directory, code),
];

/** `codeHash`: of the code that its mail carried. */
export const removeInvite = (directory: Directory, invite: Invite, codeHash: string): Write[] =>
  [...keysOf(invite), whereKey(invite.id), codeKey(codeHash)].map((remove) => inIdentities(directory, { remove }));

const all = async (directory: Directory, pk: string): Promise<Invite[]> => {
  const items = await query(directory.identities, { pk, from: 'INVITE#', to: 'INVITE#~' });
  return items.map((item) => JSON.parse(item.doc ?? '') as Invite);
};

export const invitesOfOrganization = (directory: Directory, organization: string): Promise<Invite[]> =>
  all(directory, organizationKey(organization));

export const invitesOfAddress = (directory: Directory, email: string): Promise<Invite[]> =>
  all(directory, addressKey(emailKey(email)));

export async function findInvite(directory: Directory, id: string): Promise<Invite | null> {
  const where = await get(directory.identities, whereKey(id));
  if (typeof where?.['organization'] !== 'string') return null;
  const item = await get(directory.identities, { pk: organizationKey(where['organization']), sk: sortKey.invite(id) });
  return item?.doc ? (JSON.parse(item.doc) as Invite) : null;
}
