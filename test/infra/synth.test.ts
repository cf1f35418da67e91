// The synthesis itself: its options, its checks, and two stacks in one account.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import * as z from 'zod';
import { type Options, readOptions } from '../../infra/options.ts';
import { makeStack } from '../../infra/stacks/cairn.ts';
import { suppressionsFor } from '../../infra/suppressions.ts';
import { addChecks, makeApp, synth } from '../../infra/synth.ts';
import {
  ofType,
  removeTemporaryFolders,
  statementsOf,
  synthesized,
  type Template,
  target,
  temporaryFolder,
} from './synthesized.ts';

afterAll(removeTemporaryFolders);

// What is deployed by default has no finding that nobody accepted, and breaks no rule of CloudFormation's own.
test('the default stack passes all checks', () => {
  const { outdir, stack } = synth({ outdir: temporaryFolder(), bundles: temporaryFolder() });
  const text = readFileSync(join(outdir, `${stack}.template.json`), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ Resources: synthesized().Resources });
});

// With an address for alarms, or a load balancer, there are more resources to find fault with.
test.each([
  { alarmEmail: 'ops@example.org' },
  { alb: true, albCertificate: 'arn:aws:acm:us-east-1:123456789012:certificate/0a-1b', operator: true },
])('a stack with more in it passes all checks: %j', (context) => {
  expect(() => synth({ outdir: temporaryFolder(), bundles: temporaryFolder(), context })).not.toThrow();
});

// The same options give the same template, so that a deploy without a change changes nothing.
test('the template is reproducible', () => {
  const bundles = temporaryFolder();
  expect(synthesized({}, bundles)).toEqual(synthesized({}, bundles));
});

// A physical name that two stacks share would make the second deploy fail.
test('two stacks fit into one account', () => {
  const names = (template: Template) =>
    Object.values(template.Resources).flatMap(({ Properties }) =>
      Object.entries(Properties).filter(([name]) =>
        /^(Function|Queue|Table|Bucket|Role|LogGroup|Topic|Alarm|Rule)Name$/.test(name),
      ),
    );
  const left = names(synthesized({ stage: 'left' })).map(([, name]) => name);
  const right = names(synthesized({ stage: 'right' })).map(([, name]) => name);
  expect(left).toContain('cairn-left-first-token');
  expect(left.filter((name) => right.includes(name))).toEqual([]);
});

// Somebody who deploys learns the address and the next command from the outputs.
test('the outputs name the URL and the command for the first token', () => {
  const { Outputs } = synthesized({ prefix: 'team-a', stage: 'prod' });
  expect(Outputs).toMatchObject({
    Url: {},
    FirstTokenCommand: { Value: 'npm run first-token -- --stack team-a-prod' },
  });
});

// What an operator's commands are about is found by the name of the stack alone (docs/operations.md).
test('the outputs name tables, bucket, key, queues and logs', () => {
  const { Outputs, Resources } = synthesized();
  const typeOf = (name: string) => {
    const value = z.object({ Value: z.unknown() }).parse(Outputs[name]).Value;
    return Resources[target(value)]?.Type;
  };
  const log = 'AWS::Logs::LogGroup';
  const queue = 'AWS::SQS::Queue';
  const expected = {
    ...{ DataTableName: 'AWS::DynamoDB::GlobalTable', TokensTableName: 'AWS::DynamoDB::GlobalTable' },
    ...{ FilesBucketName: 'AWS::S3::Bucket', TokenKeyArn: 'AWS::SecretsManager::Secret' },
    ...{ QueueUrl: queue, DeadLettersUrl: queue, DeadLettersArn: queue },
    ...{ AccessLogName: log, SuggestionsLogName: log, OptimizerLogName: log },
  };
  expect(Object.fromEntries(Object.keys(expected).map((name) => [name, typeOf(name)]))).toEqual(expected);
  const all = JSON.stringify(Outputs['FunctionLogNames']);
  for (const [, { Properties }] of ofType({ Outputs, Resources }, 'AWS::Lambda::Function'))
    expect(all).toContain(target(z.object({ LogGroup: z.unknown() }).parse(Properties['LoggingConfig']).LogGroup));
});

// A kept table, and each line of a bill, says which stack it is of.
test.each(['AWS::Lambda::Function', 'AWS::SQS::Queue', 'AWS::S3::Bucket', 'AWS::Logs::LogGroup', 'AWS::IAM::Role'])(
  'each %s has a tag with the name of the stack',
  (type) => {
    const found = ofType(synthesized({ stage: 'prod' }), type);
    expect(found.length).toBeGreaterThan(0);
    for (const [, { Properties }] of found)
      expect(Properties['Tags']).toContainEqual({ Key: 'cairn:stack', Value: 'cairn-prod' });
  },
);

// Those of a table hang on its replica.
test('tables have it too', () => {
  for (const [, { Properties }] of ofType(synthesized(), 'AWS::DynamoDB::GlobalTable'))
    expect(Properties['Replicas']).toMatchObject([{ Tags: [{ Key: 'cairn:stack', Value: 'cairn-dev' }] }]);
});

