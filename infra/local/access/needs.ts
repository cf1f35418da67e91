// Which rights a call to DynamoDB, SQS or Secrets Manager needs, read from its operation and body.
import * as z from 'zod';
import { arn } from '../template/names.ts';

/** An action on a resource, for example `dynamodb:Query` on a table's index. */
export type Need = { readonly action: string; readonly resource: string };

const text = z.string();
const table = z.looseObject({ TableName: text, IndexName: text.optional() });
const onTable = z.object({ TableName: text });
const writes = z.object({
  TransactItems: z.array(
    z.object({
      Put: onTable.optional(),
      Update: onTable.optional(),
      Delete: onTable.optional(),
      ConditionCheck: onTable.optional(),
    }),
  ),
});
const reads = z.object({ TransactItems: z.array(z.object({ Get: onTable })) });
const batch = z.object({ RequestItems: z.record(text, z.unknown()) });
const queue = z.looseObject({ QueueUrl: text.optional(), QueueName: text.optional() });

/** Either a table's name or its ARN may stand in a request. */
const tableArn = (name: string): string => (name.startsWith('arn:') ? name : arn('dynamodb', `table/${name}`));

const need = (operation: string, tableName: string): Need => ({
  action: `dynamodb:${operation}`,
  resource: tableArn(tableName),
});

/** A transaction needs the right to each of its parts, not one of its own ("IAM with transactions", DynamoDB guide). */
const partActions = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
} as const;
type Part = keyof typeof partActions;
const parts: readonly Part[] = ['Put', 'Update', 'Delete', 'ConditionCheck'];

const writeNeeds = (body: unknown): readonly Need[] =>
  writes.parse(body).TransactItems.flatMap((item) =>
    parts.flatMap((part) => {
      const target = item[part];
      return target ? [need(partActions[part], target.TableName)] : [];
    }),
  );

const batchNeeds = (operation: string) => (body: unknown) =>
  Object.keys(batch.parse(body).RequestItems).map((name) => need(operation, name));

const special: Readonly<Record<string, (body: unknown) => readonly Need[]>> = {
  TransactWriteItems: writeNeeds,
  TransactGetItems: (body) => reads.parse(body).TransactItems.map(({ Get }) => need('GetItem', Get.TableName)),
  BatchGetItem: batchNeeds('BatchGetItem'),
  BatchWriteItem: batchNeeds('BatchWriteItem'),
  ListTables: () => [{ action: 'dynamodb:ListTables', resource: '*' }],
};

function tableNeeds(operation: string, body: unknown): readonly Need[] {
  const { TableName, IndexName } = table.parse(body);
  const whole = need(operation, TableName);
  return [IndexName === undefined ? whole : { ...whole, resource: `${whole.resource}/index/${IndexName}` }];
}

function queueNeeds(operation: string, body: unknown): readonly Need[] {
  const { QueueUrl, QueueName } = queue.parse(body);
  const name = QueueUrl === undefined ? QueueName : QueueUrl.split('/').at(-1);
  return [{ action: `sqs:${operation.replace(/Batch$/, '')}`, resource: name === undefined ? '*' : arn('sqs', name) }];
}

const secret = z.object({ SecretId: text });

const secretNeeds = (operation: string, body: unknown): readonly Need[] => [
  { action: `secretsmanager:${operation}`, resource: secret.parse(body).SecretId },
];

/**
 * `target` is the header `X-Amz-Target`, as `DynamoDB_20120810.GetItem` or `AmazonSQS.SendMessage`.
 * @throws ZodError when the body lacks what the operation must name: it cannot be judged then.
 */
export function needsOf(target: string, body: unknown): readonly Need[] {
  const operation = target.split('.').at(-1) ?? '';
  if (target.startsWith('secretsmanager.')) return secretNeeds(operation, body);
  if (target.startsWith('AmazonSQS.')) return queueNeeds(operation, body);
  return special[operation]?.(body) ?? tableNeeds(operation, body);
}
