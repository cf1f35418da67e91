// The data folder's lock: one host at a time, and the next one ends what a killed one left behind.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { codeOf, refusal } from '../refusal.ts';
import { isRunning, type Proof, proofOf } from './proof.ts';

const proof = z.object({ pid: z.int(), started: z.string(), command: z.string() });
const holding = z.object({ host: proof, children: z.array(proof) });
type Holding = z.output<typeof holding>;

export type Lock = {
  /** Notes the children, so that the next start can end them should this process be killed and they survive it. */
  readonly note: (pids: readonly number[]) => void;
  readonly release: () => void;
};

/**
 * A link either makes the name or fails, so of two starts one wins. A lock whose holder is dead is moved away first; who
 * moved another one than it read has lost a race and puts it back:
 *
 *   A  reads dead .. moves dead away .. links its own
 *   B  reads dead ........................................ moves A's away .. sees that -> puts it back, refused
 *
 * @throws Refusal when another host works with the folder.
 */
export async function takeLock(folder: string): Promise<Lock> {
  const file = join(folder, 'lock');
  const own = proofOf(process.pid);
  if (!own)
    throw refusal('The system does not tell when this process was started, so the data folder cannot be locked.');
  while (!claim(file, { host: own, children: [] })) await clear(file);
  return {
    note: (pids) => replace(file, { host: own, children: pids.flatMap((pid) => proofOf(pid) ?? []) }),
    release: () => rmSync(file, { force: true }),
  };
}

function claim(file: string, mine: Holding): boolean {
  const draft = write(file, mine);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft);
  }
}

const replace = (file: string, mine: Holding): void => renameSync(write(file, mine), file);

function write(file: string, mine: Holding): string {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  return draft;
}

/** Undefined when the file is gone; a file that holds something else is nobody's lock. */
function read(file: string): { readonly text: string; readonly held: Holding | undefined } | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    return { text, held: parse(text) };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(text: string): Holding | undefined {
  try {
    return holding.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

async function clear(file: string): Promise<void> {
  const found = read(file);
  if (!found) return;
  if (found.held && isRunning(found.held.host)) throw inUse(file, found.held.host.pid);
  await Promise.all((found.held?.children ?? []).map(endOrphan));
  moveAway(file, found.text);
}

/** Nothing but the very process that the lock names is killed. */
async function endOrphan(orphan: Proof): Promise<void> {
  while (isRunning(orphan)) {
    process.kill(orphan.pid, 'SIGKILL');
    await sleep(10);
  }
}

function moveAway(file: string, expected: string): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const moved = read(aside);
  if (moved && moved.text !== expected) linkSync(aside, file);
  rmSync(aside);
}

const inUse = (file: string, pid: number): Error =>
  refusal(
    `Another host (process ${pid}) works with this data (${file}): stop it first, or choose another folder with --data.`,
  );
