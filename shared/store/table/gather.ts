// Reads by key that are asked for at the same moment travel together: one call for all of them, whatever table they are in.
//
//   token by its hash ────────┐
//   experiment and its state ─┴─ end of this turn of the event loop ── one BatchGetItem ── each gets its own
import { BatchGetItemCommand, type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type Attributes, fromAttributes, toAttributes } from './attributes.ts';
import type { Key } from './keys.ts';
import { pause } from './pause.ts';
import type { Item, Table } from './table.ts';

type Wanted = { readonly table: string; readonly key: Key };
type Found = ReadonlyMap<string, Item>;
type Waiting = { wanted: Wanted[]; reply: Promise<Found> };

const waiting = new WeakMap<DynamoDBClient, Waiting>();
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

function begin(db: DynamoDBClient): Waiting {
  const wanted: Wanted[] = [];
  const reply = Promise.resolve().then(() => {
    waiting.delete(db);
    return readAll(db, [...new Map(wanted.map((each) => [nameOf(each), each])).values()]);
  });
  const open = { wanted, reply };
  waiting.set(db, open);
  return open;
}

async function readAll(db: DynamoDBClient, wanted: readonly Wanted[]): Promise<Found> {
  const [only] = wanted;
  return wanted.length === 1 && only ? readOne(db, only) : readMany(db, wanted);
}

async function readOne(db: DynamoDBClient, only: Wanted): Promise<Found> {
  const input = { TableName: only.table, Key: toAttributes(only.key), ConsistentRead: true };
  const { Item } = await db.send(new GetItemCommand(input));
  return new Map(Item ? [[nameOf(only), fromAttributes(Item) as Item]] : []);
}

/** Keys of one call (DynamoDB's limit). */
const most = 100;

async function readMany(db: DynamoDBClient, wanted: readonly Wanted[]): Promise<Found> {
  const found = new Map<string, Item>();
  let left = wanted;
  for (let round = 0; left.length > 0; round++) {
    const reply = await db.send(new BatchGetItemCommand({ RequestItems: requests(left.slice(0, most)) }));
    for (const [table, items] of Object.entries(reply.Responses ?? {})) {
      for (const item of items.map(fromAttributes) as Item[]) found.set(nameOf({ table, key: item }), item);
    }
    const unread = Object.entries(reply.UnprocessedKeys ?? {}).flatMap(([table, { Keys = [] }]) =>
      (Keys.map(fromAttributes) as Key[]).map((key) => ({ table, key })),
    );
    if (unread.length > 0) await pause(round);
    left = [...unread, ...left.slice(most)];
  }
  return found;
}

type KeysOfTable = { Keys: Attributes[]; ConsistentRead: true };

function requests(wanted: readonly Wanted[]): Record<string, KeysOfTable> {
  const byTable: Record<string, KeysOfTable> = {};
  for (const { table, key } of wanted) {
    byTable[table] ??= { Keys: [], ConsistentRead: true };
    byTable[table].Keys.push(toAttributes(key));
  }
  return byTable;
}
