// The command that makes the first token, run as an operator runs it, against an HTTP server that answers as Lambda does.
import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { readRequest } from '../../infra/first-token.ts';

const command = fileURLToPath(new URL('../../infra/first-token.ts', import.meta.url));
const credentials = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_REGION: 'eu-central-1' };

type Asked = { path: string; body: string };
type Answer = { status: number; headers?: Record<string, string>; body: unknown };

let server: Server | undefined;
afterEach(() => server?.close());

/** Serves one answer for every request and keeps what was asked. */
async function lambdaAnswering(answer: Answer): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const listening = createServer(async (request, response) => {
    const body = (await request.toArray()).map(String).join('');
    asked.push({ path: request.url ?? '', body });
    response.writeHead(answer.status, answer.headers).end(JSON.stringify(answer.body));
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}`, asked };
}

type Run = { code: number | null; out: string; err: string };

/** Runs the command with nothing of this machine's own AWS settings. */
async function run(args: string[], environment: Record<string, string>): Promise<Run> {
  const nowhere = {
    HOME: '/nonexistent',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
    PATH: process.env['PATH'] ?? '',
  };
  const child = spawn(process.execPath, ['--import', 'tsx', command, ...args], { env: { ...nowhere, ...environment } });
  const run: Run = { code: null, out: '', err: '' };
  child.stdout.on('data', (chunk) => (run.out += chunk));
  child.stderr.on('data', (chunk) => (run.err += chunk));
  run.code = await new Promise((resolve) => child.on('close', resolve));
  return run;
}

const made = { token: 'cairn_example', client: '17', organization: '16' };

// The token is printed once, after exactly one call of the stack's function with the names that were given.
test('the token is asked for once and printed once', async () => {
  const { url, asked } = await lambdaAnswering({ status: 200, body: made });
  const environment = { ...credentials, AWS_ENDPOINT_URL_LAMBDA: url };
  const { code, out } = await run(['--stack', 'cairn-dev', '--organization', 'Acme', '--client', 'Lab'], environment);
  expect(code).toBe(0);
  expect(out.split(made.token).length).toBe(2);
  expect(asked.map(({ path }) => path)).toEqual(['/2015-03-31/functions/cairn-dev-first-token/invocations']);
  expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ organization: 'Acme', client: 'Lab' });
});

// Each usual failure says what to do, on the error stream, without a stack trace, and fails the command.
test.each([
  [
    'no such function',
    { status: 404, headers: { 'x-amzn-errortype': 'ResourceNotFoundException' }, body: { Message: 'no' } },
    /no function cairn-dev-first-token.*--stack/,
  ],
  [
    'not allowed',
    { status: 403, headers: { 'x-amzn-errortype': 'AccessDeniedException' }, body: { Message: 'no' } },
    /lambda:InvokeFunction/,
  ],
  [
    'function fails',
    { status: 200, headers: { 'x-amz-function-error': 'Unhandled' }, body: { errorMessage: 'table is away' } },
    /failed.*table is away/,
  ],
  ['another version', { status: 200, body: { key: 'x' } }, /gave no token.*npm run deploy/],
])('%s: the way out is named', async (_, answer, message) => {
  const { url } = await lambdaAnswering(answer);
  const { code, out, err } = await run(['--stack', 'cairn-dev'], { ...credentials, AWS_ENDPOINT_URL_LAMBDA: url });
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(message);
  expect(err).not.toMatch(/^\s+at /m);
});

// Without credentials nothing is sent, and the operator learns where credentials come from.
test('missing credentials are named', async () => {
  const { url, asked } = await lambdaAnswering({ status: 200, body: made });
  const { code, err } = await run(['--stack', 'cairn-dev'], {
    AWS_REGION: 'eu-central-1',
    AWS_ENDPOINT_URL_LAMBDA: url,
  });
  expect(code).toBe(1);
  expect(err).toMatch(/No AWS credentials were found.*AWS_PROFILE/);
  expect(asked).toEqual([]);
});

// A missing region has its own way out.
test('a missing region is named', async () => {
  const { AWS_REGION: _, ...keys } = credentials;
  expect(await run(['--stack', 'cairn-dev'], keys)).toMatchObject({ code: 1, err: expect.stringMatching(/--region/) });
});

// A command line that cannot be meant is answered with the usage.
test('the command line is checked', () => {
  expect(readRequest(['--stack', 'a', '--client', 'b'])).toEqual({ stack: 'a', organization: 'Default', client: 'b' });
  expect(() => readRequest([])).toThrow(/--stack is missing[\s\S]*npm run first-token -- --stack NAME/);
  expect(() => readRequest(['--stak', 'a'])).toThrow(/--stak[\s\S]*npm run first-token/);
});
