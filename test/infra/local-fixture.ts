// A small stack as a synthesis would leave it, for the local host's tests: no CDK and no bundler needed.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAssembly, type Synthesized } from '../../infra/local/template/assembly.ts';
import { type Stack, workOut } from '../../infra/local/template/stack.ts';
import { mergeNote } from '../../infra/merge.ts';

export type Resources = Readonly<
  Record<string, { Type: string; Properties?: object; Condition?: string; Metadata?: object }>
>;

const made: string[] = [];

export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-local-'));
  made.push(folder);
  return folder;
}

export const removeFolders = (): void => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
};

/** `code` is the text of the module that every function of the template runs. */
export function writeAssembly(template: object, code = ''): Synthesized {
  const outdir = makeFolder();
  mkdirSync(join(outdir, 'code'));
  writeFileSync(join(outdir, 'code', 'index.mjs'), code);
  writeFileSync(join(outdir, 'test.template.json'), JSON.stringify(template));
  writeFileSync(join(outdir, 'test.assets.json'), JSON.stringify({ files: { code: { source: { path: 'code' } } } }));
  return { outdir, stack: 'test' };
}

export const origins = { api: 'http://127.0.0.1:3000', aws: 'http://127.0.0.1:4000' };

export const stackOf = (template: object): Stack => workOut(readAssembly(writeAssembly(template)), origins);

const api = { ApiId: { Ref: 'Api' } };

/** A function with its role; `statements` are what it may do. */
export const functionResources = (id: string, statements: object[], more: object = {}): Resources => ({
  [`${id}Role`]: {
    Type: 'AWS::IAM::Role',
    Properties: { Policies: [{ PolicyName: 'access', PolicyDocument: { Statement: statements } }] },
  },
  [id]: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { S3Bucket: 'assets', S3Key: 'code.zip' },
      Handler: `index.handler${id}`,
      Runtime: 'nodejs24.x',
      Role: { 'Fn::GetAtt': [`${id}Role`, 'Arn'] },
      Environment: { Variables: { TABLE_NAME: { Ref: 'Table' }, QUEUE_URL: { Ref: 'Queue' } } },
      ...more,
    },
  },
});

export const allow = (Action: string | string[], Resource: unknown) => ({ Effect: 'Allow', Action, Resource });

/** An HTTP API whose routes, by their keys, all lead to one function; as do the paths of `merge`, which it cannot have. */
export const apiResources = (
  target: string,
  keys: readonly string[],
  { timeout = 30_000, merge = [] }: { timeout?: number; merge?: readonly string[] } = {},
): Resources => ({
  Api: {
    Type: 'AWS::ApiGatewayV2::Api',
    Properties: { Name: 'test', ProtocolType: 'HTTP' },
    Metadata: { [mergeNote]: Object.fromEntries(merge.map((path) => [path, target])) },
  },
  Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ...api, StageName: '$default', AutoDeploy: true } },
  Integration: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ...api,
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: { 'Fn::GetAtt': [target, 'Arn'] },
      PayloadFormatVersion: '2.0',
      TimeoutInMillis: timeout,
    },
  },
  ...Object.fromEntries(
    keys.map((RouteKey, i) => {
      const Target = { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] };
      return [`Route${i}`, { Type: 'AWS::ApiGatewayV2::Route', Properties: { ...api, RouteKey, Target } }];
    }),
  ),
  Permission: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': [target, 'Arn'] },
      Principal: 'apigateway.amazonaws.com',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation writes its variables like this
      SourceArn: { 'Fn::Sub': 'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/*' },
    },
  },
});

type Changes = Readonly<Record<string, object | undefined>>;

/** A load balancer whose rules, by their path patterns in the order of priority, all lead to one function. `changes`: other properties, or undefined for none. */
export function balancerResources(target: string, rules: readonly string[][], changes: Changes = {}): Resources {
  const arn = { Ref: 'Group' };
  const resources: Record<string, [string, object]> = {
    Balancer: [
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      { LoadBalancerAttributes: [{ Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' }] },
    ],
    Listener: [
      'AWS::ElasticLoadBalancingV2::Listener',
      {
        LoadBalancerArn: { Ref: 'Balancer' },
        DefaultActions: [
          { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404', MessageBody: 'nothing here' } },
        ],
      },
    ],
    Group: [
      'AWS::ElasticLoadBalancingV2::TargetGroup',
      {
        TargetType: 'lambda',
        Targets: [{ Id: { 'Fn::GetAtt': [target, 'Arn'] } }],
        TargetGroupAttributes: [{ Key: 'lambda.multi_value_headers.enabled', Value: 'true' }],
      },
    ],
    ...Object.fromEntries(
      rules.map((Values, i) => [
        `Rule${i}`,
        [
          'AWS::ElasticLoadBalancingV2::ListenerRule',
          {
            ListenerArn: { Ref: 'Listener' },
            Priority: i + 1,
            Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values } }],
            Actions: [{ Type: 'forward', TargetGroupArn: arn }],
          },
        ],
      ]),
    ),
    BalancerPermission: [
      'AWS::Lambda::Permission',
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': [target, 'Arn'] },
        Principal: 'elasticloadbalancing.amazonaws.com',
        SourceArn: arn,
      },
    ],
  };
  const kept = Object.entries(resources).filter(([id]) => !(id in changes) || changes[id] !== undefined);
  return Object.fromEntries(
    kept.map(([id, [Type, properties]]) => [id, { Type, Properties: { ...properties, ...changes[id] } }]),
  );
}

export const tableResources: Resources = {
  Table: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    },
  },
};

/** A queue whose messages come back after `visibility` seconds and are dead letters after `receives` deliveries. */
export const queueResources = (visibility: number, receives: number): Resources => ({
  Dead: { Type: 'AWS::SQS::Queue' },
  Queue: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      VisibilityTimeout: visibility,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: receives },
    },
  },
});

export const eventSource = (target: string, more: object = {}): Resources => ({
  Source: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
      FunctionName: { Ref: target },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ...more,
    },
  },
});
