// The queue, the functions and the alarms: that work is not lost unseen, and that nothing runs or is kept without end.
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { functionNames, functions } from '../../infra/functions.ts';
import { longestRequest } from '../../shared/operations/operator/erase.ts';
import { makeLog } from '../../shared/platform/log.ts';
import { ofType, synthesized, type Template, target } from './synthesized.ts';

let template: Template;
beforeAll(() => {
  template = synthesized();
});

const lambda = z.object({
  Timeout: z.number(),
  MemorySize: z.number(),
  Runtime: z.string(),
  Architectures: z.array(z.string()),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
  LoggingConfig: z.object({ LogGroup: z.unknown() }),
});
const lambdas = () =>
  ofType(template, 'AWS::Lambda::Function').map(([id, { Properties }]) => ({ id, ...lambda.parse(Properties) }));

// A message that fails five times is kept two weeks, in a queue that an alarm watches.
test('the queue has dead letters, and they are alarmed', () => {
  const queue = template.Resources['OptimizerQueueC1152732']?.Properties;
  const redrive = z
    .object({ deadLetterTargetArn: z.unknown(), maxReceiveCount: z.number() })
    .parse(queue?.['RedrivePolicy']);
  expect(redrive.maxReceiveCount).toBe(5);
  const dead = template.Resources[target(redrive.deadLetterTargetArn)]?.Properties;
  expect(dead?.['MessageRetentionPeriod']).toBe(14 * 24 * 3600);
  const alarms = ofType(template, 'AWS::CloudWatch::Alarm').filter(([, { Properties }]) =>
    JSON.stringify(Properties['Dimensions'] ?? '').includes(target(redrive.deadLetterTargetArn)),
  );
  expect(alarms.length).toBe(1);
});

// A message seen again while its function still runs would be computed twice at once.
test('a message stays hidden for six timeouts of the optimizer', () => {
  const queue = template.Resources['OptimizerQueueC1152732']?.Properties;
  expect(queue?.['VisibilityTimeout']).toBeGreaterThanOrEqual(6 * functions.optimizer.timeout);
});

// One bad message of a batch does not bring the good ones back, and the number of copies is bounded.
test('batches fail in part, with bounded concurrency', () => {
  const [, mapping] = ofType(template, 'AWS::Lambda::EventSourceMapping')[0] ?? [];
  expect(mapping?.Properties).toMatchObject({
    BatchSize: 5,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 10 },
  });
});

// Queues take requests over TLS only and keep messages encrypted.
test('queues are encrypted and refuse plain HTTP', () => {
  const queues = ofType(template, 'AWS::SQS::Queue');
  expect(queues.length).toBe(2);
  for (const [id, { Properties }] of queues) {
    expect(Properties['SqsManagedSseEnabled']).toBe(true);
    const policy = ofType(template, 'AWS::SQS::QueuePolicy').find(([, p]) =>
      JSON.stringify(p.Properties['Queues']).includes(id),
    );
    expect(JSON.stringify(policy)).toContain('"aws:SecureTransport":"false"');
  }
});

// Logs without a retention are kept, and paid, for ever.
test('each function has a log group of its own, with a retention', () => {
  const groups = lambdas().map(({ LoggingConfig }) => target(LoggingConfig.LogGroup));
  expect(new Set(groups).size).toBe(functionNames.length - 1); // the operator's is not there unless it is wanted
  for (const [, { Properties }] of ofType(template, 'AWS::Logs::LogGroup'))
    expect(Properties['RetentionInDays']).toBe(30);
});

// The gateway hangs up after 30 seconds; a function that goes on after it computes for nobody.
test('API functions end before the gateway does', () => {
  const api = lambdas().filter(({ id }) =>
    /^(Experiments|Suggestions|Observations|Insights|Account|Fallback)/.test(id),
  );
  expect(api.length).toBe(6);
  for (const { Timeout } of api) expect(Timeout).toBeLessThan(30);
});

// The cheaper processor, the long-lived runtime, and all that the code reads from its environment.
test('each function runs on arm64 and Node 24 and is told where things are', () => {
  for (const { Architectures, Runtime, Environment } of lambdas()) {
    expect([Architectures, Runtime]).toEqual([['arm64'], 'nodejs24.x']);
    expect(Object.keys(Environment.Variables)).toEqual(
      expect.arrayContaining([
        'TABLE_NAME',
        'TOKENS_TABLE_NAME',
        'TOKEN_KEY_SECRET',
        'IDENTITY',
        'QUEUE_URL',
        'VERSION',
        'COMMIT',
        'PRICES',
      ]),
    );
  }
});

// Reserved concurrency on an API function answers 503, which ends a client that repeats only 429.
test('no function has reserved concurrency', () => {
  for (const [, { Properties }] of ofType(template, 'AWS::Lambda::Function')) {
    expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
  }
});

// What is due is done within a minute or so.
test('the sweeper runs every minute', () => {
  const [, rule] = ofType(template, 'AWS::Events::Rule')[0] ?? [];
  expect(rule?.Properties['ScheduleExpression']).toBe('rate(1 minute)');
  expect(JSON.stringify(rule?.Properties['Targets'])).toContain('"Sweeper');
});

