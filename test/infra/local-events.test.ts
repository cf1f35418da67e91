// The local host's event sources and schedules: which messages are done, what a disturbance does, when a schedule is due.
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { type Disturbance, disturb } from '../../infra/local/events/disturb.ts';
import { batchEvent, type Message, message, succeeded } from '../../infra/local/events/record.ts';
import { parseRate, runSchedule, schedulesOf } from '../../infra/local/events/schedule.ts';
import { functionsOf } from '../../infra/local/lambda/function.ts';
import { functionResources, origins, removeFolders, stackOf } from './local-fixture.ts';

afterAll(removeFolders);
afterEach(() => vi.useRealTimers());

const messageOf = (id: string): Message => message.parse({ MessageId: id, ReceiptHandle: `r${id}`, Body: id });
const batch = ['a', 'b', 'c'].map(messageOf);
const ids = (messages: readonly Message[]) => messages.map(({ MessageId }) => MessageId).join('');

describe('partial batch answers', () => {
  const failing = (...names: unknown[]) => ({ batchItemFailures: names.map((itemIdentifier) => ({ itemIdentifier })) });
  // As Lambda reads them: no list means success, a broken or foreign name fails the whole batch.
  test.each([
    [null, 'abc'],
    [{}, 'abc'],
    [{ batchItemFailures: null }, 'abc'],
    [failing(), 'abc'],
    [failing('b'), 'ac'],
    [failing('a', 'b', 'c'), ''],
    [failing('z'), ''],
    [failing(''), ''],
    [failing(null), ''],
    ['text', ''],
  ])('%j', (answer, done) => expect(ids(succeeded(batch, JSON.stringify(answer)))).toBe(done));
});

// The event has the shape of AWS's, attributes included.
test('records', () => {
  const attributes = { MessageAttributes: { kind: { DataType: 'String', StringValue: 'x' } } };
  const full = message.parse({
    ...messageOf('a'),
    ...attributes,
    Attributes: { ApproximateReceiveCount: '1' },
    MD5OfBody: 'm',
  });
  expect(batchEvent([full], 'arn')).toEqual({
    Records: [
      {
        messageId: 'a',
        receiptHandle: 'ra',
        body: 'a',
        attributes: { ApproximateReceiveCount: '1' },
        messageAttributes: { kind: { dataType: 'String', stringValue: 'x', binaryValue: undefined } },
        md5OfBody: 'm',
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn',
        awsRegion: 'us-east-1',
      },
    ],
  });
});

// Whatever a test decides for each message, it is dropped, delivered once, twice or late, and none is forgotten.
test('disturbances', () => {
  const fate = fc.constantFrom<Disturbance>('deliver', 'drop', 'duplicate', { delay: 5 });
  fc.assert(
    fc.property(fc.array(fate, { maxLength: 10 }), (fates) => {
      const messages = fates.map((_, i) => messageOf(String(i)));
      const { dropped, batches } = disturb(messages, 'q', ({ id }) => fates[Number(id)] ?? 'deliver');
      for (const [i, expected] of fates.entries()) {
        const times = batches.filter(({ messages: some }) => some.some(({ MessageId }) => MessageId === String(i)));
        const wanted = expected === 'drop' ? 0 : expected === 'duplicate' ? 2 : 1;
        expect(times.length).toBe(wanted);
        expect(dropped.some(({ MessageId }) => MessageId === String(i))).toBe(expected === 'drop');
        if (typeof expected === 'object') expect(times[0]?.delay).toBe(5);
      }
    }),
  );
  expect(disturb(batch, 'q', undefined)).toEqual({ dropped: [], batches: [{ delay: 0, messages: batch }] });
});

describe('schedules', () => {
  const template = (rule: object) => ({
    Resources: {
      ...functionResources('Tick', []),
      Table: { Type: 'AWS::DynamoDB::Table' },
      Queue: { Type: 'AWS::SQS::Queue' },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          ScheduleExpression: 'rate(5 minutes)',
          Targets: [{ Id: 't', Arn: { 'Fn::GetAtt': ['Tick', 'Arn'] } }],
          ...rule,
        },
      },
    },
  });
  const schedules = (rule: object) => {
    const stack = stackOf(template(rule));
    return schedulesOf(stack, functionsOf(stack, origins));
  };

  // Rates in milliseconds; every other expression is refused by its text.
  test('expressions', () => {
    expect(parseRate('rate(1 minute)', 'R')).toBe(60_000);
    expect(parseRate('rate(2 hours)', 'R')).toBe(7_200_000);
    expect(parseRate('rate(3 days)', 'R')).toBe(259_200_000);
    for (const other of ['cron(0 12 * * ? *)', 'rate(0 minutes)', 'rate(1 second)', ''])
      expect(() => parseRate(other, 'R')).toThrow(`Schedule R has the expression ${other}`);
  });

  // A disabled rule does nothing; a target that is no function is refused by name.
  test('rules', () => {
    expect(schedules({})).toMatchObject([{ every: 300_000, target: { id: 'Tick' } }]);
    expect(schedules({ State: 'DISABLED' })).toEqual([]);
    expect(() => schedules({ Targets: [{ Id: 't', Arn: 'arn:other' }] })).toThrow('arn:other');
  });

  // Invoked once a period with the event of a scheduled rule, never twice at once, and not after the end.
  test('turns', async () => {
    vi.useFakeTimers();
    const events: unknown[] = [];
    let finish = () => {};
    const invoke = async (_target: unknown, event: unknown) => {
      events.push(event);
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return { payload: 'null' };
    };
    const [schedule] = schedules({});
    if (!schedule) throw new Error('no schedule');
    const stop = runSchedule(schedule, { invoke, renew: () => {}, stop: async () => {} });
    await vi.advanceTimersByTimeAsync(299_999);
    expect(events).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(600_001);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      resources: [schedule.arn],
    });
    finish();
    await vi.advanceTimersByTimeAsync(300_000);
    expect(events).toHaveLength(2);
    finish();
    stop();
    await vi.advanceTimersByTimeAsync(900_000);
    expect(events).toHaveLength(2);
  });
});
