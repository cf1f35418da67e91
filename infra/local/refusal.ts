// A start or a request to the host that cannot go on, said in one sentence that a person can act on.

const mark: unique symbol = Symbol('refusal');

/** An error whose message is all that the terminal shows: no stack, exit code 1. */
type Refusal = Error & { readonly [mark]: true };

export const refusal = (sentence: string): Refusal => Object.assign(new Error(sentence), { [mark]: true as const });

export const isRefusal = (error: unknown): error is Refusal => error instanceof Error && mark in error;

/** The message of whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The system's name of an error, such as `EADDRINUSE`; undefined where it has none. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
