// Plain values and DynamoDB's attributes: what AWS's own converter makes of them, there and back.
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { read, written } from '../../../shared/platform/attributes.ts';

const number = fc.oneof(fc.maxSafeInteger(), fc.double({ min: -1e15, max: 1e15, noNaN: true }));
const name = fc.stringMatching(/^[A-Za-z:_]{1,8}$/);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string({ unit: 'binary' }),
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const fields = fc.dictionary(name, value, { maxKeys: 6, noNullPrototype: true });
const positive = (given: unknown): unknown => JSON.parse(JSON.stringify(given)); // -0 is 0 in a database

// Law: items, keys and the values of expressions are written as AWS's converter writes them, wherever they stand in a call.
test('calls are written as by AWS', () => {
  fc.assert(
    fc.property(fields, fields, (one, other) => {
      const [a, b] = [marshall(one), marshall(other)];
      expect(positive(written({ TableName: 't', Item: one, ExpressionAttributeNames: { '#pk': 'pk' } }))).toEqual(
        positive({ TableName: 't', Item: a, ExpressionAttributeNames: { '#pk': 'pk' } }),
      );
      const transaction = (x: object, y: object) => ({
        TransactItems: [{ Put: { Item: x } }, { Update: { Key: x, ExpressionAttributeValues: y } }],
      });
      expect(positive(written(transaction(one, other)))).toEqual(positive(transaction(a, b)));
      const batch = (x: object, y: object) => ({
        RequestItems: { t: { Keys: [x, y], ConsistentRead: true }, u: [{ PutRequest: { Item: x } }] },
      });
      expect(positive(written(batch(one, other)))).toEqual(positive(batch(a, b)));
    }),
  );
});

// Law: what was written comes back, in every kind of reply.
test('replies are read as by AWS', () => {
  fc.assert(
    fc.property(fields, (item) => {
      const stored = JSON.parse(JSON.stringify(marshall(item)));
      const plain = unmarshall(stored);
      expect(read({ Item: stored, Attributes: stored, Items: [stored, stored], LastEvaluatedKey: stored })).toEqual({
        ...{ Item: plain, Attributes: plain, Items: [plain, plain], LastEvaluatedKey: plain },
      });
      expect(read({ Responses: { t: [stored] }, UnprocessedKeys: { t: { Keys: [stored] } } })).toEqual({
        ...{ Responses: { t: [plain] }, UnprocessedKeys: { t: { Keys: [plain] } } },
      });
      expect(read({ UnprocessedItems: { t: [{ PutRequest: { Item: stored } }] } })).toEqual({
        UnprocessedItems: { t: [{ PutRequest: { Item: plain } }] },
      });
    }),
  );
});

// Bytes are those of the part of a buffer that was given, and come back as bytes.
test('bytes', () => {
  const bytes = new Uint8Array([9, 1, 2, 255, 9]).subarray(1, 4);
  const { Item } = written({ Item: { data: bytes } }) as { Item: object };
  expect(Item).toEqual({ data: { B: 'AQL/' } });
  expect(read({ Item })).toEqual({ Item: { data: Buffer.from(bytes) } });
});

// Fields without a value are left out; values that would come back as others are refused before anything is sent.
test('what has no attribute', () => {
  expect(written({ Item: { a: 1, b: undefined }, ExclusiveStartKey: undefined })).toEqual({ Item: { a: { N: '1' } } });
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, new Date(), () => 1, new Set(['a'])])
    expect(() => written({ Item: { value } })).toThrow(TypeError);
});
