// Secrets of the deployment, read from Secrets Manager and kept for a minute: a changed one is in use soon, and a warm function asks rarely.
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** The text of the secret with this ARN. */
export type ReadSecret = (arn: string) => Promise<string>;

const keep = 60_000;

type Kept = { readonly text: Promise<string>; readonly until: number };

export function makeSecrets(endpoint: string | undefined, now: () => number): ReadSecret {
  const client = new SecretsManagerClient({
    ...(endpoint ? { endpoint } : {}),
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
  });
  const known = new Map<string, Kept>();
  return (arn) => {
    const kept = known.get(arn);
    if (kept && kept.until > now()) return kept.text;
    const text = client
      .send(new GetSecretValueCommand({ SecretId: arn }))
      .then(({ SecretString }) => SecretString ?? Promise.reject(new Error(`secret ${arn} has no text`)));
    known.set(arn, { text, until: now() + keep });
    text.catch(() => known.delete(arn));
    return text;
  };
}
