// `npm start` as a process: first steps, refusals, and what is left behind by a stop and by a kill.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { isRunning, type Proof } from '../../infra/local/data/proof.ts';
import { makeFolder, removeFolders } from '../infra/local-fixture.ts';
import { eventually } from './local-stack.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const main = fileURLToPath(new URL('../../infra/local/main.ts', import.meta.url));
const service = z.object({ url: z.string(), token: z.string(), client: z.string() });
const lock = z.object({ children: z.array(z.object({ pid: z.number(), started: z.string(), command: z.string() })) });

type Started = { readonly process: ChildProcess; readonly ended: Promise<number | null>; readonly said: () => string };

const started: Started[] = [];

/** The host's process itself, without npm's and tsx's around it. */
const start = (data: string, ...more: readonly string[]): Started =>
  startCommand(process.execPath, ['--import', 'tsx', main, '--port', '0', '--data', data, ...more]);

function startCommand(command: string, args: readonly string[]): Started {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(String(chunk)));
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const one = { process: child, ended, said: () => said.join('') };
  started.push(one);
  return one;
}

afterEach(async () => {
  for (const { process: each, ended } of started.splice(0)) {
    each.kill('SIGINT');
    await ended;
  }
});
afterAll(removeFolders);

/** Empty when there is no such file, or no more. */
function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** `old` is a service file that a killed host left: not the one to wait for. */
async function ready(data: string, { said, process: each }: Started, old = ''): Promise<z.output<typeof service>> {
  const file = join(data, 'service.json');
  const waiting = () => ['', old].includes(contentOf(file));
  const until = Date.now() + 100_000;
  while (waiting() && each.exitCode === null && Date.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 20));
  if (waiting()) throw new Error(`not ready: ${said()}`);
  return service.parse(JSON.parse(contentOf(file)));
}

const childrenOf = (data: string): readonly Proof[] =>
  lock.parse(JSON.parse(readFileSync(join(data, 'lock'), 'utf8'))).children;

const gone = (children: readonly Proof[]) => !children.some(isRunning);

async function experiments({ url, token }: z.output<typeof service>): Promise<readonly string[]> {
  const authorization = `Bearer ${token}`;
  const { client } = z
    .object({ client: z.string() })
    .parse(await (await fetch(`${url}/v1/tokens/self`, { headers: { authorization } })).json());
  const list = await (await fetch(`${url}/v1/clients/${client}/experiments`, { headers: { authorization } })).json();
  return z
    .object({ data: z.array(z.object({ id: z.string() })) })
    .parse(list)
    .data.map(({ id }) => id);
}

/** One refused start: its exit code and all that it said. */
async function refused(data: string, ...more: readonly string[]): Promise<readonly [number | null, string]> {
  const one = start(data, ...more);
  return [await one.ended, one.said().trim()];
}

