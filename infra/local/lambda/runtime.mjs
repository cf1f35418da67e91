// Inside an execution environment, a worker thread: loads a bundle once, then serves one invocation at a time.
// Plain JavaScript, because it runs without the TypeScript loader, as the bundle does.
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

const told = (error) => ({
  type: error?.name ?? 'Error',
  message: String(error?.message ?? error),
  trace: String(error?.stack ?? ''),
});

async function load({ file, exportName }) {
  const module = await import(pathToFileURL(file).href);
  if (typeof module[exportName] !== 'function') throw new TypeError(`${file} exports no function ${exportName}`);
  return module[exportName];
}

/** Events and results cross the boundary as JSON text, as they do in Lambda: what JSON cannot hold is lost here too. */
async function serve(handler, { id, event, context, deadline }) {
  const getRemainingTimeInMillis = () => deadline - Date.now();
  try {
    const result = await handler(JSON.parse(event), { ...context, awsRequestId: id, getRemainingTimeInMillis });
    parentPort.postMessage({ id, payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    parentPort.postMessage({ id, error: told(error) });
  }
}

/** Nice value: a tenth of the weight of those that somebody waits for, enough not to stand still beside them. */
const background = 10;

/** Linux counts niceness by thread and takes a thread's id for a process's; elsewhere, or without /proc, all stay equal. */
function giveWay() {
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), background);
  } catch {}
}

try {
  if (workerData.background) giveWay();
  const handler = await load(workerData);
  parentPort.on('message', (invocation) => void serve(handler, invocation));
  parentPort.postMessage({ ready: true });
} catch (error) {
  parentPort.postMessage({ error: told(error) });
}
