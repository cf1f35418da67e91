// Writes of one item where no transaction is needed: put, update that returns what it made, removal of many.
import { BatchWriteItemCommand, PutItemCommand, UpdateItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { tryAgain } from '../../domain/problem.ts';
import { fromAttributes, toAttributes } from './attributes.ts';
import { type Change, type Condition, condition, update } from './expression.ts';
import type { Key } from './keys.ts';
import { pause } from './pause.ts';
import { attempts, type Item, type Table } from './table.ts';

/** A write meets a transaction on the same item: AWS refuses it at once, and the SDK does not repeat it. */
async function unconflicted<Reply>(send: () => Promise<Reply>): Promise<Reply> {
  for (let round = 0; ; round++) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'TransactionConflictException') throw error;
      if (round === attempts) throw tryAgain('Too many requests change the same experiment at once.');
      await pause(round);
    }
  }
}

const conditionFailed = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';

/** False when the condition did not hold; then nothing was written. */
export async function putItem(table: Table, item: Item, when?: Condition): Promise<boolean> {
  try {
    const input = { TableName: table.name, Item: toAttributes(item), ...(when ? condition(when) : {}) };
    await unconflicted(() => table.db.send(new PutItemCommand(input)));
    return true;
  } catch (error) {
    if (conditionFailed(error)) return false;
    throw error;
  }
}

/** The item as it is after the change; null when the condition did not hold. */
export async function updateItem(table: Table, key: Key, change: Change, when?: Condition): Promise<Item | null> {
  const expression = update(change, when);
  try {
    const input = {
      TableName: table.name,
      Key: toAttributes({ pk: key.pk, sk: key.sk }),
      ReturnValues: 'ALL_NEW',
      ...expression,
    } as const;
    const reply = await unconflicted(() => table.db.send(new UpdateItemCommand(input)));
    return fromAttributes(reply.Attributes ?? {}) as Item;
  } catch (error) {
    if (conditionFailed(error)) return null;
    throw error;
  }
}

/** Puts or removes any number of items; not atomic, so only for what nobody can see yet or any more. */
export async function writeMany(table: Table, writes: readonly ({ put: Item } | { remove: Key })[]): Promise<void> {
  let left = writes.map(
    (write): WriteRequest =>
      'put' in write
        ? { PutRequest: { Item: toAttributes(write.put) } }
        : { DeleteRequest: { Key: toAttributes({ pk: write.remove.pk, sk: write.remove.sk }) } },
  );
  for (let round = 0; left.length > 0; ) {
    const reply = await table.db.send(new BatchWriteItemCommand({ RequestItems: { [table.name]: left.slice(0, 25) } }));
    const unwritten = reply.UnprocessedItems?.[table.name] ?? [];
    if (unwritten.length > 0) await pause(round++);
    left = [...unwritten, ...left.slice(25)];
  }
}
