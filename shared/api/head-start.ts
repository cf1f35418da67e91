// Reads what a path names while the token is still being read, for callers seen before: a head start, never a permission.
//
//   token read, consistent ────────────── known, not revoked, same tenant as last time? ── use what was read
//   load in the tenant of last time ──────┘                                     └ no: forget it, load in the right tenant
import type { Identity } from '../domain/identity.ts';
import { hashToken } from '../platform/token-hash.ts';

/** Tokens that are remembered; the one that was used longest ago goes first. */
const most = 1000;

export type HeadStart = {
  /** Begins to load for whoever used this token last; null for a token not seen yet. */
  readonly begin: <Target>(token: string, load: (identity: Identity) => Promise<Target>) => Begun<Target> | null;
  /** Called with an identity that was just verified. */
  readonly remember: (token: string, identity: Identity) => void;
};

type Begun<Target> = { readonly client: string; readonly target: Promise<Target> };

export function makeHeadStart(): HeadStart {
  const seen = new Map<string, Identity>();
  return {
    begin: (token, load) => {
      const identity = seen.get(hashToken(token));
      if (!identity) return null;
      const target = load(identity);
      target.catch(() => {}); // whoever uses it sees the error; when nobody does, it is of no interest
      return { client: identity.tenant.client, target };
    },
    remember: (token, identity) => {
      const hash = hashToken(token);
      seen.delete(hash);
      seen.set(hash, identity);
      const [oldest] = seen.keys();
      if (seen.size > most && oldest !== undefined) seen.delete(oldest);
    },
  };
}
