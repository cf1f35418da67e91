// Development: a host in a child process that loads rebuilt functions, and is started anew when the stack itself changes.
import { type ChildProcess, spawn } from 'node:child_process';
import { type FSWatcher, watch as watchFolder } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { whenToldToEnd } from './ending.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const main = fileURLToPath(new URL('main.ts', import.meta.url));

/** What the template is made from, the route table included. A change of other sources is a matter of bundles alone. */
const stackSources = ['infra', join('shared', 'api')];

/** Milliseconds in which the writes of one save come together. */
const settle = 200;

/** Tells the child that it is watched; its other arguments are the user's. */
export const watchedVariable = 'CAIRN_LOCAL_WATCHED';

/**
 *   save in functions/ or shared/   child: bundle ► new environments
 *   save in infra/ or shared/api/   parent: end child ► start child
 *   Ctrl-C, or the parent's death   child: ends by itself (signal, or closed channel)
 *
 * Settles when it was ended by a signal.
 */
export function watch(args: readonly string[]): Promise<void> {
  let child = startChild(args);
  const restart = debounced(async () => {
    await end(child);
    console.error('The stack has changed, starting again ...');
    child = startChild(args);
  });
  const watchers = stackSources.map((name) => watchSources(join(root, name), restart));
  return new Promise((resolve) => {
    const stop = async () => {
      for (const watcher of watchers) watcher.close();
      await end(child);
      resolve();
    };
    whenToldToEnd(stop);
  });
}

/** The channel closes when this process dies, however it dies. */
function startChild(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [...process.execArgv, main, ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [watchedVariable]: '1' },
  });
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  child.kill('SIGTERM');
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

function watchSources(folder: string, changed: () => void): FSWatcher {
  return watchFolder(folder, { recursive: true }, (_event, name) => {
    if (name === null || /\.(ts|mjs|sh|json)$/.test(name)) changed();
  });
}

function debounced(act: () => Promise<void>): () => void {
  let timer: NodeJS.Timeout | undefined;
  let acting = Promise.resolve();
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      acting = acting.then(act);
    }, settle);
  };
}
