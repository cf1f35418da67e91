// One alarm: it rings above its threshold, in five minutes, and is quiet where nothing was measured.
import { Duration } from 'aws-cdk-lib';
import { Alarm, type AlarmProps, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

export const fiveMinutes = { period: Duration.minutes(5) };
export const total = { ...fiveMinutes, statistic: 'Sum' };

export const above = (
  scope: Construct,
  id: string,
  metric: IMetric,
  threshold: number,
  alarmDescription: string,
): Alarm => makeAlarm(scope, id, { metric, threshold, alarmDescription });

export const makeAlarm = (
  scope: Construct,
  id: string,
  props: Partial<AlarmProps> & Pick<AlarmProps, 'metric' | 'threshold'>,
): Alarm =>
  new Alarm(scope, id, {
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    evaluationPeriods: 1,
    ...props,
  });
