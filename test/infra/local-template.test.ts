// The local host's reading of a template: intrinsic functions, conditions, and the refusal of all that it does not know.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its variables like this
import { afterAll, describe, expect, test } from 'vitest';
import { catalogue, type Properties } from '../../infra/local/template/catalogue.ts';
import { explain } from '../../infra/local/template/explain.ts';
import { routeSource, unpermitted } from '../../infra/local/template/permissions.ts';
import { refuseUnknown, treat } from '../../infra/local/template/treatment.ts';
import { apiResources, functionResources, removeFolders, stackOf } from './local-fixture.ts';

afterAll(removeFolders);

const evaluated = (value: unknown, more: object = {}) =>
  stackOf({
    Mappings: { Map: { a: { b: 'mapped' } } },
    Conditions: { Yes: { 'Fn::Equals': ['1', '1'] }, No: { 'Fn::Not': [{ Condition: 'Yes' }] } },
    Parameters: { P: { Type: 'String', Default: 'parameter' } },
    ...more,
    Resources: {
      Queue: { Type: 'AWS::SQS::Queue' },
      Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'things' } },
      It: { Type: 'Test::Value', Properties: { value } },
    },
  }).properties('It')['value'];

describe('intrinsic functions', () => {
  // Every function that a synthesized template may hold gives what CloudFormation gives.
  test.each([
    [{ Ref: 'Table' }, 'things'],
    [{ Ref: 'Queue' }, 'http://127.0.0.1:4000/000000000000/test-Queue'],
    [{ Ref: 'P' }, 'parameter'],
    [{ Ref: 'AWS::Region' }, 'us-east-1'],
    [{ 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:aws:dynamodb:us-east-1:000000000000:table/things'],
    [{ 'Fn::GetAtt': 'Queue.QueueName' }, 'test-Queue'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Table' }]] }, 'a-things'],
    [{ 'Fn::Select': [1, ['a', { Ref: 'Table' }]] }, 'things'],
    [{ 'Fn::Split': ['|', 'a|b'] }, ['a', 'b']],
    [{ 'Fn::Select': ['0', { 'Fn::Split': ['|', 'a|b'] }] }, 'a'],
    [{ 'Fn::Sub': '${Table}/${Queue.Arn}/${!Kept}' }, 'things/arn:aws:sqs:us-east-1:000000000000:test-Queue/${Kept}'],
    [{ 'Fn::Sub': ['${Own}-${Table}', { Own: { Ref: 'P' } }] }, 'parameter-things'],
    [{ 'Fn::If': ['Yes', 'then', 'else'] }, 'then'],
    [{ 'Fn::If': ['No', 'then', { Ref: 'Table' }] }, 'things'],
    [{ 'Fn::FindInMap': ['Map', 'a', 'b'] }, 'mapped'],
    [{ kept: [{ Ref: 'AWS::NoValue' }, 1], gone: { Ref: 'AWS::NoValue' } }, { kept: [1] }],
  ])('%j', (value, expected) => expect(evaluated(value)).toEqual(expected));

  // What cannot be worked out is refused by its name, never taken for an empty text.
  test.each([
    [{ 'Fn::ImportValue': 'x' }, 'Fn::ImportValue'],
    [{ Ref: 'Nobody' }, 'Nobody'],
    [{ 'Fn::GetAtt': ['Table', 'Colour'] }, 'Colour of Table (AWS::DynamoDB::Table)'],
    [{ 'Fn::If': ['Maybe', 1, 2] }, 'Maybe'],
  ])('refuses %j', (value, named) => expect(() => evaluated(value)).toThrow(named));
});

// A resource whose condition does not hold does not exist.
test('conditions decide about resources', () => {
  const stack = stackOf({
    Conditions: { Never: { 'Fn::And': [{ 'Fn::Equals': ['a', 'a'] }, { 'Fn::Or': [{ 'Fn::Equals': ['a', 'b'] }] }] } },
    Resources: { Gone: { Type: 'Test::Odd', Condition: 'Never' }, There: { Type: 'AWS::SQS::Queue' } },
  });
  expect(stack.resources.map(({ id }) => id)).toEqual(['There']);
});

describe('the catalogue', () => {
  // A type or property that nobody has thought about stops the start, and the message says which and where.
  test.each([
    [{ Odd: { Type: 'AWS::Odd::Thing' } }, 'the type of Odd (AWS::Odd::Thing)'],
    [{ Q: { Type: 'AWS::SQS::Queue', Properties: { Colour: 1 } } }, 'Colour of Q (AWS::SQS::Queue)'],
    [
      { S: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { ScalingConfig: { Odd: 1 } } } },
      'ScalingConfig.Odd of S (AWS::Lambda::EventSourceMapping)',
    ],
    [{ Q: { Type: 'AWS::SQS::Queue', Properties: { constructor: 1 } } }, 'constructor of Q'],
    [{ Q: { Type: 'AWS::SQS::Queue', Properties: { RedrivePolicy: 'text' } } }, 'RedrivePolicy of Q'],
  ])('refuses %j', (Resources, named) => expect(() => refuseUnknown(stackOf({ Resources }))).toThrow(named));

  const leaves = (known: Properties, path: readonly string[] = []): readonly (readonly string[])[] =>
    typeof known === 'string' ? [path] : Object.entries(known).flatMap(([key, below]) => leaves(below, [...path, key]));

  const rows = Object.entries(catalogue).flatMap(([type, known]) => leaves(known).map((path) => [type, path] as const));

  // Each row of the table is reached by a template that has that property, alone or inside a list, and is explained.
  test.each(rows)('%s %j has a treatment', (type, path) => {
    const inside = path.reduceRight<unknown>((value, key) => ({ [key]: value }), 'x');
    const listed = path.reduceRight<unknown>((value, key) => [{ [key]: value }], 'x');
    const properties = path.length === 0 ? {} : Object(inside);
    const inList = path.length === 0 ? {} : Object(Array.isArray(listed) ? listed[0] : {});
    for (const Properties of [properties, inList]) {
      const stack = stackOf({ Resources: { It: { Type: type, Properties } } });
      const { treated, unknown } = treat(stack);
      expect(unknown).toEqual([]);
      expect(treated).toEqual([{ type, property: path.join('.'), treatment: expect.any(String) }]);
      expect(explain(stack)).toContain(path.join('.') || 'all of it');
    }
  });
});

// Whoever reads the table of what runs here reads of what runs here alone.
test('the difference from AWS is explained', () => {
  const api = apiResources('Hello', [], { merge: ['/a/{b}'] });
  const text = explain(stackOf({ Resources: { ...api, ...functionResources('Hello', [], { Environment: {} }) } }));
  expect(text).toContain('One difference from AWS: the method MERGE.');
  expect(text).toContain('\n  MERGE /a/{b}');
});

describe('invoke permissions', () => {
  const stack = stackOf({
    Resources: { ...functionResources('Hello', []), ...apiResources('Hello', ['GET /a/{b}', '$default']) },
  });
  const functionArn = stack.names('Hello')['Arn'] ?? '';
  const route = (key: string, principal = 'apigateway.amazonaws.com') => ({
    functionArn,
    principal,
    source: routeSource(stack.names('Api').ref, key),
  });

  // `<api>/*/*` covers every route: `<api>/<stage>/GET/a/{b}` as well as `<api>/<stage>/$default`.
  test('a permission for the whole API covers all routes', () =>
    expect(unpermitted(stack, [route('GET /a/{b}'), route('$default')])).toEqual([]));

  // Another service, another function, another API: each lacks a permission, and the sentence names it.
  test('what is not permitted is named', () => {
    expect(unpermitted(stack, [route('$default', 'events.amazonaws.com')])[0]).toContain('events.amazonaws.com');
    expect(unpermitted(stack, [{ ...route('$default'), functionArn: 'other' }])[0]).toContain('other');
    expect(unpermitted(stack, [{ ...route('$default'), source: routeSource('elsewhere', '$default') }])).toHaveLength(
      1,
    );
  });
});
