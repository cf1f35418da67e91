// kill -9 of the host while eight clients work: what was acknowledged is there once, and the clients go on with the next host.
import { expect, test } from 'vitest';
import { killAndRestart } from '../../bench/service/crash.ts';
import { prepare } from '../../infra/local/prepare.ts';

// Guarantee: after each restart every acknowledged observation is listed exactly once, nothing is half there, and counters, lists and bill agree.
// (`npm run bench -- crash` does the same ten times.)
test('nothing that was acknowledged is lost', async () => {
  await prepare(() => {});
  const { acknowledged, lost, wrong } = await killAndRestart(2);
  expect(acknowledged).toBeGreaterThan(0);
  expect(lost).toEqual([]);
  expect(wrong).toEqual([]);
});
