// Where time goes: each part has its own, and what is done inside of another is counted once.
import { expect, it } from 'vitest';
import { makePhases } from '../../../shared/operations/phases.ts';

function makeClock() {
  const clock = { now: 1000 };
  const phases = makePhases(() => clock.now, ['outer', 'inner', 'never']);
  const pass = (ms: number) => {
    clock.now += ms;
  };
  return { phases, pass };
}

// Guarantee: parts add up to the time that passed in them, whether they wait or compute; one that never was is 0.
it('counts what is inside once', async () => {
  const { phases, pass } = makeClock();
  const answer = await phases.wait('outer', async () => {
    pass(5);
    const found = phases.run('inner', () => {
      pass(30);
      return 'found';
    });
    await Promise.resolve();
    pass(7);
    return found;
  });
  pass(100);
  phases.run('inner', () => pass(1));
  expect(answer).toBe('found');
  expect(phases.spent()).toEqual({ outer_ms: 12, inner_ms: 31, never_ms: 0 });
});

// Guarantee: work that fails counts as well, and its error goes on.
it('counts what fails', async () => {
  const { phases, pass } = makeClock();
  const fail = () => {
    pass(3);
    throw new Error('no');
  };
  expect(() => phases.run('inner', fail)).toThrow('no');
  await expect(phases.wait('outer', async () => fail())).rejects.toThrow('no');
  expect(phases.spent()).toEqual({ outer_ms: 3, inner_ms: 3, never_ms: 0 });
});
