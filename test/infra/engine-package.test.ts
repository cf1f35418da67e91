// The engine without the service and without TypeScript: plain Node imports it, and it suggests what the source suggests.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildEngine } from '../../infra/engine-package.ts';
import { makeStudy } from '../../shared/engine/study.ts';
import type { Assignments, Problem } from '../../shared/engine/types.ts';

const run = promisify(execFile);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cairn-engine-'));
  await buildEngine(join(folder, 'node_modules', 'cairn-engine'));
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const problem: Problem = {
  parameters: [
    { kind: 'double', name: 'x', min: 1e-4, max: 1, log: true, when: [] },
    { kind: 'categorical', name: 'kind', values: ['a', 'b'], when: [] },
  ],
};
const loss = (x: Assignments): number => (Math.log10(Number(x['x'])) + 2) ** 2 + (x['kind'] === 'a' ? 0.3 : 0);

const script = `
import { makeStudy } from 'cairn-engine';
const study = makeStudy(${JSON.stringify(problem)}, { seed: 7 });
const asked = [];
for (let i = 0; i < 12; i++) {
  const { assignments } = study.ask();
  asked.push(assignments);
  study.tell(assignments, (Math.log10(assignments.x) + 2) ** 2 + (assignments.kind === 'a' ? 0.3 : 0));
}
console.log(JSON.stringify(asked));
`;

// Guarantee: same version, same suggestions, to the last digit.
test('plain Node imports it', async () => {
  await writeFile(join(folder, 'main.mjs'), script);
  const { stdout } = await run(process.execPath, [join(folder, 'main.mjs')]);
  const study = makeStudy(problem, { seed: 7 });
  const expected = Array.from({ length: 12 }, () => {
    const { assignments } = study.ask();
    study.tell(assignments, loss(assignments));
    return assignments;
  });
  expect(JSON.parse(stdout)).toEqual(expected);
});

// Guarantee: its types say what it takes and gives: a program that keeps to them compiles, one that does not is told so.
test('its types hold', async () => {
  const tsc = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url));
  const options = ['--ignoreConfig', '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023'];
  const compile = async (name: string, line: string) => {
    const file = join(folder, name);
    await writeFile(
      file,
      `import { makeStudy, type Problem } from 'cairn-engine';\nconst p: Problem = { parameters: [] };\n${line}\n`,
    );
    return run(tsc, [...options, file], { cwd: folder });
  };
  await compile(
    'good.mts',
    'export const x: string | number | undefined = makeStudy(p, { seed: 1 }).ask().assignments["x"];',
  );
  await expect(compile('bad.mts', 'makeStudy(p, { seed: "one" });')).rejects.toThrow();
}, 60_000);
