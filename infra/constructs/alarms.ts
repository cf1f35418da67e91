// The alarms: what must never go on unseen, each with a sentence that says what to do.
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { type Alarm, ComparisonOperator, MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { above, fiveMinutes, makeAlarm, total } from './alarm.ts';
import type { Functions } from './function.ts';
import { logAlarms } from './log-alarms.ts';
import type { QueuePair } from './queue.ts';
import type { KnownTable } from './table.ts';

type Watched = {
  readonly api: HttpApi;
  readonly accessLog: LogGroup;
  readonly balancer: CfnLoadBalancer | undefined;
  readonly queues: QueuePair;
  readonly functions: Functions;
  readonly tables: Readonly<Record<string, KnownTable>>;
};

export function makeAlarms(scope: Construct, watched: Watched): readonly Alarm[] {
  // Whoever asks for a first token sees its error; an alarm beside it would only tell of typing mistakes.
  const functions = Object.entries(watched.functions).filter(([name]) => name !== 'first-token');
  return [
    ...queueAlarms(scope, watched.queues),
    apiAlarm(scope, watched.api),
    ...(watched.balancer ? [balancerAlarm(scope, watched.balancer)] : []),
    sweeperAlarm(scope, watched.functions.sweeper),
    ...functions.map(([name, made]) => functionAlarm(scope, name, made)),
    ...logAlarms(
      scope,
      functions.map(([, made]) => made),
      watched.accessLog,
    ),
    ...Object.entries(watched.tables).map(([name, table]) => tableAlarm(scope, name, table)),
  ];
}

function queueAlarms(scope: Construct, { queue, deadLetters }: QueuePair): readonly Alarm[] {
  const dead = deadLetters.metricApproximateNumberOfMessagesVisible({ ...fiveMinutes, statistic: 'Maximum' });
  const age = queue.metricApproximateAgeOfOldestMessage({ ...fiveMinutes, statistic: 'Maximum' });
  return [
    above(
      scope,
      'DeadLettersAlarm',
      dead,
      0,
      'The optimizer failed five times on a message: read its log, mend, then redrive the dead letters.',
    ),
    above(
      scope,
      'OldestMessageAlarm',
      age,
      900,
      'Models are more than 15 minutes late: the optimizer fails, or there are too few (option optimizers).',
    ),
  ];
}

function apiAlarm(scope: Construct, api: HttpApi): Alarm {
  const errors = api.metricServerError(total);
  return above(
    scope,
    'ApiErrorsAlarm',
    errors,
    0,
    'The API answered 5xx, which ends a client that does not repeat it: read the access log and the log of the function.',
  );
}

/** Its own 5xx, when a function failed or answered too much, and those that functions answered. */
function balancerAlarm(scope: Construct, { attrLoadBalancerFullName }: CfnLoadBalancer): Alarm {
  const count = (metricName: string) =>
    new Metric({
      ...{ namespace: 'AWS/ApplicationELB', metricName, ...total },
      dimensionsMap: { LoadBalancer: attrLoadBalancerFullName },
    });
  const usingMetrics = { own: count('HTTPCode_ELB_5XX_Count'), functions: count('HTTPCode_Target_5XX_Count') };
  const metric = new MathExpression({
    ...{ expression: 'FILL(own, 0) + FILL(functions, 0)', usingMetrics, ...fiveMinutes },
  });
  return above(
    scope,
    'LoadBalancerErrorsAlarm',
    metric,
    0,
    'The load balancer answered 5xx, which ends a client that does not repeat it: read the logs of the functions.',
  );
}

/** Nothing else would tell that the sweeper has stopped: it has no caller. */
function sweeperAlarm(scope: Construct, sweeper: LambdaFunction): Alarm {
  return makeAlarm(scope, 'SweeperIdleAlarm', {
    metric: sweeper.metricInvocations(total),
    threshold: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.BREACHING,
    evaluationPeriods: 2,
    alarmDescription: 'The sweeper did not run for ten minutes: look whether its schedule is enabled.',
  });
}

function functionAlarm(scope: Construct, name: string, made: LambdaFunction): Alarm {
  const usingMetrics = { errors: made.metricErrors(total), throttles: made.metricThrottles(total) };
  const metric = new MathExpression({
    expression: 'FILL(errors, 0) + FILL(throttles, 0)',
    usingMetrics,
    ...fiveMinutes,
  });
  return above(
    scope,
    `${made.node.id}FunctionAlarm`,
    metric,
    0,
    `Function ${name} failed, ran out of time or was throttled: read its log, and the account's concurrency limit.`,
  );
}

function tableAlarm(scope: Construct, name: string, table: KnownTable): Alarm {
  const usingMetrics = {
    reads: table.metric('ReadThrottleEvents', total),
    writes: table.metric('WriteThrottleEvents', total),
  };
  const metric = new MathExpression({ expression: 'FILL(reads, 0) + FILL(writes, 0)', usingMetrics, ...fiveMinutes });
  return above(
    scope,
    `${table.node.id}ThrottlesAlarm`,
    metric,
    0,
    `Table ${name} throttled requests: one partition is hot, or the account's limit is reached.`,
  );
}
