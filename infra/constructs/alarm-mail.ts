// Sends alarms by e-mail: a topic that only this account's alarms may publish to.
import { Aws } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

export function mailAlarms(scope: Construct, address: string, alarms: readonly Alarm[]): void {
  const topic = new Topic(scope, 'AlarmTopic', { enforceSSL: true });
  topic.addToResourcePolicy(alarmsMayPublish(topic.topicArn));
  topic.addSubscription(new EmailSubscription(address));
  for (const alarm of alarms) alarm.addAlarmAction(new SnsAction(topic));
}

/** A topic with a policy of its own loses the default one, by which alarms may publish. */
const alarmsMayPublish = (topicArn: string): PolicyStatement =>
  new PolicyStatement({
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions: ['sns:Publish'],
    resources: [topicArn],
    conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
  });
