// What other optimizers reached on the repository's own tasks, as recorded in bench/peers.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Row, readRows } from './row.ts';

const folder = new URL('./peers/', import.meta.url).pathname;

/** Cairn's own recorded runs, which the committed figures are drawn from. */
export const ownRuns = `${folder}cairn.jsonl`;

/** The recordings in a folder; by default those on the repository's own tasks. */
export const peerFiles = (from = folder): string[] =>
  readdirSync(from)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => join(from, name))
    .filter((file) => file !== ownRuns)
    .sort();

/** Runs of the named tasks that are at least `budget` evaluations long. */
export const readPeers = (tasks: readonly string[], budget: number, from = folder): Row[] =>
  readRows(peerFiles(from)).filter((row) => tasks.includes(row.task) && row.values.length >= budget);
