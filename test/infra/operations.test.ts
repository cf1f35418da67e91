// The page for whoever runs the service: what it tells to type is there.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { usage } from '../../infra/operator/command-line.ts';
import { optionNames, variableOf } from '../../infra/options.ts';
import { synthesized } from './synthesized.ts';

const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
const scripts: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** What the pattern's group holds, everywhere on the page. */
const named = (pattern: RegExp): string[] => [...new Set([...page.matchAll(pattern)].map(([, name]) => name ?? ''))];

// A command or an option that was renamed would be found out in the night that it is needed.
test('every command, option and output that it names exists', () => {
  const { Outputs } = synthesized({ operator: true });
  expect(named(/\$\(output (\w+)\)/g).filter((name) => !(name in Outputs))).toEqual([]);
  expect(named(/npx cairn operator ([\w-]+)/g).filter((name) => !usage.includes(`${name} `))).toEqual([]);
  expect(named(/npm run ([\w-]+)/g).filter((name) => !Object.hasOwn(Object(scripts).scripts, name))).toEqual([]);
  expect(named(/-c (\w+)=/g).filter((name) => !optionNames.includes(name))).toEqual([]);
  const variables = [...optionNames.map(variableOf), 'CAIRN_URL', 'CAIRN_OPERATOR_TOKEN', 'CAIRN_PASSWORD'];
  expect(named(/(CAIRN_\w+)/g).filter((name) => !variables.includes(name))).toEqual([]);
  for (const pattern of [/\$\(output (\w+)\)/g, /npx cairn operator ([\w-]+)/g, /-c (\w+)=/g])
    expect(named(pattern).length).toBeGreaterThan(3);
});
