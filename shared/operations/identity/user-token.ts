// Tokens of users: one a log-in, random, for some days; at most twenty live at once, the oldest goes first.
import type { TokenRecord } from '../../domain/identity/identity.ts';
import { makeToken, tokenTraces } from '../../domain/identity/token.ts';
import { tryAgain } from '../../domain/problem.ts';
import { hashToken } from '../../platform/token-hash.ts';
import { commit } from '../../store/identity/directory.ts';
import { endSession, newSession, sessionsOf } from '../../store/identity/sessions.ts';
import { untilDone } from '../../store/table/until-done.ts';
import type { Registry } from './registry.ts';
import type { Issued } from './role-token.ts';

export const mostSessions = 20;

type Needed = Pick<Registry, 'directory' | 'now' | 'nextId' | 'randomBytes' | 'policy'>;

export const userToken = (registry: Needed, user: string): Promise<Issued> =>
  untilDone(
    () => openAnother(registry, user),
    () => tryAgain('The sessions of this user are being changed by others.'),
  );

/** Undefined when one of those that had to go was given another token meanwhile. */
async function openAnother(registry: Needed, user: string): Promise<Issued | undefined> {
  const { directory } = registry;
  const sessions = await sessionsOf(directory, user);
  const session = registry.nextId(sessions.at(-1)?.id);
  const issued = newUserToken(registry, user, session);
  const surplus = sessions.slice(0, Math.max(0, sessions.length + 1 - mostSessions)).slice(0, 20);
  const outcome = await commit(directory, [
    ...newSession(directory, user, session, issued.record),
    ...surplus.flatMap((each) => endSession(directory, user, each)),
  ]);
  return outcome.done ? issued : undefined;
}

/** A token that is not stored yet. */
export function newUserToken({ now, randomBytes, policy }: Needed, user: string, session: string): Issued {
  const token = makeToken(randomBytes, 'user');
  const created = Math.floor(now() / 1000);
  const record: TokenRecord = {
    hash: hashToken(token),
    kind: 'user',
    tenant: null,
    user,
    level: 'none',
    ...tokenTraces(token),
    created,
    expires: created + policy.sessionSeconds,
    lease: policy.sessionSeconds,
    session,
    revoked: false,
  };
  return { token, record };
}