// Alarms are always there; they are mailed to who asked for it, over a topic that alarms may publish to.
test('alarms have an action exactly when an address is given', () => {
  const actions = (of: Template) =>
    ofType(of, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties['AlarmActions']);
  expect(actions(template).filter(Boolean)).toEqual([]);
  expect(ofType(template, 'AWS::SNS::Topic')).toEqual([]);
  const mailed = synthesized({ alarmEmail: 'ops@example.org' });
  expect(actions(mailed).filter((action) => !action)).toEqual([]);
  expect(ofType(mailed, 'AWS::SNS::Subscription')[0]?.[1].Properties).toMatchObject({ Endpoint: 'ops@example.org' });
  expect(JSON.stringify(ofType(mailed, 'AWS::SNS::TopicPolicy'))).toContain('cloudwatch.amazonaws.com');
});

const filters = () => ofType(template, 'AWS::Logs::MetricFilter').map(([, { Properties }]) => Properties);
const group = (value: unknown) => target(value).replace(/[0-9A-F]{8}$/, '');

/** The alarm on the metric that these filters count. */
function alarmOn(counting: readonly Record<string, unknown>[]) {
  const [metric, ...others] = new Set(counting.map((each) => JSON.stringify(each['MetricTransformations'])));
  expect(others).toEqual([]);
  const [transformation] = z
    .array(z.object({ MetricName: z.string(), MetricNamespace: z.string(), MetricValue: z.literal('1') }))
    .parse(JSON.parse(metric ?? '[]'));
  const found = ofType(template, 'AWS::CloudWatch::Alarm').filter(
    ([, { Properties }]) =>
      Properties['MetricName'] === transformation?.MetricName &&
      Properties['Namespace'] === transformation?.MetricNamespace,
  );
  expect(found.length).toBe(1);
  return found[0]?.[1].Properties;
}

// A store that is away, a message that failed, a sweep that could not go on: none of them is an error to Lambda, all of them are lines of this level.
test('an error that any function logs rings', () => {
  const counting = filters().filter(({ FilterPattern }) => FilterPattern === '{ $.level = "error" }');
  const ids = lambdas().map(({ id }) => id.replace(/[0-9A-F]{8}$/, ''));
  expect(counting.map(({ LogGroupName }) => group(LogGroupName)).sort()).toEqual(
    ids
      .filter((id) => id !== 'FirstToken')
      .map((id) => `${id}Logs`)
      .sort(),
  );
  expect(alarmOn(counting)).toMatchObject({ Threshold: 0, Statistic: 'Sum', TreatMissingData: 'notBreaching' });
  const lines: string[] = [];
  makeLog(
    (line) => lines.push(line),
    () => 0,
  ).error('x');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'error' });
});

// Clients repeat a 429 by themselves, so that nobody complains; the gateway's own are in no function's log. The access log writes statuses as text.
test('many 429 ring', () => {
  const counting = filters().filter(({ FilterPattern }) => FilterPattern === '{ $.status = "429" }');
  expect(counting.map(({ LogGroupName }) => group(LogGroupName))).toEqual(['ApiLogs']);
  expect(alarmOn(counting)).toMatchObject({ Threshold: 25, Statistic: 'Sum' });
  const [, stage] = ofType(template, 'AWS::ApiGatewayV2::Stage')[0] ?? [];
  expect(stage?.Properties['AccessLogSettings']).toMatchObject({
    Format: expect.stringContaining('"status":"$context.status"'),
  });
});

// A metric has no value while nothing is counted, and a sum with a missing part is missing: one failure beside no throttles would not alarm.
test('alarms on sums take what is missing for zero', () => {
  const alarms = ofType(synthesized({ alb: true, albHttp: true }), 'AWS::CloudWatch::Alarm');
  const sums = alarms.flatMap(([id, { Properties }]) =>
    [...JSON.stringify(Properties).matchAll(/"Expression":"([^"]*\+[^"]*)"/g)].map(([, sum]) => [id, sum] as const),
  );
  expect(sums.length).toBeGreaterThan(10);
  for (const sum of sums) expect(sum[1]).toMatch(/^FILL\(\w+, 0\)( \+ FILL\(\w+, 0\))+$/);
});

// Alarms are paid by the metric, ten cents a month: the sum that the README names is the stack's.
test('the README says what the alarms cost', () => {
  const alarms = ofType(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
  const metrics = alarms.flatMap(({ Metrics, MetricName }) =>
    MetricName
      ? [MetricName]
      : z
          .array(z.looseObject({}))
          .parse(Metrics)
          .filter(({ MetricStat }) => MetricStat),
  );
  const cost = (metrics.length * 0.1).toFixed(2);
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(`${alarms.length} alarms on ${metrics.length} metrics ($${cost} a month`);
});

// Guarantee: who erases an organization waits until the platform has stopped every request that came in before.
test('nothing that answers a caller outlasts the wait of an erasure', () => {
  // These two write on the condition that the experiment is there, or take back what they wrote.
  const others = functionNames.filter((name) => name !== 'optimizer' && name !== 'sweeper');
  for (const name of others) expect(functions[name].timeout).toBeLessThan(longestRequest);
});
