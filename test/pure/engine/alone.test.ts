// The engine without a service: the example of it runs, finds what it is after, and says the same each time.
import { expect, test, vi } from 'vitest';

async function printed(): Promise<string[]> {
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((...words) => void lines.push(words.join(' ')));
  vi.resetModules();
  await import('../../../examples/engine.ts');
  log.mockRestore();
  return lines;
}

// Guarantee: thirty evaluations in one process come near the least value, 0, and a second run is the same to the last digit.
test('the example tunes, repeatably', async () => {
  const lines = await printed();
  expect(lines.length).toBe(32);
  expect(Number(lines[30]?.split(' ').at(-1))).toBeLessThan(0.05);
  expect(lines[30]).toContain('absolute');
  expect(await printed()).toEqual(lines);
});
