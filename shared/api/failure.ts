// What is thrown, turned into an answer: a problem as it says, a store that is away into "try again", everything else into a 500 without detail.
import { type FieldError, isProblem, type Problem, problem, shown, tryAgain } from '../domain/problem.ts';
import type { Log } from '../platform/log.ts';
import { jsonReply, type Reply } from './reply.ts';

/** The answer to an error. What nobody expected is logged with its stack; the caller learns the request id only. */
export function failure(error: unknown, log: Log): Reply {
  const known = isProblem(error) ? error : storeTrouble(error);
  if (known !== error) logTrouble(error, log, known ? 'the store could not be reached' : 'unexpected error');
  return problemReply(known ?? unexpected());
}

/** Most characters of a message, and of each part of an error: what users named stands in them, and names that are too long are refused too. */
const longestMessage = 2000;
const longestPart = 1000;

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 3)}...` : text);

/** The answer that a problem says. */
export const problemReply = ({ message, status, errors, tokenStatus, headers }: Problem): Reply =>
  jsonReply(
    status,
    {
      message: cut(message, longestMessage),
      status,
      ...(errors.length > 0 ? { errors: errors.map(showError) } : {}),
      ...(status === 301 ? { location: headers['Location'] } : {}),
      ...(tokenStatus ? { token_status: tokenStatus } : {}),
    },
    headers,
  );

/** Values longer than 100 characters are written as the beginning of their JSON text. */
function showError({ field, value, rule, fix }: FieldError) {
  const whole = value === undefined || shown(value) === JSON.stringify(value);
  const [where, broken, wayOut] = [field, rule, fix].map((text) => cut(text, longestPart));
  return {
    field: where,
    ...(value === undefined ? {} : { value: whole ? value : shown(value) }),
    rule: broken,
    fix: wayOut,
  };
}

const unexpected = (): Problem =>
  problem(
    500,
    'Something went wrong on our side. Nothing in your request explains it; tell the operator the X-Request-Id of this answer.',
  );

function logTrouble(error: unknown, log: Log, message: string): void {
  const { name, message: text, stack } = error instanceof Error ? error : new Error(String(error));
  log.error(message, { error: name, detail: text, stack });
}

/** Refused before anything was done. */
const refusals: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'TransactionConflictException',
  'TransactionInProgressException',
  'ReplicatedWriteConflictException',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** Broken off: what was asked may have been done or not. */
const silences: ReadonlySet<string> = new Set([
  'InternalServerError',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'TimeoutError',
  'RequestTimeout',
  'AbortError',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
]);

/** Trouble that a repetition may cure, as a 429; null for any other error. The published client repeats 429 and gives up on every 5xx. */
function storeTrouble(error: unknown): Problem | null {
  const names = namesOf(error);
  if (names.some((name) => refusals.has(name))) return tryAgain('The store is busy.');
  if (!names.some((name) => silences.has(name))) return null;
  return problem(
    429,
    'The store did not answer in time. If this request changes something, it may have been done or not; send it again, or look first.',
    {
      headers: { 'Retry-After': '1' },
    },
  );
}

/** The names an error goes by: its own, its system code, and the reasons of a cancelled transaction. */
function namesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const code = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  return [error.name, ...code, ...cancellations(error)];
}

const cancelCodes: ReadonlyMap<string, string> = new Map([
  ['TransactionConflict', 'TransactionConflictException'],
  ['ThrottlingError', 'ThrottlingException'],
  ['ProvisionedThroughputExceeded', 'ProvisionedThroughputExceededException'],
]);

function cancellations(error: Error): readonly string[] {
  if (!('CancellationReasons' in error) || !Array.isArray(error.CancellationReasons)) return [];
  return error.CancellationReasons.flatMap(
    (reason: { Code?: string } | null) => cancelCodes.get(reason?.Code ?? '') ?? [],
  );
}
