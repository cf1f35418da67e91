// Open invites, by organization and by address; gone once accepted or taken back.
import type { Invite } from '../../domain/identity/invite.ts';
import { emailKey } from '../../domain/identity/user.ts';
import { asRead } from '../table/expression.ts';
import { addressKey, codeKey, type Key, organizationKey, sortKey, whereKey } from '../table/keys.ts';
import { get, query, type Write } from '../table/table.ts';
import { type Code, newCode } from './codes.ts';
import { absent, type Directory, inIdentities } from './directory.ts';

const keysOf = ({ id, organization, email }: Invite): Key[] => [
  { pk: organizationKey(organization), sk: sortKey.invite(id) },
  { pk: addressKey(emailKey(email)), sk: sortKey.invite(id) },
];

/** What an address can have but once in an organization. */
const openKey = ({ organization, email }: Invite): Key => ({
  pk: addressKey(emailKey(email)),
  sk: sortKey.invited(organization),
});

/** Writes of both copies; refused when the first is not what was read as `seen`. */
const copies = (invite: Invite, seen: Invite | null): Write[] =>
  keysOf(invite).map((key, i) => ({
    put: { ...key, doc: JSON.stringify(invite) },
    ...(i === 0 ? { when: asRead(seen) } : {}),
  }));

/** Writes of a new invite, with the code that its mail carries; refused when the address is invited to the organization already. */
export const newInvite = (directory: Directory, invite: Invite, code: Code): Write[] => [
  ...[
    ...copies(invite, null),
    { put: { ...openKey(invite), invite: invite.id }, when: absent },
    { put: { ...whereKey(invite.id), organization: invite.organization } },
  ].map((write) => inIdentities(directory, write)),
  newCode(directory, code),
];

/** Writes of a changed invite; refused when it was changed, accepted or taken back since it was read as `seen`. */
export const inviteInPlace = (directory: Directory, seen: Invite, next: Invite): Write[] =>
  copies(next, seen).map((write) => inIdentities(directory, write));

/** Writes that end an invite; refused like those that change it, with the label `invite`. `codeHash`: of the code that its mail carried. */
export function removeInvite(directory: Directory, seen: Invite, codeHash: string): Write[] {
  const [first, ...others] = [...keysOf(seen), openKey(seen), whereKey(seen.id), codeKey(codeHash)];
  const ended = first ? [{ remove: first, when: asRead(seen), label: 'invite' }] : [];
  return [...ended, ...others.map((remove) => ({ remove }))].map((write) => inIdentities(directory, write));
}

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
