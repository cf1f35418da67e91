// What the store asks of DynamoDB: each call's name, what it takes and what it gives, with attributes as plain values. There is no scan among them.

export type Attributes = Readonly<Record<string, unknown>>;

type Expressions = {
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Attributes;
};

type OnTable = { readonly TableName: string };
type OnItem = OnTable & { readonly Key: Attributes };

type Query = OnTable &
  Expressions & {
    readonly IndexName?: string;
    readonly ConsistentRead?: boolean;
    readonly KeyConditionExpression: string;
    readonly FilterExpression?: string;
    readonly ScanIndexForward?: boolean;
    readonly Limit?: number;
    readonly ExclusiveStartKey?: Attributes | undefined;
  };

export type KeysByTable = Readonly<
  Record<string, { readonly Keys: readonly Attributes[]; readonly ConsistentRead: true }>
>;
export type BatchWrite =
  | { readonly PutRequest: { readonly Item: Attributes } }
  | { readonly DeleteRequest: { readonly Key: Attributes } };
type WritesByTable = Readonly<Record<string, readonly BatchWrite[]>>;

export type TransactWrite =
  | { readonly Put: OnTable & Expressions & { readonly Item: Attributes } }
  | { readonly Update: OnItem & Expressions & { readonly UpdateExpression: string } }
  | { readonly Delete: OnItem & Expressions }
  | { readonly ConditionCheck: OnItem & Expressions };

type Operations = {
  readonly GetItem: {
    readonly input: OnItem & { readonly ConsistentRead: true };
    readonly reply: { readonly Item?: Attributes };
  };
  readonly BatchGetItem: {
    readonly input: { readonly RequestItems: KeysByTable };
    readonly reply: {
      readonly Responses?: Readonly<Record<string, readonly Attributes[]>>;
      readonly UnprocessedKeys?: KeysByTable;
    };
  };
  readonly Query: {
    readonly input: Query;
    readonly reply: { readonly Items?: readonly Attributes[]; readonly LastEvaluatedKey?: Attributes };
  };
  readonly PutItem: { readonly input: OnTable & Expressions & { readonly Item: Attributes }; readonly reply: object };
  readonly UpdateItem: {
    readonly input: OnItem & Expressions & { readonly UpdateExpression?: string; readonly ReturnValues: 'ALL_NEW' };
    readonly reply: { readonly Attributes?: Attributes };
  };
  readonly BatchWriteItem: {
    readonly input: { readonly RequestItems: WritesByTable };
    readonly reply: { readonly UnprocessedItems?: WritesByTable };
  };
  readonly TransactWriteItems: {
    readonly input: { readonly TransactItems: readonly TransactWrite[]; readonly ClientRequestToken: string };
    readonly reply: object;
  };
};

export type Operation = keyof Operations;

export type Database = {
  readonly send: <Name extends Operation>(
    operation: Name,
    input: Operations[Name]['input'],
  ) => Promise<Operations[Name]['reply']>;
};
