// The DynamoDB client of a process: short timeouts, so that trouble shows while there is still time to answer.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** `endpoint`: another address than the region's, for DynamoDB engines that run elsewhere. Connections are kept open between requests. */
export const makeDynamoDb = (endpoint: string | undefined): DynamoDBClient =>
  new DynamoDBClient({
    ...(endpoint ? { endpoint } : {}),
    // The steps of a call are put together once for each kind of command, and not for each call: nothing is added to them later.
    cacheMiddleware: true,
    // The client repeats what throttling and broken connections stopped; a transaction keeps its token, so it is never done twice.
    maxAttempts: 4,
    requestHandler: {
      connectionTimeout: 1000,
      requestTimeout: 3000,
      // Without it the client only logs that the time is over, and waits on.
      throwOnRequestTimeout: true,
    },
  });
