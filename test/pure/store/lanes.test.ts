// Calls in lanes: each once while all succeed, and none after the failure is known.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inLanes } from '../../../shared/store/table/lanes.ts';

const pause = (ticks: number) => new Promise((done) => setTimeout(done, ticks));

// Guarantee: whichever call fails, and however long each takes, its failure is thrown when all that was begun has ended, and nothing is begun later.
it('leaves nothing under way behind a failure', () => {
  const calls = fc.array(fc.nat(3), { maxLength: 30 });
  return fc.assert(
    fc.asyncProperty(calls, fc.nat(40), async (lengths, broken) => {
      const [begun, ended] = [[] as number[], [] as number[]];
      const work = async (i: number) => {
        begun.push(i);
        await pause(lengths[i] ?? 0);
        ended.push(i);
        if (i === broken) throw new Error('no such luck');
      };
      const all = lengths.map((_, i) => i);
      const outcome = await inLanes(all, work).then(
        () => 'done',
        (error: Error) => error.message,
      );
      expect(outcome).toBe(broken < lengths.length ? 'no such luck' : 'done');
      const [seen, left] = [[...begun], begun.length - ended.length];
      await pause(5);
      expect({ begun, left }).toEqual({ begun: seen, left: 0 });
      if (outcome === 'done') expect(begun).toEqual(all);
      else expect(begun.length).toBeLessThanOrEqual(Math.min(lengths.length, broken + 25));
    }),
    { numRuns: 50 },
  );
});
