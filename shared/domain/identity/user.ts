// Users, and what binds them to organizations and clients.

import { maxNameLength } from '../name.ts';
import { invalid } from '../problem.ts';
import type { Level } from './identity.ts';

export type User = {
  readonly id: string;
  /** As the user wrote it, but for spaces around it; `emailKey` of it is unique. */
  readonly email: string;
  readonly name: string;
  readonly created: number;
  readonly verified: boolean;
  readonly showWelcome: boolean;
  readonly plannedUsage: { readonly track: boolean | null; readonly optimize: boolean | null };
  readonly educational: boolean;
  readonly needsPasswordReset: boolean;
  /** Name of the client that is made for the user once the address is verified; null: the user's own name. */
  readonly wantsClient: string | null;
  readonly deleted: boolean;
};

/** A password as it is stored, with the parameters it was made with. Base64. */
export type PasswordHash = {
  readonly salt: string;
  readonly hash: string;
  readonly N: number;
  readonly r: number;
  readonly p: number;
};

export const membershipTypes = ['owner', 'member'] as const;
export type MembershipType = (typeof membershipTypes)[number];

export type Membership = { readonly organization: string; readonly user: string; readonly type: MembershipType };

/** What a user may do in one client; owners of its organization need none. */
export type Permission = {
  readonly organization: string;
  readonly client: string;
  readonly user: string;
  readonly level: Level;
};

/** Addresses that differ in letter case alone reach the same person at every provider that is in use. */
export const emailKey = (email: string): string => email.trim().normalize('NFC').toLowerCase();

const fix = 'Send an address such as name@example.org.';

/** An address that is looked for, without spaces around it: it may be none, but throws a 400 where it is longer than any that somebody has, and than a key. */
export function checkSought(raw: string, field = 'email'): string {
  const email = raw.trim();
  if ([...email].length < maxNameLength) return email;
  throw invalid(field, raw, `must be shorter than ${maxNameLength} characters`, fix);
}

/** The address without spaces around it; throws a 400 for what cannot be one. Whether it is anybody's, only a mail can tell. */
export function checkEmail(raw: string, field = 'email'): string {
  const email = checkSought(raw, field);
  if (!/^[^\s@\p{Cc}\p{Cs}]+@[^\s@\p{Cc}\p{Cs}]+\.[^\s@.\p{Cc}\p{Cs}]+$/u.test(email))
    throw invalid(field, raw, 'is not an e-mail address', fix);
  return email;
}

const demands: readonly (readonly [RegExp, string])[] = [
  [/\p{Lu}/u, 'an upper-case letter'],
  [/\p{Ll}/u, 'a lower-case letter'],
  [/\p{Nd}/u, 'a digit'],
  [/[^\p{L}\p{N}]/u, 'a special character'],
];

/** Characters of a password. */
const passwordLength = { min: 8, max: 71 };

/** Throws a 400 that never repeats the password. */
export function checkPassword(password: string, field = 'password'): string {
  const { min, max } = passwordLength;
  const length = [...password].length;
  const missing = demands.filter(([pattern]) => !pattern.test(password)).map(([, what]) => what);
  const rule = `must have ${min} to ${max} characters, among them an upper-case letter, a lower-case letter, a digit and a special character`;
  if (length < min || length > max) throw invalid(field, undefined, rule, `It has ${length} characters.`);
  if (missing.length > 0) throw invalid(field, undefined, rule, `Add ${missing.join(' and ')}.`);
  return password;
}
