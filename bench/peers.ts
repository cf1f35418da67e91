// What other optimizers reached on the repository's own tasks, as recorded in bench/peers.
import { readdirSync } from 'node:fs';
import { type Row, readRows } from './row.ts';

const folder = new URL('./peers/', import.meta.url).pathname;

/** Cairn's own recorded runs, which the committed figures are drawn from. */
export const ownRuns = `${folder}cairn.jsonl`;

export const peerFiles = (): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => folder + name)
    .filter((file) => file !== ownRuns)
    .sort();

/** Runs of the named tasks that are at least `budget` evaluations long. */
export const readPeers = (tasks: readonly string[], budget: number): Row[] =>
  readRows(peerFiles()).filter((row) => tasks.includes(row.task) && row.values.length >= budget);
