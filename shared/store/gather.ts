// Reads by key that are asked for at the same moment travel together: one call for all of them, whatever table they are in.
//
//   token by its hash ────────┐
//   experiment and its state ─┴─ end of this turn of the event loop ── one BatchGetItem ── each gets its own
import { BatchGetCommand, type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Key } from './keys.ts';
import { pause } from './pause.ts';
import type { Item, Table } from './table.ts';

type Wanted = { readonly table: string; readonly key: Key };
type Found = ReadonlyMap<string, Item>;
type Waiting = { wanted: Wanted[]; reply: Promise<Found> };

const waiting = new WeakMap<DynamoDBDocumentClient, Waiting>();
const nameOf = ({ table, key }: Wanted): string => `${table} ${key.pk} ${key.sk}`;

/** The items of these keys in their order, null where there is none; read consistently. Any number of keys. */
export async function gather({ db, name }: Table, keys: readonly Key[]): Promise<(Item | null)[]> {
  if (keys.length === 0) return [];
  const wanted = keys.map(({ pk, sk }) => ({ table: name, key: { pk, sk } }));
  const open = waiting.get(db) ?? begin(db);
  open.wanted.push(...wanted);
  const found = await open.reply;
  return wanted.map((each) => found.get(nameOf(each)) ?? null);
}

function begin(db: DynamoDBDocumentClient): Waiting {
  const wanted: Wanted[] = [];
  const reply = Promise.resolve().then(() => {
    waiting.delete(db);
    return readAll(db, [...new Map(wanted.map((each) => [nameOf(each), each])).values()]);
  });
  const open = { wanted, reply };
  waiting.set(db, open);
  return open;
}

async function readAll(db: DynamoDBDocumentClient, wanted: readonly Wanted[]): Promise<Found> {
  const [only] = wanted;
  return wanted.length === 1 && only ? readOne(db, only) : readMany(db, wanted);
}

async function readOne(db: DynamoDBDocumentClient, only: Wanted): Promise<Found> {
  const { Item } = await db.send(new GetCommand({ TableName: only.table, Key: only.key, ConsistentRead: true }));
  return new Map(Item ? [[nameOf(only), Item as Item]] : []);
}

/** Keys of one call (DynamoDB's limit). */
const most = 100;

async function readMany(db: DynamoDBDocumentClient, wanted: readonly Wanted[]): Promise<Found> {
  const found = new Map<string, Item>();
  let left = wanted;
  for (let round = 0; left.length > 0; round++) {
    const reply = await db.send(new BatchGetCommand({ RequestItems: requests(left.slice(0, most)) }));
    for (const [table, items] of Object.entries(reply.Responses ?? {})) {
      for (const item of items as Item[]) found.set(nameOf({ table, key: item }), item);
    }
    const unread = Object.entries(reply.UnprocessedKeys ?? {}).flatMap(([table, { Keys = [] }]) =>
      (Keys as Key[]).map((key) => ({ table, key })),
    );
    if (unread.length > 0) await pause(round);
    left = [...unread, ...left.slice(most)];
  }
  return found;
}

function requests(wanted: readonly Wanted[]): Record<string, { Keys: Key[]; ConsistentRead: true }> {
  const byTable: Record<string, { Keys: Key[]; ConsistentRead: true }> = {};
  for (const { table, key } of wanted) {
    byTable[table] ??= { Keys: [], ConsistentRead: true };
    byTable[table].Keys.push(key);
  }
  return byTable;
}
