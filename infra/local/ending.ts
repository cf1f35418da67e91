// When a host, or the watcher of one, has to end: by a signal, or because whoever started it is gone.
import { whenLaunchersEnd } from './launchers.ts';

/** Calls `end` once at most. A closed channel means that the parent is gone, as tsx or a watcher. */
export function whenToldToEnd(end: () => Promise<void>): void {
  let told = false;
  const once = () => {
    if (told) return;
    told = true;
    void end();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, once);
  process.on('disconnect', once);
  whenLaunchersEnd(once);
}
