// Starts the queue's server (fauxqs) in a child process. It keeps nothing over a restart; the sweeper makes that harmless.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Child, startChild } from './child.ts';

const server = fileURLToPath(new URL('queue-server.mjs', import.meta.url));

export type QueueProcess = { readonly child: Child; readonly endpoint: URL };

export async function startQueueServer(logFolder: string): Promise<QueueProcess> {
  const child = await startChild({
    command: process.execPath,
    arguments: [server],
    log: join(logFolder, 'queue-server.log'),
    pidIn: (line) => Number(line.split(' ')[0]),
  });
  return { child, endpoint: new URL(child.firstLine.split(' ')[1] ?? '') };
}
