// A fault in the engine: nobody's training ends for it, and somebody is told.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Context } from '../../shared/operations/context.ts';
import { makeLog } from '../../shared/platform/log.ts';
import { sendAs } from '../kit/door.ts';
import { newExperiment } from '../kit/experiments.ts';
import { makeWorld, type World } from '../kit/world.ts';

// No input is known that makes the engine throw, so it is made to; in a file that loads its modules anew.
vi.mock('../../shared/engine/suggest.ts', async (original) => {
  const real = await original<typeof import('../../shared/engine/suggest.ts')>();
  const suggest: typeof real.suggest = (space, history, ask) => {
    if (ask.kind === 'offline') throw new Error('boom');
    return real.suggest(space, history, ask);
  };
  return { ...real, suggest };
});

let world: World;
const lines: string[] = [];
let context: Context;
beforeAll(async () => {
  world = await makeWorld();
  const log = makeLog(
    (line) => lines.push(line),
    () => 0,
  );
  context = { ...world.context, log };
});
afterAll(() => world?.database.stop());

// Guarantee: the ask is answered with a random point, whose receipt says so, and an error with the experiment is logged, which rings.
test('an ask is answered at random', async () => {
  const id = await newExperiment(context);
  const send = sendAs(context);
  for (let i = 0; i < 3; i++) {
    const answer = await send('POST', `/v1/experiments/${id}/suggestions`, {});
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ object: 'suggestion', receipt: { source: 'random' } });
  }
  const told = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'error');
  expect(told.length).toBe(3);
  expect(told[0]).toMatchObject({ experiment: id, reason: expect.stringContaining('boom') });
});
