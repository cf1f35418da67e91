// One token: look at it, make it another one, let it live longer, end it. A user acts on tokens that are the user's or that the user made; tokens
// of clients and guests only look at themselves.
import type { TokenRecord } from '../../domain/identity/identity.ts';
import { checkToken } from '../../domain/identity/token.ts';
import { problem } from '../../domain/problem.ts';
import { publicToken } from '../../domain/public/public-identity.ts';
import { hashToken } from '../../platform/token-hash.ts';
import { findToken } from '../../store/identity/tokens.ts';
import { guestToken } from './guest-token.ts';
import type { AccountContext } from './registry.ts';
import { findRights } from './rights.ts';
import { type Issued, rotateRole } from './role-token.ts';
import { endForGood, noToken, putInPlace } from './token-records.ts';
import { newUserToken } from './user-token.ts';

export async function loadToken(context: AccountContext, path: Readonly<Record<string, string>>): Promise<Issued> {
  const { caller, directory, now } = context;
  const { token = '' } = path;
  if (token === 'self' || token === caller.presented) return { token: caller.presented, record: caller.token };
  const record = checkToken(token) ? await findToken(directory.identities, hashToken(token)) : null;
  const mine = caller.token.kind === 'user' && record && (record.user ?? record.shared?.by) === caller.user;
  const live = record && !record.revoked && (record.expires === null || record.expires * 1000 > now());
  if (!record || !mine || !live) throw noToken();
  return { token, record };
}

type OnToken = { readonly target: Issued };

export const fetchToken = (context: AccountContext, { target }: OnToken) => show(context, target);

/** With the level that the token's user has at present. */
async function show({ directory }: AccountContext, { token, record }: Issued) {
  const rights = record.user !== null && record.tenant ? await findRights(directory, record, record.tenant) : null;
  return publicToken(record, token, record.user === null ? record.level : (rights?.level ?? 'none'));
}

export type TokenChange = {
  readonly token?: 'rotate' | undefined;
  readonly lasts_forever?: boolean | undefined;
  readonly expires?: 'renew' | undefined;
};

/** Expiry and new text in one write: a token is never left rotated with its change undone. */
export async function changeToken(context: AccountContext, { target, body }: OnToken & { body: TokenChange }) {
  byPersonOnly(context);
  const record = withExpiry(context, target.record, body);
  if (body.token === 'rotate') return show(context, await rotate(context, target, record.expires));
  if (record !== target.record) await putInPlace(context, target.record, record);
  return show(context, { ...target, record });
}

function withExpiry(
  { now }: AccountContext,
  record: TokenRecord,
  { lasts_forever, expires }: TokenChange,
): TokenRecord {
  if (lasts_forever === undefined && expires === undefined) return record;
  const lease = record.lease ?? null;
  if (lease === null) throw problem(403, 'This token lasts for ever: it cannot be renewed, and no expiry can be set.');
  if (lasts_forever === true && record.kind !== 'guest')
    throw problem(403, 'Only a guest token may last for ever. Renew this one: PUT {"expires": "renew"}.');
  const later = Math.floor(now() / 1000) + lease;
  return {
    ...record,
    expires: lasts_forever === true ? null : lasts_forever === false || record.expires !== null ? later : null,
  };
}

async function rotate(
  context: AccountContext,
  { record: seen }: Issued,
  expires: TokenRecord['expires'],
): Promise<Issued> {
  const { kind, tenant, user } = seen;
  if (tenant && user !== null && (kind === 'client-api' || kind === 'client-dev'))
    return rotateRole(context, { tenant, user, kind });
  const { token, record } = await anotherText(context, seen);
  const issued = { token, record: { ...record, expires } };
  await putInPlace(context, seen, issued.record);
  return issued;
}

/** For the same session, or the same shared object. */
async function anotherText(context: AccountContext, { kind, tenant, user, session, shared }: TokenRecord) {
  if (kind === 'user' && user !== null && session) return newUserToken(context, user, session);
  if (kind === 'guest' && tenant && shared) return guestToken(context, tenant, { ...shared, id: context.nextId() });
  throw rootOnly();
}

/** Refused from now on. A role's token gives way to a new one, which is shown when its user lists the client's tokens. */
export async function revokeToken(context: AccountContext, { target }: OnToken) {
  byPersonOnly(context);
  const { kind, tenant, user } = target.record;
  if (tenant && user !== null && (kind === 'client-api' || kind === 'client-dev'))
    await rotateRole(context, { tenant, user, kind });
  else await endForGood(context, target.record);
  return {};
}

function byPersonOnly({ caller }: AccountContext): void {
  if (caller.token.kind === 'user') return;
  const root = caller.token.user === null && caller.token.expires === null;
  throw root
    ? rootOnly()
    : problem(403, "Only a user's own token may change tokens: log in with POST /v1/sessions.", {
        tokenStatus: 'invalid_permissions',
      });
}

const rootOnly = () =>
  problem(
    403,
    "This is the client's root token, which belongs to nobody: it cannot be changed or deleted. Only the operator of this service can.",
    {
      tokenStatus: 'invalid_permissions',
    },
  );
