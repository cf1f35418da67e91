// The template's secrets: made once, kept in the data folder for the owner alone, and read by the functions that are granted them.
import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { writeWhole } from '../data/folder.ts';
import { messageOf, refusal } from '../refusal.ts';
import { idsOf, type Stack } from '../template/stack.ts';

/** Texts of secrets by ARN, and by the logical id without the digits that the CDK adds. */
export type Secrets = { readonly byArn: ReadonlyMap<string, string>; readonly byTitle: ReadonlyMap<string, string> };

const properties = z.object({
  GenerateSecretString: z.object({ PasswordLength: z.number(), ExcludePunctuation: z.literal(true) }),
});
const kept = z.record(z.string(), z.string());

const title = (id: string): string => id.replace(/[0-9A-F]{8}$/, '');

/** @throws Refusal when the file is not what was written. */
export function prepareSecrets(stack: Stack, file: string): Secrets {
  const before = existsSync(file) ? read(file) : {};
  const after = { ...before };
  const ids = idsOf(stack, 'AWS::SecretsManager::Secret');
  for (const id of ids) {
    const { PasswordLength } = properties.parse(stack.properties(id)).GenerateSecretString;
    after[title(id)] ??= random(PasswordLength);
  }
  if (Object.keys(after).length > Object.keys(before).length) writeWhole(file, `${JSON.stringify(after, null, 2)}\n`);
  const texts = ids.map((id) => [id, after[title(id)] ?? ''] as const);
  return {
    byArn: new Map(texts.map(([id, text]) => [stack.names(id).ref, text])),
    byTitle: new Map(texts.map(([id, text]) => [title(id), text])),
  };
}

function read(file: string): Record<string, string> {
  try {
    return kept.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw refusal(
      `The secrets in ${file} cannot be read (${messageOf(error)}): restore the file from a copy, or move it away; then users' API tokens change.`,
    );
  }
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const random = (length: number): string =>
  Array.from({ length }, () => letters.charAt(randomInt(letters.length))).join('');

const wanted = z.object({ SecretId: z.string() });

/** The answer to GetSecretValue, null where there is no such secret. Nothing else is served. */
export function secretValue({ byArn }: Secrets, target: string, body: unknown): object | null {
  const { SecretId } = wanted.parse(body);
  const text = target === 'secretsmanager.GetSecretValue' ? byArn.get(SecretId) : undefined;
  return text === undefined ? null : { ARN: SecretId, Name: SecretId.split(':').at(-1), SecretString: text };
}
