// The DynamoDB client of a process: short timeouts, so that trouble shows while there is still time to answer.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** `endpoint`: another address than the region's, for DynamoDB engines that run elsewhere. Connections are kept open between requests. */
export function makeDynamoDb(endpoint: string | undefined): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    ...(endpoint ? { endpoint } : {}),
    // The client repeats what throttling and broken connections stopped; a transaction keeps its token, so it is never done twice.
    maxAttempts: 4,
    requestHandler: {
      connectionTimeout: 1000,
      requestTimeout: 3000,
      // Without it the client only logs that the time is over, and waits on.
      throwOnRequestTimeout: true,
    },
  });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
