// The local host as a process of its own, as a user starts it: to be measured from outside, and killed.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export type HostProcess = {
  readonly url: string;
  readonly token: string;
  readonly client: string;
  /** Ends it as Ctrl-C does, and waits. */
  readonly stop: () => Promise<void>;
  /** `kill -9`: no last words, no cleaning up. */
  readonly kill: () => Promise<void>;
  /** Resident memory of the host and its children, in megabytes. */
  readonly megabytes: () => number;
};

/** Starts `npm start` on the folder `data` and waits until it is ready. `port` 0: a free one. */
export async function startHostProcess(data: string, port = 0): Promise<HostProcess> {
  const file = join(data, 'service.json');
  const before = writtenAt(file);
  const child = spawn(process.execPath, [...startWords(), '--port', String(port), '--data', data], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const killIt = () => child.kill('SIGKILL');
  process.once('exit', killIt);
  child.once('exit', () => process.off('exit', killIt));
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said = `${said}${chunk}`.slice(-2000);
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  for (let waited = 0; [null, before].includes(writtenAt(file)); waited += 50) {
    if (child.exitCode !== null || waited > 120_000) throw new Error(`the host did not start: ${said}`);
    await sleep(50);
  }
  const service = JSON.parse(readFileSync(file, 'utf8')) as { url: string; token: string; client: string };
  const end = (signal: NodeJS.Signals) => async () => {
    child.kill(signal);
    await ended;
  };
  return { ...service, stop: end('SIGINT'), kill: end('SIGKILL'), megabytes: () => treeMegabytes(child) };
}

/** What `npm start` gives to Node: its flags count in what is measured. */
function startWords(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { start: string } };
  const [, start = ''] = scripts.start.split(' && node ');
  return start.split(' ');
}

/** A host that was killed leaves its file behind; the next one deletes it first and writes its own, with the same words. Null: no file. */
const writtenAt = (file: string): number | null => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null;

function treeMegabytes(child: ChildProcess): number {
  const rows = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number, number]);
  const family = new Set([child.pid]);
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const [pid, parent] of rows) if (family.has(parent)) family.add(pid);
  }
  return rows.reduce((sum, [pid, , rss]) => sum + (family.has(pid) ? rss : 0), 0) / 1024;
}
