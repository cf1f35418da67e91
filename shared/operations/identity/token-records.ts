// The record of a token, and what lies beside it, put in the place of another or ended: never brought back once it has ended.
import type { TokenRecord } from '../../domain/identity/identity.ts';
import { revokedToken } from '../../domain/identity/token.ts';
import { notFound, type Problem, tryAgain } from '../../domain/problem.ts';
import { commit, type Directory, inIdentities } from '../../store/identity/directory.ts';
import { guestInPlace, removeGuest } from '../../store/identity/guests.ts';
import { endSession, sessionInPlace } from '../../store/identity/sessions.ts';
import { findToken, tokenInPlace, tokenKey } from '../../store/identity/tokens.ts';
import type { Write } from '../../store/table/table.ts';
import type { AccountContext } from './registry.ts';

/** Throws when the token was ended or changed since it was read as `seen`. */
export async function putInPlace(context: AccountContext, seen: TokenRecord, next: TokenRecord): Promise<void> {
  const outcome = await commit(context.directory, inPlaceWrites(context.directory, seen, next));
  if (!outcome.done) throw await whyRefused(context, seen);
}

function inPlaceWrites(directory: Directory, seen: TokenRecord, next: TokenRecord): Write[] {
  const { kind, tenant, user, session, shared } = seen;
  if (kind === 'user' && user !== null && session) return sessionInPlace(directory, user, session, seen, next);
  if (kind === 'guest' && tenant && shared && next.shared)
    return guestInPlace(directory, tenant.client, { ...seen, shared }, { ...next, shared: next.shared });
  return tokenInPlace(seen, next).map((write) => inIdentities(directory, write));
}

/** Throws when the token was ended since it was read as `seen`, or when its session has another one by now. */
export async function endForGood(context: AccountContext, seen: TokenRecord): Promise<void> {
  const outcome = await commit(context.directory, endingWrites(context.directory, seen));
  if (!outcome.done) throw await whyRefused(context, seen);
}

function endingWrites(directory: Directory, { kind, tenant, user, session, shared, hash }: TokenRecord): Write[] {
  if (kind === 'user' && user !== null && session) return endSession(directory, user, { id: session, hash });
  if (kind === 'guest' && tenant && shared) return removeGuest(directory, tenant.client, { ...shared, hash });
  return [inIdentities(directory, { remove: tokenKey(hash) })];
}

/** As the door answers for a token that has ended, or as the path that names it does; something else may just be asked again. */
async function whyRefused({ directory, caller }: AccountContext, { hash }: TokenRecord): Promise<Problem> {
  if (await findToken(directory.identities, hash)) return tryAgain('Another request changed this token.');
  return hash === caller.token.hash ? revokedToken() : noToken();
}

/** The same for a token that never was, that has ended, and that is somebody else's. */
export const noToken = (): Problem => notFound('token', 'given in the path');
