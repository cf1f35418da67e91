// From a token to who asks: known, not revoked, not expired, allowed here. A token that never was is answered like a revoked one.
import type { Identity, Level, TokenRecord } from '../domain/identity.ts';
import { levels } from '../domain/identity.ts';
import { type Problem, problem } from '../domain/problem.ts';
import { checkToken } from '../domain/token.ts';
import { hashToken } from '../platform/token-hash.ts';
import type { Route } from './route.ts';

export type FindToken = (hash: string) => Promise<TokenRecord | null>;

/** Throws a 403. A text that is no token of ours (its checksum is wrong) costs no read. `now` in milliseconds since the epoch. */
export async function authenticate(token: string, findToken: FindToken, now: number): Promise<Identity> {
  const record = checkToken(token) ? await findToken(hashToken(token)) : null;
  if (!record || record.revoked) throw revoked();
  if (record.expires !== null && record.expires * 1000 <= now) throw expired();
  const { tenant, level, user } = record;
  return { tenant, level, user, development: record.kind === 'client-dev', token: record, presented: token };
}

const revoked = (): Problem =>
  problem(
    403,
    'This token is not known or was revoked. Use a token that is in use, or ask an administrator for a new one.',
    {
      tokenStatus: 'revoked',
    },
  );

const expired = (): Problem => problem(403, 'This token has expired. Ask for a new one.', { tokenStatus: 'expired' });

/** 403 where a development token may not go: it reaches experiments and what is below them, and may look at its own client, organization and token. */
export function checkDevelopment(identity: Identity, { method, path }: Route): void {
  if (!identity.development || openToDevelopment(method, path)) return;
  throw problem(403, `A development token may not ${method} ${path}. Use an API token of the same client.`);
}

const openToDevelopment = (method: string, path: string): boolean =>
  path === '/' ||
  /^\/v1\/experiments(\/|$)/.test(path) ||
  /^\/v1\/clients\/[^/]+\/experiments$/.test(path) ||
  (method === 'GET' && /^\/v1\/(clients|organizations|tokens)\/[^/]+$/.test(path)) ||
  (method === 'GET' && path === '/v1/sessions');

/** 403 when the token allows less than the route needs. Runs after the object was found, so that it tells nothing of other tenants. */
export function checkLevel(identity: Identity, needed: Level): void {
  if (levels.indexOf(identity.level) >= levels.indexOf(needed)) return;
  throw problem(
    403,
    `This needs the permission "${needed}"; the token has "${identity.level}". Use a token that may ${needed}.`,
    {
      tokenStatus: 'invalid_permissions',
    },
  );
}

/** 403 for a development token on a production experiment, and the other way round. */
export function checkSameWorld(identity: Identity, target: unknown): void {
  const development = developmentOf(target);
  if (development === null || development === identity.development) return;
  throw problem(
    403,
    development
      ? 'This is a development experiment: use the development token of the same client.'
      : 'This is a production experiment, which a development token may not use: use an API token of the same client.',
  );
}

/** Whether what a route loaded is (or belongs to) a development experiment; null when it is no experiment. */
function developmentOf(target: unknown): boolean | null {
  if (typeof target !== 'object' || target === null) return null;
  if ('development' in target && typeof target.development === 'boolean') return target.development;
  return 'experiment' in target ? developmentOf(target.experiment) : null;
}
