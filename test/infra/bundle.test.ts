// The bundles: one for each function, small, and loadable on this Node.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bundle, bundle, sources } from '../../infra/bundle.ts';
import { bundleLimit, functionNames } from '../../infra/functions.ts';
import { ofType, removeTemporaryFolders, synthesized, temporaryFolder } from './synthesized.ts';

let folder: string;
let bundles: readonly Bundle[];
beforeAll(async () => {
  folder = temporaryFolder();
  bundles = await bundle(sources(), folder);
}, 120_000);
afterAll(removeTemporaryFolders);

// No function of the list is forgotten, and none is so large that its cold start shows.
test('every function is bundled, within the limit', () => {
  expect(bundles.map(({ name }) => name)).toEqual(functionNames);
  for (const { bytes } of bundles) expect(bytes).toBeLessThanOrEqual(bundleLimit);
});

// Each bundle loads by itself, without the repository's node_modules, and has the handler that the stack names.
test.each(functionNames)('%s exports its handler', async (name) => {
  const load = `import(${JSON.stringify(join(folder, name, 'index.mjs'))}).then((m) => console.log(typeof m.handler))`;
  const names = { TABLE_NAME: 't', TOKENS_TABLE_NAME: 'k', QUEUE_URL: 'http://127.0.0.1/q', VERSION: '0', COMMIT: 'c' };
  const prices = JSON.stringify({ currency: 'USD', meters: [] });
  const env = {
    ...process.env,
    ...names,
    PRICES: prices,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
  };
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', load], { cwd: folder, env });
  expect(stdout.trim()).toBe('function');
});

// With all bundles there, the stack consists of real code and has no error that keeps it from being deployed.
test('the stack takes its code from the bundles', () => {
  for (const [, { Properties }] of ofType(synthesized({}, folder), 'AWS::Lambda::Function')) {
    expect(Properties['Code']).toHaveProperty('S3Key');
  }
});
