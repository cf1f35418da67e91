// A table whose calls fail on purpose: before they reach the database, or after it has done them (the answer is lost).
import type { Database, Operation } from '../../shared/store/database.ts';
import type { Table } from '../../shared/store/table.ts';

export type Fault = 'before' | 'after';

/** Thrown instead of an answer: the process is gone. */
export const crash = new Error('crashed on purpose');

/** A call on its way to the database. */
export type Command = { readonly name: Operation; readonly input: object };

export const isWrite = ({ name }: Command): boolean => /Put|Update|Delete|Write/.test(name);

type Send = (command: Command) => Promise<unknown>;

/** The same table, each call of it going through `around`. */
export function intercepted(table: Table, around: (command: Command, send: Send) => Promise<unknown>): Table {
  const real = table.db as { send: (name: Operation, input: object) => Promise<unknown> };
  const send = (name: Operation, input: object) =>
    around({ name, input }, (inner) => real.send(inner.name, inner.input));
  return { ...table, db: { send } as Database };
}

/** Crashes at the n-th write (from 1) and at every call after it. */
export function crashingAt(table: Table, n: number, fault: Fault): Table {
  let writes = 0;
  let dead = false;
  return intercepted(table, async (command, send) => {
    if (dead) throw crash;
    if (!isWrite(command) || ++writes < n) return send(command);
    dead = true;
    if (fault === 'after') await send(command);
    throw crash;
  });
}

/** The same table; once, just before the first command of this kind reaches the database, something else happens. */
export function meanwhile(table: Table, kind: RegExp, action: () => Promise<unknown>): Table {
  let done = false;
  return intercepted(table, async (command, send) => {
    if (!done && kind.test(command.name)) {
      done = true;
      await action();
    }
    return send(command);
  });
}
