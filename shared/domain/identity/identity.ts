// Who asks: the token's owner, what it may do, and the tenant everything is read and written in.

export type Tenant = { readonly client: string; readonly organization: string };

/** Each includes the ones before it. Owners are the organization's; the others are said client by client. */
export const levels = ['none', 'read', 'write', 'admin', 'owner'] as const;
export type Level = (typeof levels)[number];

export const reaches = (level: Level, needed: Level): boolean => levels.indexOf(level) >= levels.indexOf(needed);

export type TokenKind = 'user' | 'client-api' | 'client-dev' | 'guest';

/** Whoever presents a token that is known, in use and not expired. */
export type Caller = {
  readonly token: TokenRecord;
  readonly user: string | null;
  readonly development: boolean;
  /** The token as it was presented: the contract shows it to its owner. Never logged. */
  readonly presented: string;
};

/** What a caller may do where the path leads. */
export type Rights = {
  readonly tenant: Tenant;
  readonly level: Level;
  /** Sees and touches only experiments and runs that its user made. */
  readonly ownOnly: boolean;
};

export type Identity = Caller & Omit<Rights, 'ownOnly'> & { readonly ownOnly?: boolean };

/** What a guest token shows: one experiment or one run, to whoever holds the link. */
export type Shared = {
  readonly id: string;
  readonly experiment: string | null;
  readonly run: string | null;
  /** The user who made it; null: a client token without a user. */
  readonly by: string | null;
};

/** A token as it is stored: never the token itself, only what is needed to show and judge it. */
export type TokenRecord = {
  /** SHA-256 of the token, hex. */
  readonly hash: string;
  readonly kind: TokenKind;
  /** Null for the token of a user, who may belong to many clients. */
  readonly tenant: Tenant | null;
  readonly user: string | null;
  /** What a token without a user may do. Where there is a user, the user's present level counts. */
  readonly level: Level;
  /** First characters, up to the secret part, and the last four: enough to recognise it, not to use it. */
  readonly prefix: string;
  readonly lastFour: string;
  readonly created: number;
  /** Seconds since the epoch; null: never. */
  readonly expires: number | null;
  readonly revoked: boolean;
  /** Seconds that a renewal adds; absent where nothing is to be renewed. */
  readonly lease?: number | null;
  readonly shared?: Shared | null;
  /** Of a client's sign-up link, which opens nothing but the making of a user. */
  readonly scope?: 'signup';
  /** Names the session of a user token among the user's sessions. */
  readonly session?: string;
};

export type Client = {
  readonly id: string;
  readonly organization: string;
  readonly name: string;
  readonly created: number;
  /** False: users below admin see only what they made. Absent: true. */
  readonly seeOthers?: boolean;
  readonly deleted?: boolean;
};

export type Organization = {
  readonly id: string;
  readonly name: string;
  readonly created: number;
  readonly emailDomains?: readonly string[];
  readonly clientForSignup?: string | null;
  readonly signupFromDomains?: boolean;
  readonly suspended?: boolean;
  readonly deleted?: boolean;
  /** Since when it is being erased, in seconds since the epoch. */
  readonly closed?: number;
};
