// A real DynamoDB engine for tests, in memory and gone with the test; or the one that CAIRN_DYNAMODB_ENDPOINT names.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { CreateTableCommand, DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { freePort } from '../../infra/local/free-port.ts';
import type { Table } from '../../shared/store/table/table.ts';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

/** Without its methods the client does not copy every request and reply for a log that nobody reads: a fifth of what a call costs. */
const noLogger = {} as NonNullable<DynamoDBClientConfig['logger']>;

export type Database = { readonly table: Table; readonly tokens: Table; readonly stop: () => void };

export async function startDatabase(): Promise<Database> {
  const foreign = process.env['CAIRN_DYNAMODB_ENDPOINT'];
  const port = foreign ? 0 : await freePort();
  const child = foreign ? null : serve(port);
  const endpoint = foreign ?? `http://127.0.0.1:${port}`;
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    // As in production: the steps of a call are put together once for each kind of command.
    cacheMiddleware: true,
    logger: noLogger,
  });
  const name = `test-${randomBytes(6).toString('hex')}`;
  await untilReady(() => createTable(client, name, true));
  await createTable(client, `${name}-tokens`, false);
  const stop = () => {
    client.destroy();
    child?.kill('SIGKILL');
  };
  return { table: { db: client, name }, tokens: { db: client, name: `${name}-tokens` }, stop };
}

const serve = (port: number): ChildProcess => {
  const binary = createRequire(import.meta.url).resolve('@dynoxide/linux-x64/dynoxide');
  return spawn(binary, ['serve', '--host', '127.0.0.1', '--port', String(port)], { stdio: 'ignore' });
};

async function untilReady(attempt: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
const keys = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: range, KeyType: 'RANGE' as const },
];

const createTable = (client: DynamoDBClient, TableName: string, due: boolean) =>
  client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', ...(due ? ['duePk', 'dueSk'] : [])].map(text),
      KeySchema: keys('pk', 'sk'),
      ...(due
        ? {
            GlobalSecondaryIndexes: [
              { IndexName: 'due', KeySchema: keys('duePk', 'dueSk'), Projection: { ProjectionType: 'KEYS_ONLY' } },
            ],
          }
        : {}),
    }),
  );