/** Findings of the checks that a stack has, none acknowledged. */
function findingsOf(options: Options): Set<string> {
  const outdir = temporaryFolder();
  const app = makeApp({ outdir });
  makeStack(app, options, temporaryFolder());
  addChecks(app);
  expect(() => app.synth()).toThrow(/validation-report\.json/);
  const report = readFileSync(join(outdir, 'validation-report.json'), 'utf8');
  return new Set(report.match(/AwsSolutions-[A-Z]+\d+/g));
}

const plain = { alb: true, albHttp: true };
const network = { albVpc: 'vpc-0a', albSubnets: 'subnet-1,subnet-2' };

// The checks run and fail the synthesis; and each accepted finding is a real one, or its line would outlive its reason.
const kept = {
  ...{ dataTable: 'restored-data', tokensTable: 'restored-tokens', filesBucket: 'kept-files' },
  tokenKeySecret: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:TokenKey1A2B-x9-AbCdEf',
};

test.each([{}, kept, plain, { ...plain, ...network, albAllow: '192.0.2.0/24' }])(
  'security findings fail the synthesis, and exactly the acknowledged ones exist: %j',
  (chosen) => {
    const options = readOptions(chosen, {});
    const accepted = suppressionsFor(options);
    expect(findingsOf(options)).toEqual(new Set(accepted.map(({ id }) => /AwsSolutions-[A-Z]+\d+/.exec(id)?.[0])));
    for (const { reason } of accepted) expect(reason.length).toBeGreaterThan(40);
  },
);

// A stack without its code can be looked at, but the cdk command must refuse to deploy it.
test('a missing bundle is an error of the stack', () => {
  const { outdir } = synth({ outdir: temporaryFolder(), bundles: temporaryFolder() });
  const assembly = readFileSync(join(outdir, 'cairn-dev.metadata.json'), 'utf8');
  expect(assembly).toContain('The bundle of function optimizer is missing');
  expect(assembly).toContain('aws:cdk:error');
});

// A restored or kept table, bucket and key take the place of new ones: none is made, and functions, roles, alarms and outputs speak of those.
test('what is there already is taken over', () => {
  const fresh = synthesized();
  const over = synthesized(kept);
  const stored = [
    'AWS::DynamoDB::GlobalTable',
    'AWS::S3::Bucket',
    'AWS::S3::BucketPolicy',
    'AWS::SecretsManager::Secret',
  ];
  for (const type of stored) expect(ofType(over, type)).toEqual([]);
  const left = ({ Resources }: Template) =>
    Object.keys(Resources).filter((id) => !stored.includes(fresh.Resources[id]?.Type ?? ''));
  expect(left(over)).toEqual(left(fresh));
  for (const [, { Properties }] of ofType(over, 'AWS::Lambda::Function'))
    expect(Properties['Environment']).toMatchObject({
      Variables: {
        ...{ TABLE_NAME: kept.dataTable, TOKENS_TABLE_NAME: kept.tokensTable },
        ...{ FILES_BUCKET: kept.filesBucket, TOKEN_KEY_SECRET: kept.tokenKeySecret },
      },
    });
  const text = JSON.stringify(over);
  for (const id of ['CairnTable206D2DF3', 'TokensTable6C9B5BC6', 'Files8E6940B8', 'TokenKey'])
    expect(text).not.toContain(`"Fn::GetAtt":["${id}`);
  for (const name of [kept.dataTable, kept.tokensTable])
    expect(JSON.stringify(ofType(over, 'AWS::CloudWatch::Alarm'))).toContain(`{"Name":"TableName","Value":"${name}"}`);
});

// The same grants, on the same kinds of things: only what they are called is another.
test('roles may do with it what they may do with new ones', () => {
  const actions = (of: Template) =>
    ofType(of, 'AWS::IAM::Role').map(([id, role]) => [id, statementsOf(role).map(({ Action }) => Action)]);
  const over = synthesized({ ...kept, operator: true });
  expect(actions(over)).toEqual(actions(synthesized({ operator: true })));
  const resources = JSON.stringify(ofType(over, 'AWS::IAM::Role'));
  for (const end of [
    ':table/restored-data"',
    ':table/restored-data/index/due"',
    ':table/restored-tokens"',
    ':s3:::kept-files"',
  ])
    expect(resources).toContain(end);
  expect(resources).toContain(':s3:::kept-files/files/*"');
  expect(resources).toContain(`"Resource":"${kept.tokenKeySecret}"`);
});

// The physical names of tables and bucket come from CloudFormation: that a restored one can take the place of a lost one depends on it.
test('functions learn tables and bucket by reference', () => {
  for (const [, { Properties }] of ofType(synthesized(), 'AWS::Lambda::Function')) {
    expect(Properties['Environment']).toMatchObject({
      Variables: {
        TABLE_NAME: { Ref: 'CairnTable206D2DF3' },
        TOKENS_TABLE_NAME: { Ref: 'TokensTable6C9B5BC6' },
        FILES_BUCKET: { Ref: 'Files8E6940B8' },
      },
    });
  }
});
