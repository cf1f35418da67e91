// Structured log: one JSON object a line on standard output, which Lambda hands to CloudWatch. Never a token, never a parameter value.

export type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>;
export type Log = {
  readonly info: (message: string, fields?: Fields) => void;
  readonly error: (message: string, fields?: Fields) => void;
  /** The same log with these fields on every line. */
  readonly with: (fields: Fields) => Log;
};

/** Writes through `write` (a line without its end) and stamps with `now` (milliseconds since the epoch). */
export function makeLog(write: (line: string) => void, now: () => number, base: Fields = {}): Log {
  const line =
    (level: string) =>
    (message: string, fields: Fields = {}) =>
      write(JSON.stringify({ time: new Date(now()).toISOString(), level, message, ...base, ...fields }));
  return { info: line('info'), error: line('error'), with: (fields) => makeLog(write, now, { ...base, ...fields }) };
}
