// The hash a token is stored and found by.
import { createHash } from 'node:crypto';

/** SHA-256, hex. A token has 190 random bits, so no slow password hash is needed. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');
