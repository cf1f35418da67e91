// Who asks: the token's owner, what it may do, and the tenant everything is read and written in.

export type Tenant = { readonly client: string; readonly organization: string };

export const levels = ['none', 'read', 'write', 'admin'] as const;
export type Level = (typeof levels)[number];

export type Identity = {
  readonly tenant: Tenant;
  readonly level: Level;
  readonly user: string | null;
  readonly development: boolean;
  readonly token: TokenRecord;
  /** The token as it was presented: the contract shows it to its owner. Never logged. */
  readonly presented: string;
};

/** A token as it is stored: never the token itself, only what is needed to show and judge it. */
export type TokenRecord = {
  /** SHA-256 of the token, hex. */
  readonly hash: string;
  readonly kind: 'client-api' | 'client-dev';
  readonly tenant: Tenant;
  readonly user: string | null;
  readonly level: Level;
  /** First characters, up to the secret part, and the last four: enough to recognise it, not to use it. */
  readonly prefix: string;
  readonly lastFour: string;
  readonly created: number;
  /** Seconds since the epoch; null: never. */
  readonly expires: number | null;
  readonly revoked: boolean;
};

export type Client = {
  readonly id: string;
  readonly organization: string;
  readonly name: string;
  readonly created: number;
};
export type Organization = { readonly id: string; readonly name: string; readonly created: number };
