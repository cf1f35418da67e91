// Makes the template's tables, adds indexes that a newer template has, and refuses to use a table of another shape.
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { messageOf, refusal } from '../refusal.ts';
import { idsOf, type Stack } from '../template/stack.ts';
import { call, type Upstream } from './aws-client.ts';

const keys = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));
const index = z.object({ IndexName: z.string(), KeySchema: keys, Projection: z.unknown() });
const properties = z.object({
  // A table with provisioned throughput refuses calls that this one would serve.
  BillingMode: z.literal('PAY_PER_REQUEST'),
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
  KeySchema: keys,
  GlobalSecondaryIndexes: z.array(index).default([]),
  TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
});
const described = z.object({
  Table: z.object({
    KeySchema: keys,
    GlobalSecondaryIndexes: z.array(z.object({ IndexName: z.string() })).default([]),
  }),
});

type Properties = z.output<typeof properties>;
type Described = z.output<typeof described>['Table'];

/** @throws Refusal when a table exists with other keys, or the data cannot be read. */
export async function prepareTables(stack: Stack, upstream: Upstream): Promise<void> {
  const ids = idsOf(stack, 'AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable');
  await Promise.all(ids.map((id) => prepare(upstream, stack.names(id).ref, properties.parse(stack.properties(id)))));
}

async function prepare(upstream: Upstream, name: string, wanted: Properties): Promise<void> {
  const existing = await describe(upstream, name, wanted);
  if (!existing) return create(upstream, name, wanted);
  if (!isDeepStrictEqual(existing.KeySchema, wanted.KeySchema))
    throw refusal(`Table ${name} in the data folder has other keys than the stack's: use another --data folder.`);
  const known = existing.GlobalSecondaryIndexes.map(({ IndexName }) => IndexName);
  const missing = wanted.GlobalSecondaryIndexes.filter(({ IndexName }) => !known.includes(IndexName));
  for (const each of missing) await addIndex(upstream, name, wanted, each);
}

/** Looks for an item as well: a damaged file may still know its tables. */
async function describe(upstream: Upstream, name: string, wanted: Properties): Promise<Described | undefined> {
  try {
    const { Table } = described.parse(await call(upstream, 'DescribeTable', { TableName: name }));
    if (isDeepStrictEqual(Table.KeySchema, wanted.KeySchema)) await probe(upstream, name, wanted);
    return Table;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw refusal(`Table ${name} cannot be read (${messageOf(error)}): ${wayOut(upstream)}.`);
  }
}

/** What may be wrong with a server of the user's own is not what may be wrong with our data file. */
const wayOut = ({ checks, endpoint }: Upstream): string =>
  checks
    ? `see that the DynamoDB of CAIRN_DYNAMODB_ENDPOINT (${endpoint.origin}) runs and takes your AWS credentials`
    : 'restore the data folder from a copy, or move it away';

const anyValue: Readonly<Record<string, object>> = { S: { S: '-' }, N: { N: '0' }, B: { B: 'AA==' } };

async function probe(upstream: Upstream, name: string, { AttributeDefinitions, KeySchema }: Properties): Promise<void> {
  const typeOf = new Map(
    AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
  );
  const key = KeySchema.map(({ AttributeName }) => [AttributeName, anyValue[typeOf.get(AttributeName) ?? 'S']]);
  await call(upstream, 'GetItem', { TableName: name, Key: Object.fromEntries(key) });
}

async function create(upstream: Upstream, name: string, wanted: Properties): Promise<void> {
  const { TimeToLiveSpecification, GlobalSecondaryIndexes: indexes, ...rest } = wanted;
  const withIndexes = indexes.length > 0 ? { GlobalSecondaryIndexes: indexes } : {};
  await call(upstream, 'CreateTable', { TableName: name, ...rest, ...withIndexes });
  await active(upstream, name);
  if (TimeToLiveSpecification) await call(upstream, 'UpdateTimeToLive', { TableName: name, TimeToLiveSpecification });
}

async function addIndex(
  upstream: Upstream,
  name: string,
  wanted: Properties,
  added: z.output<typeof index>,
): Promise<void> {
  const { AttributeDefinitions } = wanted;
  const GlobalSecondaryIndexUpdates = [{ Create: added }];
  await call(upstream, 'UpdateTable', { TableName: name, AttributeDefinitions, GlobalSecondaryIndexUpdates });
}

/** The local engine is ready at once; real AWS takes seconds. */
async function active(upstream: Upstream, name: string): Promise<void> {
  const status = z.object({ Table: z.object({ TableStatus: z.string() }) });
  for (;;) {
    const { Table } = status.parse(await call(upstream, 'DescribeTable', { TableName: name }));
    if (Table.TableStatus === 'ACTIVE') return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
