// Reads what a path names while the token is still being read, for callers seen before: a head start, never a permission.
//
//   token read, consistent ────────────── known, not revoked, the same as last time? ── use what was read
//   rights and object, as of last time ───┘                                     └ no: forget it, look again
import type { Caller, TokenRecord } from '../domain/identity/identity.ts';
import { hashToken } from '../platform/token-hash.ts';

/** Tokens that are remembered; the one that was used longest ago goes first. */
const most = 1000;

export type HeadStart = {
  /** Begins to look for whoever used this token last; null for a token not seen yet. */
  readonly begin: <Found>(token: string, look: (caller: Caller) => Promise<Found>) => Begun<Found> | null;
  /** Called with a caller that was just verified. */
  readonly remember: (token: string, caller: Caller) => void;
};

type Begun<Found> = { readonly caller: Caller; readonly found: Promise<Found> };

export function makeHeadStart(): HeadStart {
  const seen = new Map<string, Caller>();
  return {
    begin: (token, look) => {
      const caller = seen.get(hashToken(token));
      if (!caller) return null;
      const found = look(caller);
      found.catch(() => {}); // whoever uses it sees the error; when nobody does, it is of no interest
      return { caller, found };
    },
    remember: (token, caller) => {
      const hash = hashToken(token);
      seen.delete(hash);
      seen.set(hash, caller);
      const [oldest] = seen.keys();
      if (seen.size > most && oldest !== undefined) seen.delete(oldest);
    },
  };
}

/** True when what was found for one of the two holds for the other: nothing of what a look depends on has changed. */
export function sameBearer(a: TokenRecord, b: TokenRecord): boolean {
  const telling = ({ kind, tenant, user, level, shared }: TokenRecord) =>
    JSON.stringify([kind, tenant?.client, tenant?.organization, user, level, shared?.experiment, shared?.run]);
  return telling(a) === telling(b);
}
