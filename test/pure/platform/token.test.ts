// Tokens: their form, their checksum, and that chance is spread evenly.
import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkToken, makeToken, tokenTraces } from '../../../shared/domain/identity/token.ts';
import { hashToken } from '../../../shared/platform/token-hash.ts';

// Every token that is made passes the check, has the stated form, and differs from the one before.
test('made tokens are recognised', () => {
  for (const kind of ['client-api', 'client-dev'] as const) {
    const made = Array.from({ length: 200 }, () => makeToken(randomBytes, kind));
    expect(made.every(checkToken)).toBe(true);
    expect(made.every((token) => /^cairn_(api|dev)_[0-9A-Za-z]{38}$/.test(token))).toBe(true);
    expect(new Set(made).size).toBe(200);
  }
});

// One changed letter, two exchanged letters or a cut end never pass: CRC-32 finds every error of up to 32 bits in a row.
test('typos are found', () => {
  const letter = fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz');
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 47 }), letter, (at, other) => {
      const token = makeToken(randomBytes);
      const changed = token.slice(0, at) + other + token.slice(at + 1);
      const exchanged = token.slice(0, at - 1) + token.charAt(at) + token.charAt(at - 1) + token.slice(at + 1);
      expect(checkToken(changed)).toBe(changed === token);
      if (at > 10) expect(checkToken(exchanged)).toBe(exchanged === token);
      expect(checkToken(token.slice(0, at))).toBe(false);
    }),
  );
});

// The check refuses any other text without a fault.
test('no other text is a token', () => {
  fc.assert(fc.property(fc.string({ maxLength: 100 }), (text) => !checkToken(text)));
});

// The checksum agrees with another program's CRC-32:
// python3 -c "import zlib; print(zlib.crc32(b'cairn_api_' + b'0' * 32))" gives 4042514088, which is 4PZya8 in base 62.
test('the checksum is CRC-32', () => {
  expect(checkToken(`cairn_api_${'0'.repeat(32)}4PZya8`)).toBe(true);
});

// Bytes that would favour some letters are thrown away.
test('letters are equally likely', () => {
  const every = (start: number) => (size: number) => Uint8Array.from({ length: size }, (_, i) => (start + i) % 256);
  const counts = new Map<string, number>();
  for (let start = 0; start < 256; start++) {
    const first = makeToken(every(start)).charAt(10);
    counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  const [most, least] = [Math.max(...counts.values()), Math.min(...counts.values())];
  expect(counts.size).toBe(62);
  // The eight refused bytes all hand over to the byte after them.
  expect(most - least).toBeLessThanOrEqual(8);
});

// What is kept tells a token apart for a person and gives nothing of its secret but four letters.
test('traces', () => {
  const token = makeToken(randomBytes);
  expect(tokenTraces(token)).toEqual({ prefix: 'cairn_api_', lastFour: token.slice(-4) });
  expect(hashToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
