// Whether any background work is left: what waits in the queue, what is worked on, and experiments whose message is still to come or was lost.
import { dueItems } from '../../store/optimizer/due.ts';
import { sortKey } from '../../store/table/keys.ts';
import type { OperatorContext } from './context.ts';

/** Marks looked at in each shard, and how far ahead in milliseconds: a mark is set a minute before its time. */
const most = 1000;
const ahead = 10 * 60_000;

/**
 * `running`: messages that are worked on. `queued`: what waits for it, as messages or as marks, whichever are more: a mark stands from the report
 * until the optimizer is done, also while its message is on the way. Marks of batches are none of its work.
 */
export async function readIdle({ directory, now, queueLength }: OperatorContext) {
  const [{ waiting, running }, due] = await Promise.all([
    queueLength(),
    dueItems(directory.table, now() + ahead, most),
  ]);
  const marks = due.filter(({ sk }) => sk === sortKey.state).length;
  const queued = Math.max(waiting, marks - running);
  return { idle: queued + running === 0, queued, running };
}
