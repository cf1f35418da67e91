// From a token to who asks: known, not revoked, not expired, allowed here. A token that never was is answered like a revoked one.
import type { Caller, Identity, Level, TokenKind, TokenRecord } from '../domain/identity/identity.ts';
import { reaches } from '../domain/identity/identity.ts';
import { checkToken, revokedToken } from '../domain/identity/token.ts';
import { type Problem, problem } from '../domain/problem.ts';
import { hashToken } from '../platform/token-hash.ts';

export type FindToken = (hash: string) => Promise<TokenRecord | null>;

/** Throws a 403. A text that is no token of ours (its checksum is wrong) costs no read. `now` in milliseconds since the epoch. */
export async function authenticate(token: string, findToken: FindToken, now: number): Promise<Caller> {
  const record = checkToken(token) ? await findToken(hashToken(token)) : null;
  if (!record || record.revoked) throw revokedToken();
  if (record.expires !== null && record.expires * 1000 <= now) throw expired();
  return callerOf(record, token);
}

export const callerOf = (token: TokenRecord, presented: string): Caller => ({
  token,
  user: token.user,
  development: token.kind === 'client-dev',
  presented,
});

const expired = (): Problem => problem(403, 'This token has expired. Ask for a new one.', { tokenStatus: 'expired' });

type Row = { readonly method: string; readonly path: string };

/** 403 where a development token may not go: it reaches experiments and what is below them, and may look at its own client, organization and token. */
export function checkDevelopment({ development }: Caller, { method, path }: Row): void {
  if (!development || openToDevelopment(method, path)) return;
  throw problem(403, `A development token may not ${method} ${path}. Use an API token of the same client.`);
}

const openToDevelopment = (method: string, path: string): boolean =>
  path === '/' ||
  (/^\/v1\/experiments(\/|$)/.test(path) && !path.endsWith('/tokens')) ||
  /^\/v1\/(clients|users)\/[^/]+\/experiments$/.test(path) ||
  (/^\/v1\/clients\/[^/]+\/projects(\/|$)/.test(path) && !path.endsWith('/aiexperiments')) ||
  (/^\/v1\/training_runs(\/|$)/.test(path) && !path.endsWith('/tokens')) ||
  (method === 'GET' && /^\/v1\/(clients|organizations|tokens)\/[^/]+$/.test(path)) ||
  (method === 'GET' && path === '/v1/sessions');

/** 403 for tokens that belong to a client, where a person has to act. */
export function checkPerson({ token }: Caller, { method, path }: Row): void {
  if (token.kind === 'user') return;
  throw forbidden(`Only a user's own token may ${method} ${path}. Log in with POST /v1/sessions to have one.`);
}

const forbidden = (message: string): Problem => problem(403, message, { tokenStatus: 'invalid_permissions' });

/** 403 when the caller may do less than the route needs. Runs after the object was found, so that it tells nothing of other tenants. */
export function checkLevel(level: Level, needed: Exclude<Level, 'none'>): void {
  if (reaches(level, needed)) return;
  throw forbidden(`This needs the permission "${needed}"; the token has "${level}". Use a token ${whose[needed]}.`);
}

const whose: Readonly<Record<Exclude<Level, 'none'>, string>> = {
  read: 'that may read',
  write: 'that may write',
  admin: 'of an administrator of the client',
  owner: 'of an owner of the organization',
};

/** 403 where the path names no object and there is no client that the caller could work in. */
export const needsClient = ({ token }: Caller, { method, path }: Row): Problem => {
  const reasons: Readonly<Record<TokenKind, string>> = {
    user: "it needs a client id, and a user's token belongs to no client. Name it in the path, /v1/clients/CLIENT/..., or use a token of the client.",
    guest: 'it opens one shared object and nothing else.',
    'client-api': 'its user has no permission on its client any more, or the client was deleted.',
    'client-dev': 'its user has no permission on its client any more, or the client was deleted.',
  };
  return forbidden(`This token may not ${method} ${path}: ${reasons[token.kind]}`);
};

/** 403 for a development token on a production experiment, and the other way round. Users and guests see both. */
export function checkSameWorld(identity: Identity, target: unknown): void {
  const { kind } = identity.token;
  const development = developmentOf(target);
  if (kind === 'user' || kind === 'guest' || development === null || development === identity.development) return;
  throw problem(
    403,
    development
      ? 'This belongs to development: use the development token of the same client.'
      : 'This belongs to production, which a development token may not use: use an API token of the same client.',
  );
}

type Made = { readonly development?: boolean; readonly user?: string | null };

/** Whether what a route loaded is (or belongs to) a development experiment; null when it is no experiment. */
const developmentOf = (target: unknown): boolean | null => madeOf(target)?.development ?? null;

/** Whether what a route loaded was made by somebody else, or below something that was. What says nothing about its maker is everybody's. */
export function isOthers(identity: Identity, target: unknown): boolean {
  const made = madeOf(target);
  return made?.user !== undefined && made.user !== identity.user;
}

/** The outermost thing that a loaded object says it belongs to, else the object itself. */
function madeOf(target: unknown): Made | null {
  if (typeof target !== 'object' || target === null) return null;
  const parent = outer
    .map((name) => new Map(Object.entries(target)).get(name))
    .find((value) => typeof value === 'object' && value !== null);
  if (parent) return madeOf(parent);
  const { development, user } = target as Readonly<Record<string, unknown>>;
  return {
    ...(typeof development === 'boolean' ? { development } : {}),
    ...(typeof user === 'string' || user === null ? { user } : {}),
  };
}

const outer = ['experiment', 'run'];
