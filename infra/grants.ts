// What each function may do, action by action: the one place where rights are given. Nothing is granted that is not named here.
import type { FunctionName } from './functions.ts';

/** Actions by resource, without their service's prefix; `due` is the index of the cairn table. */
export type Grant = {
  readonly cairn?: readonly string[];
  readonly due?: readonly string[];
  readonly tokens?: readonly string[];
  /** Objects of the files' bucket, and the bucket itself, whose listing names all of them. */
  readonly files?: readonly string[];
  readonly bucket?: readonly string[];
  readonly queue?: readonly string[];
  /** The secret that tokens are derived with, and the one that holds the operator's token. */
  readonly tokenKey?: readonly string[];
  readonly operatorToken?: readonly string[];
  /** Mail from the stack's sender, where it has one. */
  readonly mail?: readonly string[];
};

/** The token with its user's rights and the experiment that the same request names, in one call. */
const tokenByHash = ['GetItem', 'BatchGetItem'];
/** Users, memberships and tokens are listed by whom they belong to; a token itself has a partition of its own, which only its text leads to. */
const identities = ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'];
const readSecret = ['GetSecretValue'];
const send = ['SendMessage'];
/** What Lambda does with the queue in the function's name ("Using Lambda with Amazon SQS"); the function itself does nothing with it. */
const receive = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];

/**
 * Nobody may Scan, and nobody may change or delete a table. A transaction is authorized as its parts: there is no action for it, but
 * a mere check inside one is `ConditionCheckItem`.
 */
export const grants: Readonly<Record<FunctionName, Grant>> = {
  experiments: {
    cairn: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
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
  projects: {
    cairn: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'DeleteItem'],
    tokens: tokenByHash,
  },
  // A batch of runs is written as one of observations is; a checkpoint looks whether the run's experiment is archived.
  runs: {
    cairn: [
      'GetItem',
      'BatchGetItem',
      'Query',
      'PutItem',
      'UpdateItem',
      'DeleteItem',
      'BatchWriteItem',
      'ConditionCheckItem',
    ],
    tokens: tokenByHash,
    // It never asks the bucket anything itself: whoever has a URL that it signed does what this role may.
    files: ['PutObject', 'GetObject'],
    queue: send,
  },
  account: {
    cairn: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
    tokens: identities,
    tokenKey: readSecret,
    mail: ['SendEmail'],
  },
  // It makes tenants, closes them and erases them as wholes; of what a tenant has it changes nothing.
  operator: {
    cairn: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'BatchWriteItem'],
    due: ['Query'],
    tokens: [...identities, 'BatchWriteItem'],
    // Erasing an organization takes its files along; the operator does not read them.
    files: ['DeleteObject'],
    bucket: ['ListBucket'],
    queue: ['GetQueueAttributes'],
    tokenKey: readSecret,
    operatorToken: readSecret,
  },
  // None of its rows asks for a token, and an unknown path is answered before anybody is asked who they are.
  fallback: {},
  optimizer: { cairn: ['GetItem', 'BatchGetItem', 'Query', 'UpdateItem', 'BatchWriteItem'], queue: receive },
  // It closes the suggestions of a batch in transactions, which are authorized as their parts.
  sweeper: {
    cairn: ['GetItem', 'BatchGetItem', 'Query', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'],
    due: ['Query'],
    queue: send,
  },
  'first-token': { cairn: ['PutItem'], tokens: ['PutItem'] },
};
