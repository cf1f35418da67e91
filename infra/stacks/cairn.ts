// The stack: tables, bucket, queue, functions, API, schedule, alarms and outputs, put together.
import {
  type App,
  DefaultStackSynthesizer,
  Duration,
  type IStackSynthesizer,
  RemovalPolicy,
  Stack,
  Tags,
} from 'aws-cdk-lib';
import { AttributeType, ProjectionType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { EventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { mailAlarms } from '../constructs/alarm-mail.ts';
import { makeAlarms } from '../constructs/alarms.ts';
import { accessLogName, makeApi } from '../constructs/api.ts';
import { makeBalancer } from '../constructs/balancer.ts';
import { makeBucket } from '../constructs/bucket.ts';
import { makeLogGroup } from '../constructs/function.ts';
import { makeQueue } from '../constructs/queue.ts';
import { makeSecret } from '../constructs/secret.ts';
import { makeTable } from '../constructs/table.ts';
import { functions as specs } from '../functions.ts';
import { type Options, stackName } from '../options.ts';
import { makeFunctions } from './functions.ts';
import { makeOutputs } from './outputs.ts';

/** `bundles`: the folder that holds each function's bundle. */
export function makeStack(app: App, options: Options, bundles: string): Stack {
  const stack = new Stack(app, stackName(options), {
    description: 'Cairn: hyperparameter tuning as a service',
    analyticsReporting: false,
    // The cdk command checks the bootstrap's version itself; in the template, rule and parameter would only be noise.
    // (Its class misses its own interface under exactOptionalPropertyTypes.)
    synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer,
  });
  const tables = makeTables(stack, options);
  const queues = makeQueue(stack, 'OptimizerQueue', specs.optimizer.timeout);
  const secrets = makeSecrets(stack, options);
  const files = makeFiles(stack, options);
  const functions = makeFunctions(stack, { options, bundles, tables, files, queue: queues.queue, secrets });
  feedOptimizer(stack, functions.optimizer, queues.queue, options.optimizers);
  sweepEveryMinute(stack, functions.sweeper);
  const accessLog = makeLogGroup(stack, 'ApiLogs', options.logDays, accessLogName(stack.stackName));
  const api = makeApi(stack, 'Api', {
    functions,
    accessLog,
    throttle: { rateLimit: options.requestRate, burstLimit: options.requestBurst },
  });
  const balancer = options.alb ? makeBalancer(stack, functions, options) : undefined;
  const alarms = makeAlarms(stack, { api, accessLog, balancer: balancer?.balancer, queues, functions, tables });
  if (options.alarmEmail) mailAlarms(stack, options.alarmEmail, alarms);
  makeOutputs(stack, { url: api.apiEndpoint, balancer, tables, files, queues, functions, accessLog, secrets });
  // Whoever looks at a bill or at a kept table sees which stack it is of.
  Tags.of(stack).add('cairn:stack', stack.stackName);
  return stack;
}

const text = (name: string) => ({ name, type: AttributeType.STRING });

/**
 * Tenants' data, with the sparse index of what is due; and tokens, apart, so that few roles reach them. One that an option names has its keys and
 * its index already: it is a restored or a kept one of ours.
 */
const makeTables = (scope: Construct, { dataTable, tokensTable }: Options) => ({
  cairn:
    dataTable === null
      ? makeTable(scope, 'CairnTable', [
          {
            ...{ indexName: 'due', partitionKey: text('duePk'), sortKey: text('dueSk') },
            projectionType: ProjectionType.KEYS_ONLY,
          },
        ])
      : TableV2.fromTableName(scope, 'CairnTable', dataTable),
  tokens:
    tokensTable === null ? makeTable(scope, 'TokensTable') : TableV2.fromTableName(scope, 'TokensTable', tokensTable),
});

const makeFiles = (scope: Construct, { filesBucket }: Options) =>
  filesBucket === null ? makeBucket(scope, 'Files') : Bucket.fromBucketName(scope, 'Files', filesBucket);

/** The key outlives the stack, as the tables do whose tokens hang on it; the operator's token goes with the door. */
const makeSecrets = (scope: Construct, { operator, tokenKeySecret }: Options) => ({
  tokenKey:
    tokenKeySecret === null
      ? makeSecret(scope, 'TokenKey', 'The key that tokens of users in clients are derived with', RemovalPolicy.RETAIN)
      : Secret.fromSecretCompleteArn(scope, 'TokenKey', tokenKeySecret),
  ...(operator
    ? { operatorToken: makeSecret(scope, 'OperatorToken', "The token of the operator's door", RemovalPolicy.DESTROY) }
    : {}),
});

/** No SqsEventSource: it would widen the role by a grant of its own. A batch fails message by message. */
function feedOptimizer(scope: Construct, target: LambdaFunction, queue: Queue, maxConcurrency: number): void {
  new EventSourceMapping(scope, 'OptimizerMessages', {
    target,
    eventSourceArn: queue.queueArn,
    batchSize: 5,
    reportBatchItemFailures: true,
    maxConcurrency,
  });
}

function sweepEveryMinute(scope: Construct, sweeper: LambdaFunction): void {
  new Rule(scope, 'SweeperSchedule', {
    description: 'Does what is due',
    schedule: Schedule.rate(Duration.minutes(1)),
    targets: [new LambdaTarget(sweeper)],
  });
}
