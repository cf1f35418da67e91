// What the stack promises about stored data.
import { beforeAll, expect, test } from 'vitest';
import { ofType, synthesized, type Template } from './synthesized.ts';

let template: Template;
beforeAll(() => {
  template = synthesized();
});

const tables = () => ofType(template, 'AWS::DynamoDB::GlobalTable');

// A table whose logical id changes is replaced by an empty one at the next deploy: these two ids are for ever.
test('the logical ids of the tables never change', () => {
  expect(tables().map(([id]) => id)).toEqual(['CairnTable206D2DF3', 'TokensTable6C9B5BC6']);
});

// So does a change of keys; the code of the store names them too.
test('keys and index stay as they are', () => {
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];
  const due = { IndexName: 'due', KeySchema: keys('duePk', 'dueSk'), Projection: { ProjectionType: 'KEYS_ONLY' } };
  const [cairn, tokens] = tables().map(([, { Properties }]) => Properties);
  expect(cairn).toMatchObject({ KeySchema: keys('pk', 'sk'), GlobalSecondaryIndexes: [due] });
  expect(tokens).toMatchObject({ KeySchema: keys('pk', 'sk') });
  expect(tokens).not.toHaveProperty('GlobalSecondaryIndexes');
});

// A wrong deploy, a deleted stack or a slip of the hand loses no data, and no table is bound to a name that a restore would need.
test.each(['CairnTable206D2DF3', 'TokensTable6C9B5BC6'])('%s is kept, encrypted and recoverable', (id) => {
  const table = template.Resources[id];
  expect(table).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  expect(table?.Properties).toMatchObject({
    BillingMode: 'PAY_PER_REQUEST',
    SSESpecification: { SSEEnabled: true },
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    Replicas: [
      { DeletionProtectionEnabled: true, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
    ],
  });
  expect(table?.Properties).not.toHaveProperty('TableName');
});
