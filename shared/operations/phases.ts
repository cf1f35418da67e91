// How long the parts of a piece of work took, for the line that the log has of it.

/** Runs something that counts for a part. */
export type Timed = <Result>(work: () => Result) => Result;

/** Nobody asks how long it takes. */
export const untimed: Timed = (work) => work();

export type Phases<Name extends string> = {
  /** Runs work that waits, or work that computes; what other parts take inside of it is theirs alone. One after the other: no two at once. */
  readonly wait: <Result>(name: Name, work: () => Promise<Result>) => Promise<Result>;
  readonly run: <Result>(name: Name, work: () => Result) => Result;
  /** `read_ms` and so on, each in whole milliseconds. */
  readonly spent: () => Readonly<Record<string, number>>;
};

/** `now` in milliseconds; only differences count. */
export function makePhases<Name extends string>(now: () => number, names: readonly Name[]): Phases<Name> {
  const spent = new Map<Name, number>(names.map((name) => [name, 0]));
  let counted = 0;
  const begin = (name: Name) => {
    const [started, before] = [now(), counted];
    return () => {
      const all = now() - started;
      spent.set(name, (spent.get(name) ?? 0) + all - (counted - before));
      counted = before + all;
    };
  };
  return {
    wait: (name, work) => {
      const end = begin(name);
      return work().finally(end);
    },
    run: (name, work) => {
      const end = begin(name);
      try {
        return work();
      } finally {
        end();
      }
    },
    spent: () => Object.fromEntries([...spent].map(([name, ms]) => [`${name}_ms`, ms])),
  };
}
