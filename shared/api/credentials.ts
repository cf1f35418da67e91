// Reads the token out of an Authorization header: Basic with the token as user name and no password, or Bearer.
import { type Problem, problem } from '../domain/problem.ts';

const fix =
  'Send "Authorization: Basic base64(token:)", with the token as user name and an empty password, or "Authorization: Bearer token".';

/** The token a header carries, which may be anything. Throws a 400 for a header that cannot be read, a 401 when there is none. The header is a secret: no message repeats it. */
export function readCredentials(header: string | undefined): string {
  if (header === undefined || header.trim() === '') throw missing();
  const [, scheme = '', rest = ''] = /^\s*(\S+)\s*(.*?)\s*$/s.exec(header) ?? [];
  const token = scheme.toLowerCase() === 'basic' ? basic(rest) : scheme.toLowerCase() === 'bearer' ? rest : null;
  if (token === null) throw unreadable('its scheme is neither Basic nor Bearer');
  if (token.includes('\0')) throw unreadable('the token holds the character NUL');
  if (token === '') throw missing();
  return token;
}

function basic(encoded: string): string {
  const pair = /^[A-Za-z0-9+/]+={0,2}$/.test(encoded) ? utf8(Buffer.from(encoded, 'base64')) : null;
  if (pair === null) throw unreadable('what follows "Basic" is not base64 of UTF-8 text');
  const colon = pair.indexOf(':');
  if (colon < 0) throw unreadable('what follows "Basic" has no ":" between user name and password');
  if (colon < pair.length - 1) throw unreadable('the password must be empty');
  return pair.slice(0, colon);
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

const unreadable = (why: string): Problem => problem(400, `The Authorization header cannot be read: ${why}. ${fix}`);

const missing = (): Problem =>
  problem(401, `This endpoint needs a token. ${fix} The documentation, at /v1/docs, needs none.`, {
    headers: { 'WWW-Authenticate': 'Basic realm="cairn"' },
  });
