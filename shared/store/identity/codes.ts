// Codes that go out in mails: whoever has one has read the mail. Kept by hash, good for one use and one purpose.
import { codeKey } from '../table/keys.ts';
import { get, type Write } from '../table/table.ts';
import { type Directory, inIdentities, present } from './directory.ts';

export type Code = {
  readonly hash: string;
  readonly purpose: 'verify' | 'reset' | 'invite';
  /** The user it is for, or the invite. */
  readonly user: string;
  /** The address the mail went to. */
  readonly email: string;
  /** Seconds since the epoch. */
  readonly expires: number;
};

/** Seconds that an expired code is still known as one. */
const remembered = 30 * 86_400;

export const newCode = (directory: Directory, code: Code): Write =>
  inIdentities(directory, {
    put: { ...codeKey(code.hash), doc: JSON.stringify(code), expiresAt: code.expires + remembered },
  });

/** Null when there is none, or it was used. */
export async function findCode(directory: Directory, hash: string): Promise<Code | null> {
  const item = await get(directory.identities, codeKey(hash));
  return item?.doc ? (JSON.parse(item.doc) as Code) : null;
}

/** Refused, with the label `code`, when somebody else was faster. */
export const useCode = (directory: Directory, { hash }: Code): Write =>
  inIdentities(directory, { remove: codeKey(hash), when: present, label: 'code' });
