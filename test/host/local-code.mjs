// What the functions of the local host's test stack do: one handler that answers HTTP, one that works off a queue.
const calls = { count: 0 };

/** A call as the SDK makes it, as far as the host looks at it. */
export async function aws(target, input, accessKey = process.env.AWS_ACCESS_KEY_ID) {
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKey}/20260101/us-east-1/x/aws4_request, SignedHeaders=host, Signature=0`;
  const headers = { authorization, 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0' };
  const response = await fetch(process.env.AWS_ENDPOINT_URL_DYNAMODB, {
    method: 'POST',
    headers,
    body: JSON.stringify(input),
  });
  return { status: response.status, body: await response.json() };
}

const TableName = process.env.TABLE_NAME;
const dynamo = (operation, input, accessKey) =>
  aws(`DynamoDB_20120810.${operation}`, { TableName, ...input }, accessKey);
export const put = (pk, more = {}) => dynamo('PutItem', { Item: { pk: { S: pk }, ...more } });
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const actions = {
  echo: (event) => event,
  count: () => ({ statusCode: 200, body: String(++calls.count) }),
  environment: () => process.env,
  put: ({ queryStringParameters }) => put(queryStringParameters.pk),
  get: ({ queryStringParameters }) =>
    dynamo('GetItem', { Key: { pk: { S: queryStringParameters.pk } }, ConsistentRead: true }),
  scan: () => dynamo('Scan', {}),
  stranger: () => dynamo('GetItem', { Key: { pk: { S: 'x' } } }, 'SOMEBODY'),
  send: ({ body }) => aws('AmazonSQS.SendMessage', { QueueUrl: process.env.QUEUE_URL, MessageBody: body }),
  throw: () => Promise.reject(new RangeError('on purpose')),
  exit: () => process.exit(3),
  spin: () => {
    for (;;);
  },
  nap: ({ queryStringParameters }) => sleep(Number(queryStringParameters.ms)),
  large: () => ({ statusCode: 200, body: 'x'.repeat(7_000_000) }),
  cookies: () => ({ statusCode: 200, cookies: ['a=1', 'b=2'], headers: { 'X-Many': 'm' } }),
  log: () => console.log('a line\nanother line'),
};

export const handlerWeb = async (event) => {
  console.log('call', event.rawPath);
  return actions[event.pathParameters?.action]?.(event) ?? { statusCode: 404, body: 'no such action' };
};

async function countDelivery(pk) {
  const update = { UpdateExpression: 'ADD deliveries :one', ExpressionAttributeValues: { ':one': { N: '1' } } };
  const { status, body } = await dynamo('UpdateItem', { Key: { pk: { S: pk } }, ...update });
  if (status !== 200) throw new Error(JSON.stringify(body));
}

/** Counts each delivery in an item of its own; fails what says so. */
export const handlerWork = async ({ Records }) => {
  for (const { body } of Records) await countDelivery(body);
  if (Records.some(({ body }) => body.startsWith('crash'))) throw new Error('on purpose');
  const bad = Records.filter(({ body }) => body.startsWith('poison'));
  return { batchItemFailures: bad.map(({ messageId }) => ({ itemIdentifier: messageId })) };
};

export const handlerFirstToken = async () => {
  await put('token');
  return { token: 'first', client: '1', organization: '2' };
};
