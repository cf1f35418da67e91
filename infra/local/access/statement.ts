// Decides whether a role's statements allow an action on a resource, as IAM does for one account's identity policies.
import * as z from 'zod';
import { refusal } from '../refusal.ts';

const texts = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

/** Strict on purpose: a condition, `NotAction` or `NotResource` would be dropped without a word otherwise. */
const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: texts,
  Resource: texts,
});

const document = z.object({
  Statement: z.union([statement.transform((one) => [one]), z.array(statement)]),
});

export type Statement = z.output<typeof statement>;

/** @throws Refusal for a document with elements that the host cannot judge. */
export function parseDocument(value: unknown, of: string): readonly Statement[] {
  const parsed = document.safeParse(value);
  if (parsed.success) return parsed.data.Statement;
  const [issue] = parsed.error.issues;
  throw refusal(`The local host cannot judge a policy of ${of}: ${issue?.path.join('.')}: ${issue?.message}.`);
}

/** `*` stands for any text (`/` and `:` included), `?` for one character. */
export function matches(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${escaped}$`, 's').test(text);
}

const covers = ({ Action, Resource }: Statement, action: string, resource: string): boolean =>
  Action.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
  Resource.some((pattern) => matches(pattern, resource));

/** A denial wins over every grant; what nobody grants is denied. `action` as `dynamodb:GetItem`, `resource` as an ARN. */
export function allows(statements: readonly Statement[], action: string, resource: string): boolean {
  const covering = statements.filter((statement) => covers(statement, action, resource));
  return covering.length > 0 && covering.every(({ Effect }) => Effect === 'Allow');
}
