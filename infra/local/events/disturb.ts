// Lets a test lose, repeat, hold back and so reorder messages between a queue and its function.
import type { Message } from './record.ts';

/** `delay` in milliseconds. */
export type Disturbance = 'deliver' | 'drop' | 'duplicate' | { readonly delay: number };

/** Asked for every message that is received; `body` as it was sent, `queue` by its name. */
export type QueueFault = (message: {
  readonly id: string;
  readonly body: string;
  readonly queue: string;
}) => Disturbance;

type Deliveries = {
  readonly dropped: readonly Message[];
  /** Batches, each `delay` milliseconds from now. */
  readonly batches: readonly { readonly delay: number; readonly messages: readonly Message[] }[];
};

export function disturb(messages: readonly Message[], queue: string, fault: QueueFault | undefined): Deliveries {
  if (!fault) return { dropped: [], batches: [{ delay: 0, messages }] };
  const decided = messages.map((message) => ({
    message,
    fate: fault({ id: message.MessageId, body: message.Body, queue }),
  }));
  const of = (wanted: Disturbance) => decided.filter(({ fate }) => fate === wanted).map(({ message }) => message);
  const twice = of('duplicate');
  const late = decided.flatMap(({ message, fate }) =>
    typeof fate === 'object' ? [{ delay: fate.delay, messages: [message] }] : [],
  );
  const batches = [{ delay: 0, messages: [...of('deliver'), ...twice] }, { delay: 0, messages: twice }, ...late];
  return { dropped: of('drop'), batches: batches.filter((batch) => batch.messages.length > 0) };
}
