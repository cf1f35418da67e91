// Notices that `npm start` was killed: npm and its shell stand between the user and the host, and a kill reaches only one of them.
import { proofOf, type Seen } from './data/proof.ts';

/** Names that npm gives to the scripts that start a host. */
const scripts = ['start', 'dev'];

/** npm, the shell that it starts, tsx where it was started by that, and the parent of a watched host. */
const furthest = 4;

/** Milliseconds; the children must be gone two seconds after a kill. */
const period = 300;

/**
 *   npm  -X kill -9
 *   sh   ----------- waits for the host
 *   host ----| sees that npm is gone, stops
 *
 * Does nothing where the host was started otherwise, or where the system does not tell a process's parent.
 */
export function whenLaunchersEnd(act: () => void): void {
  const launchers = scripts.includes(process.env['npm_lifecycle_event'] ?? '') ? launchersOf(process.ppid) : [];
  if (launchers.length === 0) return;
  const timer = setInterval(() => {
    if (launchers.every(stillThere)) return;
    clearInterval(timer);
    act();
  }, period);
  timer.unref();
}

const stillThere = ({ pid, started }: Seen): boolean => proofOf(pid)?.started === started;

/** From the parent up to npm; empty when npm is not among the nearest. */
function launchersOf(parent: number): readonly Seen[] {
  const found: Seen[] = [];
  for (let next = proofOf(parent); next && found.length < furthest; next = proofOf(next.parent)) {
    found.push(next);
    if (/^npm\b|[/\\]npm(-cli\.js)?\b/.test(next.command)) return found;
  }
  return [];
}
