// What operations above tenants work with: the directory, the key of derived tokens, mail. Made anew for each request.
import type { Caller, Level } from '../../domain/identity/identity.ts';
import type { IdentityPolicy } from '../../domain/identity/identity-policy.ts';
import type { Mail } from '../../domain/identity/mail.ts';
import type { Log } from '../../platform/log.ts';
import type { Directory } from '../../store/identity/directory.ts';

export type Registry = {
  readonly directory: Directory;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly nextId: (atLeast?: string) => string;
  /** Cryptographically random bytes. */
  readonly randomBytes: (count: number) => Uint8Array;
  /** The key that tokens of roles are derived with. */
  readonly tokenKey: () => Promise<string>;
  readonly sendMail: (mail: Mail) => Promise<void>;
  readonly policy: IdentityPolicy;
  readonly log: Log;
  /** Milliseconds left until the function is stopped. */
  readonly remaining: () => number;
};

/** `level`: what the caller may do with the client or organization that the path names; `none` where it names neither. */
export type AccountContext = Registry & { readonly caller: Caller; readonly level: Level };

/** A request that needs no token; with one, the caller is known. */
export type VisitorContext = Registry & { readonly caller: Caller | null };
