// What goes wrong, said so that a person can act on it: a status, a message, and per field the value, the rule and the way out.

export type FieldError = {
  /** Path of the field in the request, e.g. `parameters[2].bounds.min`. */
  readonly field: string;
  /** What was given; cut to 100 characters when it is written out, never a secret. */
  readonly value?: unknown;
  /** The rule it breaks, e.g. `must be smaller than bounds.max`. */
  readonly rule: string;
  /** What to send instead. */
  readonly fix: string;
};

type TokenStatus = 'revoked' | 'expired' | 'invalid_permissions' | 'needs_email_verification';

type Details = {
  readonly status: number;
  readonly errors: readonly FieldError[];
  readonly tokenStatus?: TokenStatus;
  /** Answer headers, e.g. `Allow`, `Retry-After`, `WWW-Authenticate`. */
  readonly headers: Readonly<Record<string, string>>;
};

const mark: unique symbol = Symbol('problem');

export type Problem = Error & Details & { readonly [mark]: true };

/** An error that the door turns into an answer with this status; everything else that is thrown becomes a 500. */
export function problem(status: number, message: string, more: Partial<Omit<Details, 'status'>> = {}): Problem {
  return Object.assign(new Error(message), { status, errors: [], headers: {}, ...more, [mark]: true as const });
}

export const isProblem = (error: unknown): error is Problem => error instanceof Error && mark in error;

/** 400 for one field. The message repeats field, rule and fix, because most clients show nothing but the message. */
export function invalid(field: string, value: unknown, rule: string, fix: string): Problem {
  return invalidFields([{ field, value, rule, fix }]);
}

/** 400 for several fields at once; the message speaks of the first and counts the rest. */
export function invalidFields(errors: readonly FieldError[]): Problem {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more, see errors)` : '';
  const message = first ? `${describe(first)}${more}` : 'The request is not valid';
  return problem(400, message, { errors });
}

/** Field, value, rule and way out in one text. A rule may be sentences of their own, worded as the contract has them: it then ends as it is. */
export const describe = ({ field, value, rule, fix }: FieldError): string =>
  `Invalid ${field}${value === undefined ? '' : ` (${shown(value)})`}: ${rule}${rule.endsWith('.') ? '' : '.'} ${fix}`;

/** A value as it may stand in a message: JSON, at most 100 characters. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 100 ? `${text.slice(0, 97)}...` : text;
}

/** The one answer for what is missing and for what belongs to somebody else. */
export const notFound = (kind: string, id: string): Problem =>
  problem(404, `No ${kind} with id ${shown(id)}. It does not exist, was deleted, or belongs to another client.`);

/** Something that a repetition may cure; the published client repeats 429 and nothing else, so this is a 429. */
export const tryAgain = (why: string, seconds = 1): Problem =>
  problem(429, `${why} Nothing was written; send the same request again.`, {
    headers: { 'Retry-After': String(seconds) },
  });
