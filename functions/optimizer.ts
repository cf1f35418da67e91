// Messages of the optimizer's queue, one experiment each. What fails goes back to the queue alone; the rest of its batch is done.
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { reportKernels } from '../shared/operations/optimizer/kernels.ts';
import { optimize } from '../shared/operations/optimizer/optimize.ts';
import type { Service } from '../shared/operations/service.ts';
import { entry, log, logFailure } from './entry.ts';

reportKernels(log);

const id = z.string().regex(/^[0-9]{1,19}$/);
const message = z.object({ client: id, experiment: id });

export const handler = entry(async ({ Records }: SQSEvent, service): Promise<SQSBatchResponse> => {
  const failed: string[] = [];
  // One after the other: fitting fills the core, and two at once would only make both late.
  for (const record of Records) if (!(await done(record, service))) failed.push(record.messageId);
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
});

async function done(record: SQSRecord, service: Service): Promise<boolean> {
  try {
    await optimize(service, message.parse(JSON.parse(record.body)));
    return true;
  } catch (error) {
    logFailure(error, { messageId: record.messageId, received: record.attributes.ApproximateReceiveCount });
    return false;
  }
}
