// The DynamoDB client of a process: short timeouts, so that trouble shows while there is still time to answer.
import { read, written } from './attributes.ts';
import { makeCall } from './aws-service.ts';

/** Calls an operation, as `GetItem`, with plain values for attributes. What a reply holds is the operation's business, and the caller's word. */
export type DynamoDb = { readonly send: <Reply>(operation: string, input: object) => Promise<Reply> };

/** `endpoint`: another address than the region's, for DynamoDB engines that run elsewhere. Connections are kept open between requests. */
export function makeDynamoDb(endpoint: string | undefined): DynamoDb {
  const call = makeCall({
    ...{ service: 'dynamodb', target: 'DynamoDB_20120810', endpoint },
    // What throttling and broken connections stopped is repeated; a transaction keeps its token, so it is never done twice.
    attempts: 4,
    patience: { connection: 1000, answer: 3000 },
  });
  return {
    send: async <Reply>(operation: string, input: object) => read(await call(operation, written(input))) as Reply,
  };
}
