// What a token looks like: `cairn_api_` or another kind, 32 letters and digits (190 bits), and 6 of checksum that stop typos and scanners before any read.

import { type Problem, problem } from '../problem.ts';
import type { TokenKind } from './identity.ts';

const prefixes: Readonly<Record<TokenKind, string>> = {
  'client-api': 'cairn_api_',
  'client-dev': 'cairn_dev_',
  user: 'cairn_user_',
  guest: 'cairn_guest_',
};
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const secretLength = 32;
const checksumLength = 6;
const shape = /^cairn_(?:api|dev|user|guest)_[0-9A-Za-z]{38}$/;

/** A new token; `random` gives that many random bytes. Shown once, never stored: only its hash is. */
export function makeToken(random: (size: number) => Uint8Array, kind: TokenKind = 'client-api'): string {
  return withChecksum(prefixes[kind] + letters(random, secretLength));
}

/**
 * The token that these bytes stand for, always the same: 32 bytes of a keyed hash, written in base 62. What of them is left over (66 bits) makes
 * the letters' chances equal to one part in 10^19.
 */
export function tokenOf(bytes: Uint8Array, kind: TokenKind): string {
  let rest = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (let i = 0; i < secretLength; i++) {
    text += alphabet.charAt(Number(rest % 62n));
    rest /= 62n;
  }
  return withChecksum(prefixes[kind] + text);
}

const withChecksum = (body: string): string => body + checksum(body);

/** Has the text the form of a token, checksum included? Says nothing about whether it was ever given out. */
export const checkToken = (text: string): boolean =>
  shape.test(text) && checksum(text.slice(0, -checksumLength)) === text.slice(-checksumLength);

/** What may be kept of a token beside its hash: enough to recognise it, not to use it. */
export const tokenTraces = (token: string): { prefix: string; lastFour: string } => ({
  prefix: token.slice(0, token.lastIndexOf('_') + 1),
  lastFour: token.slice(-4),
});

/** 403 for a token that was ended, and for one that never was. */
export const revokedToken = (): Problem =>
  problem(
    403,
    'This token is not known or was revoked. Use a token that is in use, or ask an administrator for a new one.',
    {
      tokenStatus: 'revoked',
    },
  );

/** Bytes from 248 on are thrown away: 248 = 4 x 62, so every letter keeps the same chance. */
function letters(random: (size: number) => Uint8Array, count: number): string {
  let text = '';
  while (text.length < count) {
    for (const byte of random(count)) if (byte < 248 && text.length < count) text += alphabet.charAt(byte % 62);
  }
  return text;
}

/** CRC-32 of the text in base 62, six characters (62^6 > 2^32). */
function checksum(text: string): string {
  let rest = crc32(text);
  let out = '';
  for (let i = 0; i < checksumLength; i++) {
    out = alphabet.charAt(rest % 62) + out;
    rest = Math.floor(rest / 62);
  }
  return out;
}

/** CRC-32 as in ISO 3309 (polynomial 0xEDB88320, reflected), of ASCII text; unsigned. */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
