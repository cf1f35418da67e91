// One DynamoDB table: get, query and transactions, with what may fail under load repeated inside a deadline. There is no scan.
import { randomUUID } from 'node:crypto';
import {
  type DynamoDBClient,
  QueryCommand,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { tryAgain } from '../../domain/problem.ts';
import { type Attributes, fromAttributes, toAttributes } from './attributes.ts';
import { type Change, type Condition, condition, update } from './expression.ts';
import { gather } from './gather.ts';
import type { Key } from './keys.ts';
import { pause } from './pause.ts';

export type Table = { readonly db: DynamoDBClient; readonly name: string };

/** An item as it is stored: its key, `doc` (JSON text, because DynamoDB's numbers do not hold every double), and what expressions need. */
export type Item = Key & { readonly doc?: string; readonly [attribute: string]: unknown };

export type Write = (
  | { readonly put: Item; readonly when?: Condition }
  | { readonly update: Key; readonly change: Change; readonly when?: Condition }
  | { readonly remove: Key; readonly when?: Condition }
  | { readonly check: Key; readonly when: Condition }
) & {
  readonly label?: string;
  /** Name of another table than the one the transaction is made on. */
  readonly into?: string;
};

/** `failed`: labels of the writes whose condition did not hold (an unlabelled one is called `?`). Then nothing was written. */
type Outcome = { readonly done: true } | { readonly done: false; readonly failed: readonly string[] };

export async function get(table: Table, key: Key): Promise<Item | null> {
  const [item] = await gather(table, [key]);
  return item ?? null;
}

/** The items of these keys in their order, null where there is none. Any number of keys. */
export const getMany = (table: Table, keys: readonly Key[]): Promise<(Item | null)[]> => gather(table, keys);

type Range = {
  readonly pk: string;
  /** Sort keys from `from` to `to`, both included. */
  readonly from: string;
  readonly to: string;
  readonly newestFirst?: boolean;
  readonly filter?: Condition;
  /** At most so many items; without it all of them. */
  readonly take?: number;
};

/** Items of a range of one partition in order, over as many pages as it takes. */
export async function query(table: Table, range: Range): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of queryPages(table, range)) {
    items.push(...page);
    if (range.take !== undefined && items.length >= range.take) break;
  }
  return range.take === undefined ? items : items.slice(0, range.take);
}

/** The same page by page, about 1 MB each, for who need not hold all of them at once. */
export async function* queryPages(table: Table, range: Range): AsyncGenerator<Item[]> {
  if (range.from > range.to) return; // DynamoDB refuses an empty range
  let start: Attributes | undefined;
  do {
    const reply = await table.db.send(
      new QueryCommand({ ...queryInput(table, range, range.take), ExclusiveStartKey: start }),
    );
    yield (reply.Items ?? []).map(fromAttributes) as Item[];
    start = reply.LastEvaluatedKey;
  } while (start);
}

function queryInput(table: Table, range: Range, take: number | undefined) {
  const filter = range.filter ? condition(range.filter) : {};
  return {
    TableName: table.name,
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ScanIndexForward: !range.newestFirst,
    ...(filter.ConditionExpression ? { FilterExpression: filter.ConditionExpression } : {}),
    ...(filter.ExpressionAttributeNames ? { ExpressionAttributeNames: filter.ExpressionAttributeNames } : {}),
    ExpressionAttributeValues: {
      ...toAttributes({ ':pk': range.pk, ':from': range.from, ':to': range.to }),
      ...filter.ExpressionAttributeValues,
    },
    ...(take === undefined ? {} : { Limit: Math.max(1, take) }),
  };
}

/** Keys in the sparse index of what is due: partition `duePk`, marks up to `until`, oldest first. Eventually consistent, as indexes are. */
export async function queryDue(
  table: Table,
  duePk: string,
  until: string,
  take: number,
): Promise<(Key & { dueSk: string })[]> {
  const reply = await table.db.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: 'due',
      KeyConditionExpression: 'duePk = :pk AND dueSk <= :until',
      ExpressionAttributeValues: toAttributes({ ':pk': duePk, ':until': until }),
      Limit: take,
    }),
  );
  return (reply.Items ?? []).map(fromAttributes) as (Key & { dueSk: string })[];
}

/**
 * All of the writes or none. A conflict with another transaction is repeated with jitter; when it lasts, the caller is told to try again (429).
 * A condition that does not hold is an outcome, not an error: the caller knows what it means.
 */
export async function transact(table: Table, writes: readonly Write[]): Promise<Outcome> {
  const input: TransactWriteItemsCommandInput = {
    TransactItems: writes.map((write) => transactItem(write.into ?? table.name, write)),
    // One token for all rounds: a round whose answer was lost is recognised, and not done again.
    ClientRequestToken: randomUUID(),
  };
  for (let round = 0; ; round++) {
    try {
      await table.db.send(new TransactWriteItemsCommand(input));
      return { done: true };
    } catch (error) {
      const codes = cancellation(error);
      if (!codes) throw error;
      const failed = writes.filter((_, i) => codes[i] === 'ConditionalCheckFailed').map((write) => write.label ?? '?');
      if (failed.length > 0) return { done: false, failed };
      if (codes.includes('ItemCollectionSizeLimitExceeded') || codes.includes('ValidationError')) throw error;
      if (round === attempts) throw tryAgain('Too many requests change the same experiment at once.');
      await pause(round);
    }
  }
}
export const attempts = 8;

/** The reasons of a cancelled transaction, one per write; null for any other error. */
function cancellation(error: unknown): string[] | null {
  if (!(error instanceof Error)) return null;
  if (error.name === 'TransactionInProgressException' || error.name === 'TransactionConflictException') return [];
  if (error.name !== 'TransactionCanceledException') return null;
  const reasons =
    'CancellationReasons' in error && Array.isArray(error.CancellationReasons) ? error.CancellationReasons : [];
  return reasons.map((reason: { Code?: string }) => reason.Code ?? 'None');
}

function transactItem(TableName: string, write: Write) {
  const when = write.when ? condition(write.when) : {};
  if ('put' in write) return { Put: { TableName, Item: toAttributes(write.put), ...when } };
  if ('remove' in write) return { Delete: { TableName, Key: toAttributes(write.remove), ...when } };
  if ('check' in write) {
    const ConditionExpression = write.when.expression;
    return { ConditionCheck: { TableName, Key: toAttributes(write.check), ConditionExpression, ...when } };
  }
  const expression = update(write.change, write.when);
  const UpdateExpression = expression.UpdateExpression ?? '';
  return { Update: { TableName, Key: toAttributes(write.update), UpdateExpression, ...expression } };
}
