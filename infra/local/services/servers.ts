// The servers behind the functions: the database's and the queue's, started side by side and ended together.
import type { Closers } from '../closers.ts';
import type { DataFolder } from '../data/folder.ts';
import type { Lock } from '../data/lock.ts';
import { foreign, local, type Upstream } from './aws-client.ts';
import { type Database, startDatabase } from './dynamodb-process.ts';
import { type QueueProcess, startQueueServer } from './queue-process.ts';

export type Servers = {
  readonly dynamodb: Upstream;
  readonly sqs: Upstream;
  /** Ends the queue's server and leaves it away. */
  readonly stopQueue: () => Promise<void>;
};

/** `lost` is called when the database's server ends without having been told to. @throws Refusal when one cannot start. */
export async function startServers(
  folder: DataFolder,
  lock: Lock,
  closers: Closers,
  lost: (why: string) => void,
): Promise<Servers> {
  let stopping = false;
  const starting = [startDatabase(folder.root, folder.logs), startQueueServer(folder.logs)] as const;
  closers.add(async () => {
    stopping = true;
    await stopAll(starting);
  });
  const [database, queue] = await Promise.all(starting);
  const { child } = database;
  lock.note([queue.child.pid, ...(child ? [child.pid] : [])]);
  void child?.ended.then(() => stopping || lost('The DynamoDB server ended by itself'));
  return {
    dynamodb: (child ? local : foreign)(database.endpoint, 'dynamodb'),
    sqs: local(queue.endpoint, 'sqs'),
    stopQueue: queue.child.stop,
  };
}

/** When one of them could not start, the other one is still on its way, and is waited for. */
async function stopAll(starting: readonly [Promise<Database>, Promise<QueueProcess>]): Promise<void> {
  const settled = await Promise.allSettled(starting);
  await Promise.all(settled.map((each) => (each.status === 'fulfilled' ? each.value.child?.stop() : undefined)));
}
