// The hash a token is stored and found by, and the keyed hash that tokens of roles are made of.
import { createHash, createHmac } from 'node:crypto';

/** SHA-256, hex. A token has 190 random bits, so no slow password hash is needed. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** 32 bytes that nobody can compute without the key. The parts hold no line end, so that no two lists of parts meet. */
export const keyedHash = (key: string, parts: readonly string[]): Uint8Array =>
  createHmac('sha256', key).update(parts.join('\n')).digest();
