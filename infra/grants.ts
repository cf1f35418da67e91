// What each function may do, action by action: the one place where rights are given. Nothing is granted that is not named here.
import type { FunctionName } from './functions.ts';

/** Actions by resource, without their service's prefix; `due` is the index of the cairn table. */
export type Grant = {
  readonly cairn?: readonly string[];
  readonly due?: readonly string[];
  readonly tokens?: readonly string[];
  readonly queue?: readonly string[];
};

/** With the experiment that the same request names, in one call. */
const tokenByHash = ['GetItem', 'BatchGetItem'];
const send = ['SendMessage'];
const receive = ['ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility', 'GetQueueAttributes'];

/**
 * Nobody may Scan, and nobody may change or delete a table. A transaction is authorized as its parts: there is no action for it, but
 * a mere check inside one is `ConditionCheckItem`.
 */
export const grants: Readonly<Record<FunctionName, Grant>> = {
  experiments: {
    cairn: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
    tokens: tokenByHash,
    queue: send,
  },
  suggestions: {
    cairn: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
    tokens: tokenByHash,
    queue: send,
  },
  // Batches over the size of a transaction are written piece by piece, hidden until the last.
  observations: {
    cairn: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'],
    tokens: tokenByHash,
    queue: send,
  },
  insights: { cairn: ['GetItem', 'BatchGetItem', 'Query'], tokens: tokenByHash },
  account: { cairn: ['GetItem', 'BatchGetItem', 'Query'], tokens: tokenByHash },
  fallback: { tokens: tokenByHash },
  optimizer: { cairn: ['GetItem', 'BatchGetItem', 'Query', 'UpdateItem', 'BatchWriteItem'], queue: receive },
  sweeper: {
    cairn: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'BatchWriteItem'],
    due: ['Query'],
    queue: send,
  },
  'first-token': { cairn: ['PutItem'], tokens: ['PutItem'] },
};
