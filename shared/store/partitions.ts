// Where everything of a client lies: for taking an organization's data along, and for erasing them.
import {
  clientKey,
  experimentKey,
  idOf,
  type Key,
  parseProjectKey,
  projectKey,
  runKey,
  sortKey,
  usageKey,
  whereKey,
} from './table/keys.ts';
import { writeMany } from './table/single.ts';
import { type Item, query, type Table } from './table/table.ts';

/** A part of a partition, in order; `more` says that it goes on behind the last item. */
type Part = { readonly items: readonly Item[]; readonly more: boolean };

const chunk = 200;

/** Items of a partition behind a sort key; null: from its beginning. */
export async function readPart(table: Table, pk: string, behind: string | null): Promise<Part> {
  const items = await query(table, { pk, from: behind === null ? ' ' : `${behind} `, to: '~', take: chunk });
  return { items, more: items.length === chunk };
}

/** The months `YYYY-MM` from one moment to another, both in milliseconds since the epoch. */
export function monthsBetween(from: number, to: number): string[] {
  const months: string[] = [];
  const last = new Date(to).toISOString().slice(0, 7);
  const at = new Date(from);
  for (at.setUTCDate(1); at.toISOString().slice(0, 7) <= last; at.setUTCMonth(at.getUTCMonth() + 1))
    months.push(at.toISOString().slice(0, 7));
  return months;
}

/** Sort keys of a client's own partition that begin with a prefix. */
async function listed(table: Table, client: string, prefix: string): Promise<string[]> {
  const items = await query(table, { pk: clientKey(client), from: prefix, to: `${prefix}~` });
  return items.map(({ sk }) => sk);
}

/** Ids of a client's experiments, those made of runs included, by the list items in its own partition. */
export async function experimentIdsOf(table: Table, client: string): Promise<string[]> {
  const [core, ofRuns] = await Promise.all([listed(table, client, 'EXP#'), listed(table, client, 'AIX#')]);
  return [...core, ...ofRuns].map(idOf);
}

/** Ids of a client's files, whose records lie in its own partition. */
const fileIdsOf = async (table: Table, client: string): Promise<string[]> =>
  (await listed(table, client, 'FILE#')).map(idOf);

/** Partitions of its projects: runs, and copies of experiments by project. */
export const projectPartitions = async (table: Table, client: string): Promise<string[]> =>
  (await listed(table, client, 'PROJECT#')).map((sk) => projectKey(client, sk.slice('PROJECT#'.length)));

/** What a run has beside itself in a partition of its own, its place by id excepted; nothing for any other item. */
export async function itemsBelow(table: Table, { pk, sk }: Key): Promise<Item[]> {
  const client = parseProjectKey(pk)?.client;
  if (client === undefined || !sk.startsWith('RUN#')) return [];
  const items = await query(table, { pk: runKey(client, idOf(sk)), from: ' ', to: '~' });
  return items.filter((item) => item.sk !== sortKey.place);
}

/** Everything that stands elsewhere because of a run. */
async function keysOfRun(table: Table, client: string, run: string): Promise<Key[]> {
  const items = await query(table, { pk: runKey(client, run), from: ' ', to: '~' });
  return [whereKey(run), ...items.map(({ pk, sk }) => ({ pk, sk }))];
}

/** Partitions with records of their own; the client's comes first. `created` and `now` in milliseconds since the epoch: usage lies by month. */
export function recordPartitions(
  client: string,
  { experiments, projects }: { readonly experiments: readonly string[]; readonly projects: readonly string[] },
  created: number,
  now: number,
): string[] {
  const months = monthsBetween(created, now).map((month) => usageKey(client, month));
  return [clientKey(client), ...experiments.map((id) => experimentKey(client, id)).sort(), ...projects, ...months];
}

const nothingElse = async (): Promise<Key[]> => [];

/**
 * Removes a partition. False when the time was over before it was empty; then the rest is removed another time. `elsewhere`: what else goes with
 * these items, and before them, because they say that it is there.
 */
export async function erasePartition(
  table: Table,
  pk: string,
  timeLeft: () => boolean,
  elsewhere: (items: readonly Item[]) => Promise<readonly Key[]> = nothingElse,
): Promise<boolean> {
  while (timeLeft()) {
    const { items, more } = await readPart(table, pk, null);
    const keys = [...(await elsewhere(items)), ...items.map(({ sk }) => ({ pk, sk }))];
    await writeMany(
      table,
      keys.map((key) => ({ remove: key })),
    );
    if (!more) return true;
  }
  return false;
}

/** Everything of a client in this table but the client itself, which is last to go: it says what there is. False when the time was over. */
export async function eraseHoldings(
  table: Table,
  client: string,
  created: number,
  now: number,
  timeLeft: () => boolean,
): Promise<boolean> {
  const experiments = await experimentIdsOf(table, client);
  const projects = await projectPartitions(table, client);
  const [, ...records] = recordPartitions(client, { experiments, projects }, created, now);
  const runsAmong = async (items: readonly Item[]) => {
    const runs = items.filter(({ pk, sk }) => projects.includes(pk) && sk.startsWith('RUN#'));
    return (await Promise.all(runs.map(({ sk }) => keysOfRun(table, client, idOf(sk))))).flat();
  };
  for (const pk of records) if (!(await erasePartition(table, pk, timeLeft, runsAmong))) return false;
  await writeMany(
    table,
    [...experiments, ...(await fileIdsOf(table, client))].map((id) => ({ remove: whereKey(id) })),
  );
  return erasePartition(table, clientKey(client), timeLeft);
}
