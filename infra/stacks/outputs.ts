// What a deployment tells: the address, the next commands, and the names that an operator's commands need (docs/operations.md).
import { CfnOutput, Fn, type Stack } from 'aws-cdk-lib';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Balancer } from '../constructs/balancer.ts';
import type { KnownBucket } from '../constructs/bucket.ts';
import type { Functions } from '../constructs/function.ts';
import type { QueuePair } from '../constructs/queue.ts';
import type { KnownSecret } from '../constructs/secret.ts';
import type { KnownTable } from '../constructs/table.ts';

type Told = {
  readonly url: string;
  readonly balancer: Balancer | undefined;
  readonly tables: { readonly cairn: KnownTable; readonly tokens: KnownTable };
  readonly files: KnownBucket;
  readonly queues: QueuePair;
  readonly functions: Functions;
  readonly accessLog: ILogGroup;
  readonly secrets: { readonly tokenKey: KnownSecret; readonly operatorToken?: KnownSecret };
};

export function makeOutputs(stack: Stack, told: Told): void {
  const outputs = { ...addresses(told), ...commands(stack, told), ...names(told) };
  for (const [id, [value, description]] of Object.entries(outputs)) new CfnOutput(stack, id, { value, description });
}

type Outputs = Readonly<Record<string, readonly [value: string, description: string]>>;

const addresses = ({ url, balancer }: Told): Outputs => ({
  Url: [url, `Where clients send their requests, without /v1. ${limits}`],
  ...(balancer
    ? {
        LoadBalancerUrl: [
          balancer.url,
          'The same for all methods, MERGE included. For HTTPS let a name of the certificate point here, and clients use that name',
        ],
      }
    : {}),
});

/** What the unmodified client cannot do at the HTTP API's address. */
const limits =
  "API Gateway refuses the method MERGE, so the published client's AI module (runs) needs the load balancer, option alb";

const commands = ({ stackName }: Stack, { secrets: { operatorToken } }: Told): Outputs => ({
  FirstTokenCommand: [
    `npm run first-token -- --stack ${stackName}`,
    'Makes an organization, a client and its API token',
  ],
  ...(operatorToken
    ? {
        OperatorTokenCommand: [
          `aws secretsmanager get-secret-value --query SecretString --output text --secret-id ${operatorToken.secretArn}`,
          "Shows the token of the operator's door, for CAIRN_OPERATOR_TOKEN",
        ],
      }
    : {}),
});

const names = ({ tables, files, queues, functions, accessLog, secrets }: Told): Outputs => ({
  DataTableName: [tables.cairn.tableName, "Table of tenants' data; kept when the stack goes"],
  TokensTableName: [tables.tokens.tableName, 'Table of users, rights and tokens; kept too'],
  FilesBucketName: [files.bucketName, 'Bucket of files; kept too'],
  TokenKeyArn: [secrets.tokenKey.secretArn, 'The key that tokens are derived with; kept too'],
  QueueUrl: [queues.queue.queueUrl, "The optimizer's queue"],
  DeadLettersUrl: [queues.deadLetters.queueUrl, 'Messages that failed five times'],
  DeadLettersArn: [queues.deadLetters.queueArn, 'The same, for aws sqs start-message-move-task'],
  AccessLogName: [accessLog.logGroupName, 'One line a request, as API Gateway saw it'],
  SuggestionsLogName: [functions.suggestions.logGroup.logGroupName, 'Log of the function that answers asks'],
  OptimizerLogName: [functions.optimizer.logGroup.logGroupName, 'Log of the function that fits models'],
  FunctionLogNames: [
    Fn.join(
      ' ',
      Object.values(functions).map(({ logGroup }) => logGroup.logGroupName),
    ),
    'Logs of all functions, for --log-group-names',
  ],
});
