// What is known about the code at synth: its version and its commit, as every function answers and logs them.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

type BuildFacts = { readonly version: string; readonly commit: string };

export function buildFacts(): BuildFacts {
  const description: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return { version: versionOf(description), commit: commit() };
}

const versionOf = (description: unknown): string =>
  typeof description === 'object' && description !== null && 'version' in description
    ? String(description.version)
    : '0.0.0';

/** The short hash of the checked-out commit; `unknown` without git or outside of a repository (an unpacked archive). */
function commit(): string {
  try {
    const command = ['rev-parse', '--short=12', '--verify', 'HEAD'];
    return execFileSync('git', command, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'unknown';
  }
}
