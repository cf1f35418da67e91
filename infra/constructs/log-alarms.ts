// Alarms on what only the logs say: errors that functions caught and wrote down, and callers that were told to come back.
import { Stack } from 'aws-cdk-lib';
import { type Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, type IFilterPattern, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { above, total } from './alarm.ts';

type Counted = { readonly name: string; readonly groups: readonly ILogGroup[]; readonly pattern: IFilterPattern };

export const logAlarms = (
  scope: Construct,
  functions: readonly LambdaFunction[],
  accessLog: ILogGroup,
): readonly Alarm[] => [errorsAlarm(scope, functions), repeatsAlarm(scope, accessLog)];

/**
 * A store that is away is a 429 to the caller, a message that failed goes back to the queue, and the sweeper goes on with what is next: none of them
 * is an error of the function to Lambda, and each of them is one to its log.
 */
const errorsAlarm = (scope: Construct, functions: readonly LambdaFunction[]): Alarm =>
  above(
    scope,
    'LoggedErrorsAlarm',
    counted(scope, {
      name: 'LoggedErrors',
      groups: functions.map(({ logGroup }) => logGroup),
      pattern: FilterPattern.stringValue('$.level', '=', 'error'),
    }),
    0,
    'A function wrote an error to its log, most often of a store or queue that did not answer: docs/operations.md has the query that shows them.',
  );

/** Now and then a 429 is right: many at once ask for one experiment, or somebody guesses passwords. Clients repeat it, so that a few go unnoticed. */
const repeatsAlarm = (scope: Construct, accessLog: ILogGroup): Alarm =>
  above(
    scope,
    'ManyRepeatsAlarm',
    counted(scope, {
      name: 'Status429',
      groups: [accessLog],
      pattern: FilterPattern.stringValue('$.status', '=', '429'),
    }),
    25,
    'Callers were told more than 25 times in five minutes to come back later: the store is busy or away, or requests outgrow the options requestRate and requestBurst.',
  );

/** One metric over all of the groups, because metrics are what alarms are paid by. Without a default value it exists, and costs, only while it counts. */
function counted(scope: Construct, { name, groups, pattern }: Counted): Metric {
  const place = { metricNamespace: `Cairn/${Stack.of(scope).stackName}`, metricName: name };
  for (const group of groups) group.addMetricFilter(name, { ...place, filterPattern: pattern });
  return new Metric({ namespace: place.metricNamespace, metricName: name, ...total });
}
