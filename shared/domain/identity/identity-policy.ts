// What a deployment decides about its users.

export type IdentityPolicy = {
  /** Seconds that a user token lives, and that a renewal adds. */
  readonly sessionSeconds: number;
  /** Log-in and reset attempts of one address in ten minutes. */
  readonly attempts: number;
  /** Whether anybody may make a user without an invite. */
  readonly signUp: boolean;
  /** Whether an address must be verified before its user may log in. */
  readonly verifyEmail: boolean;
  /** Whether mails go out. Without, codes of invites are shown to who invites, and nobody can sign up or reset a password. */
  readonly mail: boolean;
};

/** Reads what the stack's template wrote; throws an error that names what is wrong. */
export function parsePolicy(text: string): IdentityPolicy {
  const given: Partial<Record<keyof IdentityPolicy, unknown>> = JSON.parse(text || '{}');
  const { sessionSeconds, attempts, signUp, verifyEmail, mail } = given;
  if (typeof sessionSeconds !== 'number' || typeof attempts !== 'number')
    throw new Error(`IDENTITY must say sessionSeconds and attempts as numbers, it is ${text}`);
  return {
    ...{ sessionSeconds, attempts },
    signUp: signUp === true,
    verifyEmail: verifyEmail === true,
    mail: mail === true,
  };
}
