// `npx cairn operator`, run as an operator runs it, against a running service.
import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCommandLine } from '../../infra/operator/command-line.ts';
import { send } from '../../infra/operator/send.ts';
import { type LocalService, newAddress, password, startService } from './service.ts';

const command = fileURLToPath(new URL('../../infra/cairn.mjs', import.meta.url));

let service: LocalService;
beforeAll(async () => {
  service = await startService();
}, 120_000);
afterAll(() => service?.stop());

type Run = { readonly code: number; readonly out: string; readonly err: string };

async function run(args: string[], environment: Record<string, string> = {}): Promise<Run> {
  const env = { PATH: process.env['PATH'] ?? '', CAIRN_PASSWORD: password, ...environment };
  const data = service.host.folder.root;
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [command, 'operator', ...args, '--data', data],
      { env },
    );
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}
/** The same without a process of its own, which takes seconds on a busy machine. */
async function answer(...args: string[]): Promise<ReturnType<typeof JSON.parse>> {
  const line = readCommandLine(['operator', ...args]);
  if (!line) throw new Error(`no command: ${args.join(' ')}`);
  const { request } = line;
  const body = request.password ? { body: { ...request.body, password } } : {};
  return send({ url: service.host.url, token: service.operator }, { ...request, ...body });
}

// Guarantee: an organization's whole life can be led from the command line, and an export holds what was made.
test('from the first user to the end', async () => {
  const { user, token } = await answer('add-user', newAddress(), '--name', 'Ada');
  expect(await service.made('GET', `/v1/users/${user}`, token)).toMatchObject({ name: 'Ada' });
  const made = await answer('add-organization', 'Acme', '--client', 'Vision', '--user', user);
  const parameters = [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }];
  const { id } = await service.made('POST', '/v1/experiments', made.token, { name: 'to be exported', parameters });
  const other = await answer('add-user', newAddress());
  expect(await answer('add-permission', other.user, made.client, 'read')).toMatchObject({ permission: 'read' });
  expect(await answer('add-membership', other.user, made.organization, 'owner')).toMatchObject({
    membership_type: 'owner',
  });
  expect((await answer('suspend', made.organization)).suspended).toBe(true);
  expect((await service.send('GET', `/v1/experiments/${id}`, made.token)).status).toBe(403);
  expect((await answer('resume', made.organization)).suspended).toBe(false);
  expect((await answer('list')).data[0]).toMatchObject({ id: made.organization, clients: [{ name: 'Vision' }] });
  expect(await answer('idle', '--wait')).toEqual({ idle: true, queued: 0, running: 0 });

  const used = await answer('usage', '--organization', made.organization);
  expect(used.clients).toMatchObject([{ client: made.client, name: 'Vision', totals: { experiments: 1 } }]);
  expect((await answer('usage', '--month', '2026-01')).clients[0].totals).toMatchObject({ experiments: 0 });
  const nobodys = await answer('add-organization', 'Nobody');
  const [root] = (await answer('tokens', nobodys.client)).data;
  expect(root).toMatchObject({ token_type: 'client-api', last_four: nobodys.token.slice(-4) });
  const { token: fresh } = await answer('rotate-token', nobodys.client, root.id);
  const opens = async (as: string) => (await service.send('GET', '/v1/tokens/self', as)).status;
  expect([await opens(nobodys.token), await opens(fresh)]).toEqual([403, 200]);
  expect(await answer('revoke-token', nobodys.client, root.id)).toEqual({});
  expect(await opens(fresh)).toBe(403);

  const file = join(service.host.folder.root, 'export.jsonl');
  const { records } = await answer('export', made.organization, file);
  const [head, ...lines] = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect([lines.length, statSync(file).mode & 0o777]).toEqual([records, 0o600]);
  expect(head).toMatchObject({ organization: { id: made.organization, name: 'Acme' } });
  expect(lines.map(({ document }) => document?.name)).toContain('to be exported');

  expect(() => readCommandLine(['operator', 'delete', made.organization])).toThrow('--yes');
  expect(await answer('delete', made.organization, '--yes')).toEqual({
    organization: made.organization,
    complete: true,
    retry_after: 0,
    usage: [{ client: made.client, month: expect.any(String), suggestions: 0, observations: 0, experiments: 1 }],
  });
  await expect(answer('show', made.organization)).rejects.toThrow('No organization');
  const actions = (await answer('audit')).data.map((use: { action: string }) => use.action);
  expect(actions).toContain('DELETE /v1/operator/organizations/{organization}');
}, 120_000);

// Guarantee: what is wrong is said in a sentence, and the command fails.
test.each([
  [['dance'], 'no command dance'],
  [['list', 'too', 'many'], 'takes 0 words'],
  [['show', '17', '--surprise'], 'surprise'],
])('%j is refused', (args, fragment) => {
  expect(() => readCommandLine(['operator', ...args])).toThrow(fragment);
});

// Guarantee: run as a command, it finds the local service by its folder, or another one by the environment, and prints JSON.
test('as a command', async () => {
  const made = await run(['add-user', newAddress()]);
  expect([made.code, JSON.parse(made.out)]).toEqual([0, { user: expect.any(String), token: expect.any(String) }]);
  const url = service.host.url;
  expect(await run(['list'], { CAIRN_URL: url, CAIRN_OPERATOR_TOKEN: service.operator })).toMatchObject({ code: 0 });
  expect((await run(['list'], { CAIRN_URL: url, CAIRN_OPERATOR_TOKEN: 'wrong' })).err).toContain('not known');
  expect(await run(['list'], { CAIRN_URL: url })).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('both'),
  });
});
