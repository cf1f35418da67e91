// The local host's judgment of rights: which a call needs, and what a role's statements grant.
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { makeJudge } from '../../infra/local/access/judge.ts';
import { needsOf } from '../../infra/local/access/needs.ts';
import { statementsOf } from '../../infra/local/access/role.ts';
import { sign } from '../../infra/local/access/signature.ts';
import { allows, matches, parseDocument } from '../../infra/local/access/statement.ts';
import { allow, functionResources, removeFolders, stackOf, tableResources } from './local-fixture.ts';

afterAll(removeFolders);

const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/things';
const queue = 'arn:aws:sqs:us-east-1:000000000000:jobs';
const dynamo = (operation: string) => `DynamoDB_20120810.${operation}`;

describe('the rights a call needs', () => {
  const on = { TableName: 'things' };
  // As the IAM documentation of DynamoDB and SQS has it: parts of transactions, indexes apart, batches by their single action.
  test.each([
    [dynamo('GetItem'), on, [`dynamodb:GetItem ${table}`]],
    [dynamo('Query'), on, [`dynamodb:Query ${table}`]],
    [dynamo('Query'), { ...on, IndexName: 'due' }, [`dynamodb:Query ${table}/index/due`]],
    [dynamo('Scan'), { TableName: table }, [`dynamodb:Scan ${table}`]],
    [
      dynamo('BatchGetItem'),
      { RequestItems: { things: {}, more: {} } },
      [`dynamodb:BatchGetItem ${table}`, `dynamodb:BatchGetItem ${table.replace('things', 'more')}`],
    ],
    [
      dynamo('TransactWriteItems'),
      { TransactItems: [{ Put: on }, { Update: on }, { Delete: on }, { ConditionCheck: on }] },
      ['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'].map((action) => `dynamodb:${action} ${table}`),
    ],
    [dynamo('TransactGetItems'), { TransactItems: [{ Get: on }] }, [`dynamodb:GetItem ${table}`]],
    ['AmazonSQS.SendMessageBatch', { QueueUrl: 'http://127.0.0.1:1/000000000000/jobs' }, [`sqs:SendMessage ${queue}`]],
    ['AmazonSQS.GetQueueUrl', { QueueName: 'jobs' }, [`sqs:GetQueueUrl ${queue}`]],
  ])('%s %j', (target, body, expected) =>
    expect(needsOf(target, body).map(({ action, resource }) => `${action} ${resource}`)).toEqual(expected),
  );

  // A call that does not say what it works on cannot be judged, so it is not let through.
  test.each([
    [dynamo('GetItem'), {}],
    [dynamo('ExecuteStatement'), { Statement: 'SELECT * FROM things' }],
    [dynamo('TransactWriteItems'), {}],
  ])('refuses %s %j', (target, body) => expect(() => needsOf(target, body)).toThrow());
});

