// The test suites: shape (layers, types of files), pure (no process but our own), store (a real DynamoDB engine), host (HTTP against the local stack).
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/order.ts';

/** `isolate`: each file loads all modules anew, for tests that start hosts or change what their process holds; the others leave it as they found it. `laws`: some are laws of fast-check. */
const suite = (name: string, more: { timeout?: number; isolate?: boolean; laws?: boolean } = {}) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: more.timeout ?? 20_000,
    hookTimeout: 60_000,
    isolate: more.isolate ?? true,
    setupFiles: more.laws ? ['test/laws.ts'] : [],
  },
});

export default defineConfig({
  test: {
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      suite('shape', { timeout: 60_000 }),
      suite('pure', { timeout: 60_000, isolate: false, laws: true }),
      suite('infra', { timeout: 120_000, isolate: false, laws: true }),
      suite('store', { timeout: 60_000, isolate: false, laws: true }),
      suite('host', { timeout: 120_000 }),
    ],
  },
});
