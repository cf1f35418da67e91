// The database's server: another endpoint by variable, other platforms, and data that was not made by this stack.
import { afterAll, afterEach, expect, test } from 'vitest';
import * as z from 'zod';
import { freePort } from '../../infra/local/free-port.ts';
import { call, local } from '../../infra/local/services/aws-client.ts';
import { binary, startDatabase } from '../../infra/local/services/dynamodb-process.ts';
import { makeFolder, removeFolders, tableResources } from '../infra/local-fixture.ts';
import { act, runTestStack, synthesized } from './local-stack.ts';

const variable = 'CAIRN_DYNAMODB_ENDPOINT';
afterEach(() => {
  delete process.env[variable];
});
afterAll(removeFolders);

// With the variable set the stack uses that server, makes its tables there, and starts none of its own.
test('another endpoint', async () => {
  const folder = makeFolder();
  const { endpoint, child } = await startDatabase(folder, folder);
  process.env[variable] = endpoint.href;
  const host = await runTestStack();
  expect(await (await act(host.url, 'put?pk=there')).json()).toMatchObject({ status: 200 });
  await host.stop();
  const { TableNames } = z
    .object({ TableNames: z.array(z.string()) })
    .parse(await call(local(endpoint, 'dynamodb'), 'ListTables', {}));
  expect(TableNames).toEqual(['test-Table']);
  await child?.stop();
});

// Where npm could not install a server, the variable is no address, or nobody answers there, the sentence says what to see to.
test('without a server', async () => {
  const absent = () => {
    throw new Error('not installed');
  };
  expect(() => binary(absent)).toThrow(`${process.platform}-${process.arch} here: set ${variable}`);
  process.env[variable] = 'localhost:8000';
  await expect(runTestStack()).rejects.toThrow(`${variable} (localhost:8000) must be a URL`);
  const nobody = `http://127.0.0.1:${await freePort()}`;
  process.env[variable] = nobody;
  await expect(runTestStack()).rejects.toThrow(`the DynamoDB of ${variable} (${nobody}) runs`);
});

// Data is kept for the next run; an index that the stack has gained is added to it, and other keys are refused.
test('data of an older stack', { timeout: 60_000 }, async () => {
  const data = makeFolder();
  const first = await runTestStack({ data });
  await act(first.url, 'put?pk=kept');
  await first.stop();
  const table = (properties: object) =>
    synthesized({
      Table: { Type: 'AWS::DynamoDB::Table', Properties: { ...tableResources['Table']?.Properties, ...properties } },
    });
  const index = {
    IndexName: 'by-name',
    KeySchema: [{ AttributeName: 'by', KeyType: 'HASH' }],
    Projection: { ProjectionType: 'ALL' },
  };
  const attribute = (name: string) => ({ AttributeName: name, AttributeType: 'S' });
  const more = { AttributeDefinitions: ['pk', 'by'].map(attribute), GlobalSecondaryIndexes: [index] };
  const second = await runTestStack({ data, synthesize: async () => table(more) });
  expect(await (await act(second.url, 'get?pk=kept')).json()).toMatchObject({ body: { Item: { pk: { S: 'kept' } } } });
  await second.stop();
  const other = { AttributeDefinitions: [attribute('id')], KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] };
  await expect(runTestStack({ data, synthesize: async () => table(other) })).rejects.toThrow(
    'Table test-Table in the data folder has other keys',
  );
});
