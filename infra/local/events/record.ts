// Queue messages as a function gets them, and its answer about which of them failed.
import * as z from 'zod';
import { region } from '../template/names.ts';

const attribute = z.object({
  DataType: z.string(),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
});

export const message = z.object({
  MessageId: z.string(),
  ReceiptHandle: z.string(),
  Body: z.string(),
  MD5OfBody: z.string().optional(),
  Attributes: z.record(z.string(), z.string()).default({}),
  MessageAttributes: z.record(z.string(), attribute).default({}),
});

export type Message = z.output<typeof message>;

/** The event of an SQS event source ("Using Lambda with Amazon SQS"). */
export const batchEvent = (messages: readonly Message[], queueArn: string): object => ({
  Records: messages.map((each) => record(each, queueArn)),
});

const record = (each: Message, queueArn: string) => ({
  messageId: each.MessageId,
  receiptHandle: each.ReceiptHandle,
  body: each.Body,
  attributes: each.Attributes,
  messageAttributes: Object.fromEntries(
    Object.entries(each.MessageAttributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { dataType: DataType, stringValue: StringValue, binaryValue: BinaryValue },
    ]),
  ),
  md5OfBody: each.MD5OfBody,
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn,
  awsRegion: region,
});

const report = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish() })
  .nullable();

/**
 * The messages that are done and may be deleted. An answer that is no report, or names a message that was not in the
 * batch, fails the whole batch ("Implementing partial batch responses").
 */
export function succeeded(messages: readonly Message[], payload: string): readonly Message[] {
  const parsed = report.safeParse(JSON.parse(payload));
  if (!parsed.success) return [];
  const failed = new Set(parsed.data?.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier));
  const known = new Set(messages.map(({ MessageId }) => MessageId));
  if ([...failed].some((id) => !known.has(id))) return [];
  return messages.filter(({ MessageId }) => !failed.has(MessageId));
}