describe('npm start', () => {
  // The lines that a first start prints can be pasted into a POSIX shell; a stop leaves neither process nor service file;
  // the next start has the same token and the same data, and does not print the token again.
  test('first steps, stop, second start', { timeout: 240_000 }, async () => {
    const data = makeFolder();
    const first = start(data);
    const { url, token, client } = await ready(data, first);
    expect(statSync(join(data, 'service.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(data, 'token')).mode & 0o777).toBe(0o600);
    await eventually(
      async () => first.said(),
      (text) => text.includes('OBSERVATION='),
    );
    const lines = first
      .said()
      .split('\n')
      .filter((line) => /^(URL|ANSWER)=/.test(line));
    expect(lines).toHaveLength(3);
    const shown = execFileSync('sh', ['-c', `${lines.join('\n')}\necho "last $OBSERVATION"`], { encoding: 'utf8' });
    expect(shown).toMatch(/"object": *"observation"/);
    expect(shown).toMatch(/^last \d+$/m);
    const before = await experiments({ url, token, client });
    expect(before).toHaveLength(1);
    const children = childrenOf(data);
    first.process.kill('SIGINT');
    expect(await first.ended).toBe(0);
    expect(gone(children)).toBe(true);
    for (const name of ['service.json', 'lock']) expect(existsSync(join(data, name))).toBe(false);

    const second = start(data);
    const again = await ready(data, second);
    expect([again.token, again.client]).toEqual([token, client]);
    await eventually(
      async () => second.said(),
      (text) => text.includes('answers at'),
    );
    expect(second.said()).not.toContain(token);
    expect(await experiments(again)).toEqual(before);
  });

  // Killed in the middle: the children end within two seconds, and everything acknowledged is there after the next start.
  test('kill -9', { timeout: 240_000 }, async () => {
    const data = makeFolder();
    const first = start(data);
    const { url, token, client } = await ready(data, first);
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const bounds = { min: 0, max: 1 };
    const body = JSON.stringify({ name: 'n', parameters: [{ name: 'x', type: 'double', bounds }] });
    const acknowledged: string[] = [];
    const work = async () => {
      for (;;) {
        const answer = await fetch(`${url}/v1/clients/${client}/experiments`, { method: 'POST', headers, body });
        if (answer.ok) acknowledged.push(z.object({ id: z.string() }).parse(await answer.json()).id);
      }
    };
    const workers = Promise.allSettled([work(), work(), work()]);
    await eventually(
      async () => acknowledged.length,
      (count) => count > 10,
    );
    const children = childrenOf(data);
    expect(children).toHaveLength(2);
    first.process.kill('SIGKILL');
    await first.ended;
    const killed = Date.now();
    await eventually(async () => gone(children), Boolean);
    expect(Date.now() - killed).toBeLessThan(2000);
    await workers;

    const again = await ready(data, start(data), contentOf(join(data, 'service.json')));
    const kept = await experiments(again);
    expect(kept).toEqual(expect.arrayContaining(acknowledged));
    expect(kept.length).toBeLessThanOrEqual(acknowledged.length + 3);
  });

  // Whoever kills npm means the service: what npm has started ends too, in time and in order.
  test('kill -9 of npm', { timeout: 240_000 }, async () => {
    const data = makeFolder();
    const npm = startCommand('npm', ['start', '--', '--port', '0', '--data', data]);
    await ready(data, npm);
    const children = childrenOf(data);
    npm.process.kill('SIGKILL');
    const killed = Date.now();
    await eventually(async () => gone(children) && !existsSync(join(data, 'lock')), Boolean);
    expect(Date.now() - killed).toBeLessThan(2000);
    expect(existsSync(join(data, 'service.json'))).toBe(false);
  });

  // Each thing that is in the way is one sentence on the terminal and exit code 1, and leaves the running host alone.
  test('refusals', { timeout: 240_000 }, async () => {
    const data = makeFolder();
    const first = start(data);
    const running = await ready(data, first);
    expect(await refused(data)).toEqual([
      1,
      expect.stringMatching(/^Another host \(process \d+\) works with this data .*$/),
    ]);
    expect((await fetch(`${running.url}/v1/health`)).status).toBe(200);
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const address = taken.address();
    const port = String(typeof address === 'object' && address ? address.port : 0);
    expect(await refused(makeFolder(), '--port', port)).toEqual([
      1,
      expect.stringMatching(new RegExp(`^Port ${port} is in use: .*$`)),
    ]);
    taken.close();
    expect(await refused(makeFolder(), '--prot', '1')).toEqual([
      1,
      expect.stringMatching(/^Unknown option '--prot'.*$/),
    ]);
    first.process.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    const file = join(data, 'dynamodb.sqlite');
    truncateSync(file, Math.floor(statSync(file).size / 2));
    expect(await refused(data)).toEqual([
      1,
      expect.stringMatching(/^The data in .*dynamodb\.sqlite is half-written .*$/),
    ]);
  });
});
