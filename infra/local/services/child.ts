// Child processes of the host: they end within moments of its death, and a Ctrl-C in the terminal reaches only the host.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { refusal } from '../refusal.ts';

export type Child = {
  /** The process that works, which is not always the one that was spawned. */
  readonly pid: number;
  /** What it said on its standard output when it was ready. */
  readonly firstLine: string;
  /** Settles when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Asks it to end, insists after a second; settles when it has ended. */
  readonly stop: () => Promise<void>;
};

type Settings = {
  readonly command: string;
  readonly arguments: readonly string[];
  /** File that takes what it writes to standard error. */
  readonly log: string;
  /** Finds the working process in the first line of output. */
  readonly pidIn: (firstLine: string) => number;
};

/**
 * `detached` gives the child a session of its own, out of reach of the terminal's signals. Its standard input is a pipe
 * that the host holds and never writes to: the child must end when it closes.
 * @throws Refusal when it ends before its first line.
 */
export async function startChild(settings: Settings): Promise<Child> {
  const log = openSync(settings.log, 'a', 0o600);
  const spawned = spawn(settings.command, settings.arguments, { detached: true, stdio: ['pipe', 'pipe', log] });
  closeSync(log);
  const ended = new Promise<void>((resolve) => {
    spawned.once('exit', () => resolve());
    spawned.once('error', () => resolve());
  });
  const firstLine = await firstLineOf(spawned, ended, settings);
  const pid = settings.pidIn(firstLine);
  return { pid, firstLine, ended, stop: () => stop(spawned, pid, ended) };
}

async function firstLineOf(spawned: ChildProcess, ended: Promise<void>, { command, log }: Settings): Promise<string> {
  if (!spawned.stdout) throw refusal(`${command} has no output.`);
  const lines = createInterface({ input: spawned.stdout });
  const line = new Promise<string>((resolve) => lines.once('line', resolve));
  const first = await Promise.race([line, ended]);
  if (first === undefined) throw refusal(`${command} ended before it was ready; ${log} may say why.`);
  return first;
}

async function stop(spawned: ChildProcess, pid: number, ended: Promise<void>): Promise<void> {
  signal(pid, 'SIGTERM');
  const patience = setTimeout(() => spawned.stdin?.end(), 1000);
  await ended;
  clearTimeout(patience);
  spawned.stdin?.destroy();
}

/** A process that has ended meanwhile is what was wanted. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {}
}