describe('what statements grant', () => {
  const document = (...Statement: object[]) => parseDocument({ Statement }, 'Role');
  // Nothing is granted by silence, a denial wins, and resources are told apart to the letter.
  test.each([
    ['nothing', [], 'dynamodb:GetItem', table, false],
    ['the very action', [allow('dynamodb:GetItem', table)], 'dynamodb:GetItem', table, true],
    ['another action', [allow('dynamodb:GetItem', table)], 'dynamodb:PutItem', table, false],
    ['another table', [allow('dynamodb:GetItem', table)], 'dynamodb:GetItem', `${table}s`, false],
    ['the table, not its index', [allow('dynamodb:Query', table)], 'dynamodb:Query', `${table}/index/due`, false],
    [
      'the index by a pattern',
      [allow('dynamodb:Query', `${table}/index/*`)],
      'dynamodb:Query',
      `${table}/index/due`,
      true,
    ],
    ['lists', [allow(['sqs:A', 'sqs:B'], [table, queue])], 'sqs:B', queue, true],
    ['a pattern of actions', [allow('dynamodb:Batch*', '*')], 'dynamodb:BatchGetItem', table, true],
    ['actions in any case', [allow('DynamoDB:getitem', table)], 'dynamodb:GetItem', table, true],
    ['a denial', [allow('*', '*'), { ...allow('dynamodb:Scan', '*'), Effect: 'Deny' }], 'dynamodb:Scan', table, false],
  ])('%s', (_name, statements, action, resource, granted) =>
    expect(allows(document(...statements), action, resource)).toBe(granted),
  );

  // An element that cannot be judged stops the start instead of being dropped.
  test.each([
    [{ ...allow('a:b', '*'), Condition: {} }],
    [{ Effect: 'Allow', NotAction: 'a:b', Resource: '*' }],
    [{ Effect: 'Allow', Action: 'a:b', NotResource: '*' }],
  ])('refuses %j', (statement) => expect(() => document(statement)).toThrow('a policy of Role'));

  // A pattern without wildcards matches itself and nothing else, whatever characters it has.
  test('patterns are literal but for * and ?', () => {
    const text = fc.string().filter((value) => !/[*?]/.test(value));
    fc.assert(fc.property(text, text, (a, b) => matches(a, b) === (a === b)));
    fc.assert(fc.property(text, text, text, (a, b, c) => matches(`${a}*${c}`, a + b + c)));
  });

  // The judge's memory changes nothing: any order of questions gets the answers that the statements give.
  test('a judge answers as its statements do', () => {
    const statements = document(allow('dynamodb:*Item', `${table}*`), {
      ...allow('dynamodb:PutItem', table),
      Effect: 'Deny',
    });
    const need = fc.record({
      action: fc.constantFrom('dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Scan'),
      resource: fc.constantFrom(table, `${table}2`, queue),
    });
    fc.assert(
      fc.property(fc.array(fc.array(need)), (calls) => {
        const judge = makeJudge(statements);
        for (const needs of calls)
          expect(judge(needs)).toEqual(needs.find(({ action, resource }) => !allows(statements, action, resource)));
      }),
    );
  });
});

// A role's rights are those inside it and those attached to it; a policy from outside of the template is refused.
test('rights of a role', () => {
  const attached = (more: object) => ({
    Attached: {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyDocument: { Statement: allow('a:Attached', '*') }, Roles: [{ Ref: 'HelloRole' }], ...more },
    },
  });
  const resources = { ...tableResources, ...functionResources('Hello', [allow('a:Inline', '*')]) };
  const actions = (more: object) => {
    const stack = stackOf({ Resources: { ...resources, ...attached(more) } });
    return statementsOf(stack, stack.names('HelloRole')['Arn'] ?? '').flatMap(({ Action }) => Action);
  };
  expect(actions({})).toEqual(['a:Inline', 'a:Attached']);
  expect(actions({ Roles: ['other'] })).toEqual(['a:Inline']);
  const managed = stackOf({
    Resources: {
      R: { Type: 'AWS::IAM::Role', Properties: { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] } },
    },
  });
  expect(() => statementsOf(managed, managed.names('R')['Arn'] ?? '')).toThrow('AdministratorAccess');
});

// The signature of a POST without query is the one that AWS's own SDK makes for the same request.
test('signatures are those of AWS', async () => {
  const { DynamoDBClient, ListTablesCommand } = await import('@aws-sdk/client-dynamodb');
  const seen: { headers: Record<string, string>; body: string }[] = [];
  const client = new DynamoDBClient({
    region: 'eu-west-1',
    endpoint: 'https://dynamodb.example.com',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' },
    requestHandler: {
      handle: async (request: { headers: Record<string, string>; body: string }) => {
        seen.push(request);
        throw Object.assign(new Error('not sent'), { name: 'Stop', $retryable: undefined });
      },
    },
  });
  await client.send(new ListTablesCommand({})).catch(() => {});
  const [{ headers, body } = { headers: {}, body: '' }] = seen;
  const names = /SignedHeaders=([^,]+)/.exec(headers['authorization'] ?? '')?.[1]?.split(';') ?? [];
  const signedByThem = Object.fromEntries(names.map((name) => [name, headers[name] ?? '']));
  const now = new Date((headers['x-amz-date'] ?? '').replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
  const credentials = { id: 'AKIDEXAMPLE', secret: 'secret', session: 'session' };
  const ours = sign(signedByThem, body, credentials, { service: 'dynamodb', region: 'eu-west-1', now });
  expect(names).toContain('x-amz-target');
  expect(ours['authorization']).toBe(headers['authorization']);
});
