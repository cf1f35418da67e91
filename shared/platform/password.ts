// Password hashes by scrypt, which comes with Node: no native module in a bundle.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { PasswordHash } from '../domain/identity/user.ts';

/**
 * Kept beside each hash, so that what is stored stays readable when they rise. 32 MiB of memory and about a tenth of a second on one core: twice the memory that scrypt's paper asks for interactive log-ins, and so little
 * that a function of 512 MB can answer several at once. Guessing over the network is stopped by the limit of tries.
 */
const present = { N: 2 ** 15, r: 8, p: 1 };
const length = 32;

export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(16);
  const hash = await derived(password, salt, present);
  return { salt: salt.toString('base64'), hash: hash.toString('base64'), ...present };
}

/** Compares in constant time. */
export async function isPassword(password: string, stored: PasswordHash): Promise<boolean> {
  const hash = await derived(password, Buffer.from(stored.salt, 'base64'), stored);
  const known = Buffer.from(stored.hash, 'base64');
  return known.length === hash.length && timingSafeEqual(hash, known);
}

/** As long as a comparison takes, for an address that nobody has: the time of an answer must not tell which addresses are known. */
export const pretendToCompare = async (password: string): Promise<void> => void (await hashPassword(password));

const derived = (
  password: string,
  salt: Uint8Array,
  { N, r, p }: Pick<PasswordHash, 'N' | 'r' | 'p'>,
): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    // Unicode has several spellings of the same text; keyboards differ in which one they send.
    const text = password.normalize('NFKC');
    scrypt(text, salt, length, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
