// Tells one process from another that was given the same id later: by its start time and its command line.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** `started` is comparable only with itself: clock ticks since boot on Linux, text elsewhere. */
export type Proof = { readonly pid: number; readonly started: string; readonly command: string };

/** `parent` is 0 where the system does not tell. */
export type Seen = Proof & { readonly parent: number };

/** What can be seen of a running process; undefined when there is none with this id. */
export const proofOf = (pid: number): Seen | undefined => (existsSync('/proc/self/stat') ? fromProc(pid) : fromPs(pid));

/** The very process is still running. */
export function isRunning(proof: Proof): boolean {
  const now = proofOf(proof.pid);
  return now !== undefined && now.started === proof.started && now.command === proof.command;
}

/** Field 22 of /proc/PID/stat is the start time, 4 the parent, 3 the state (proc(5)); the name in field 2 may hold spaces and `)`. */
function fromProc(pid: number): Seen | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return fields[0] === 'Z' ? undefined : { pid, parent: Number(fields[1]), started: fields[19] ?? '', command };
  } catch {
    return undefined;
  }
}

function fromPs(pid: number): Seen | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'lstart=,command=', '-p', String(pid)], { encoding: 'utf8' });
  const line = stdout?.trim();
  return line ? { pid, parent: 0, started: line.slice(0, 24), command: line.slice(24).trim() } : undefined;
}
