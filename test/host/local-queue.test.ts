// The local host's event source: batches, partial failures, dead letters, and messages that a test disturbs.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Disturbance } from '../../infra/local/events/disturb.ts';
import type { Running } from '../../infra/local/run.ts';
import { removeFolders } from '../infra/local-fixture.ts';
import { deliveries, eventually, runTestStack, send } from './local-stack.ts';

let host: Running;
const fates = new Map<string, Disturbance>();

beforeAll(async () => {
  host = await runTestStack({ queueFault: ({ body }) => fates.get(body) ?? 'deliver' });
});
afterAll(async () => {
  await host?.stop();
  removeFolders();
});

const settled = (body: string, times: number) =>
  eventually(
    () => deliveries(host, body),
    (count) => count >= times,
  );
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('messages', () => {
  // Each message is worked on once, also many at a time.
  test('are delivered', async () => {
    const bodies = Array.from({ length: 25 }, (_, i) => `good-${i}`);
    await Promise.all(bodies.map((body) => send(host, body)));
    for (const body of bodies) expect(await settled(body, 1)).toBe(1);
  });

  // Of a batch only what failed comes back; after two deliveries, as the redrive policy says, it is a dead letter.
  test('that fail come back, and are dead letters in the end', async () => {
    await Promise.all(['poison-1', 'fine-1', 'fine-2'].map((body) => send(host, body)));
    expect(await settled('poison-1', 2)).toBe(2);
    await pause(2500);
    expect(await Promise.all(['poison-1', 'fine-1', 'fine-2'].map((body) => deliveries(host, body)))).toEqual([
      2, 1, 1,
    ]);
  });

  // A function that throws fails the whole batch.
  test('come back when the function throws', async () => {
    await send(host, 'crash-1');
    expect(await settled('crash-1', 2)).toBe(2);
  });
});

describe('disturbances', () => {
  // Dropped: never delivered, although the sender was told that it was accepted.
  test('drop', async () => {
    fates.set('dropped', 'drop');
    await send(host, 'dropped');
    await pause(2500);
    expect(await deliveries(host, 'dropped')).toBe(0);
  });

  // Duplicated: delivered twice, both successfully.
  test('duplicate', async () => {
    fates.set('twice', 'duplicate');
    await send(host, 'twice');
    expect(await settled('twice', 2)).toBe(2);
  });

  // Held back: later messages overtake it.
  test('delay', async () => {
    fates.set('late', { delay: 1000 });
    await send(host, 'late');
    await send(host, 'overtaking');
    expect(await settled('overtaking', 1)).toBe(1);
    expect(await deliveries(host, 'late')).toBe(0);
    expect(await settled('late', 1)).toBe(1);
  });
});
