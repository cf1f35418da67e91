// A table whose calls fail on purpose: before they reach the database, or after it has done them (the answer is lost).
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Table } from '../../shared/store/table/table.ts';

export type Fault = 'before' | 'after';

/** Thrown instead of an answer: the process is gone. */
export const crash = new Error('crashed on purpose');

export const isWrite = (command: object): boolean => /Put|Update|Delete|Write/.test(command.constructor.name);

type Send = (command: object) => Promise<unknown>;

/** The same table, each call of it going through `around`. */
export function intercepted(table: Table, around: (command: object, send: Send) => Promise<unknown>): Table {
  const real = table.db as unknown as { send: Send };
  const db = { send: (command: object) => around(command, (inner) => real.send(inner)) };
  return { ...table, db: db as unknown as DynamoDBClient };
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

/** The same table; once, just before the first command of this kind (that names `touched`) reaches the database, something else happens. */
export function meanwhile(table: Table, kind: RegExp, action: () => Promise<unknown>, touched = ''): Table {
  let done = false;
  return intercepted(table, async (command, send) => {
    if (!done && kind.test(command.constructor.name) && JSON.stringify(command).includes(touched)) {
      done = true;
      await action();
    }
    return send(command);
  });
}
