// Files of training runs on a running host: the bytes go straight into the bucket, survive kill -9, and go with their organization.
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HostProcess, startHostProcess } from '../../bench/service/host-process.ts';
import { prepare } from '../../infra/local/prepare.ts';
import { type LocalService, startService } from './service.ts';

type Made = (method: string, path: string, body?: unknown) => ReturnType<LocalService['made']>;

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('base64');

/** Makes a run in a project of its own. */
async function makeRun(made: Made, client: string): Promise<string> {
  const projects = `/v1/clients/${client}/projects`;
  await made('POST', projects, { id: 'pictures', name: 'Pictures' });
  return (await made('POST', `${projects}/pictures/training_runs`, { name: 'run' })).id;
}

const note = (made: Made, run: string, bytes: Uint8Array) =>
  made('POST', `/v1/training_runs/${run}/files`, {
    ...{ name: 'picture', content_type: 'image/png', content_length: bytes.length, content_md5: md5(bytes) },
  });

/** Sends the bytes as the published client does: to the address, with the method and the headers of the answer. */
const upload = ({ upload: { url, method, headers } }: Awaited<ReturnType<Made>>, bytes: Uint8Array<ArrayBuffer>) =>
  fetch(url, { method, headers, body: bytes });

async function download(made: Made, file: string): Promise<Buffer> {
  const response = await fetch((await made('GET', `/v1/files/${file}`)).download.url);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png']);
  return Buffer.from(await response.arrayBuffer());
}

describe('of an organization', () => {
  let service: LocalService;
  beforeAll(async () => {
    service = await startService();
  }, 120_000);
  afterAll(() => service?.stop());

  const objects = () => {
    const buckets = service.host.folder.buckets;
    return readdirSync(buckets).flatMap((name) => readdirSync(join(buckets, name, 'objects')));
  };
  async function organization(name: string) {
    const { organization, client, token } = await service.made('POST', '/v1/operator/organizations', service.operator, {
      name,
    });
    const made: Made = (method, path, body) => service.made(method, path, token, body);
    return { id: organization, client, made, run: await makeRun(made, client) };
  }

  // Guarantee: the bytes come back as they were; other bytes, or an address that was changed, are refused and nothing is kept.
  test('go there and back', async () => {
    const { made, run, client } = await organization('There');
    const bytes = randomBytes(200_000);
    const file = await note(made, run, bytes);
    expect((await upload(file, randomBytes(200_000))).status).toBe(400);
    const elsewhere = { ...file, upload: { ...file.upload, url: file.upload.url.replace(client, '1') } };
    expect((await upload(elsewhere, bytes)).status).toBe(403);
    expect((await fetch((await made('GET', `/v1/files/${file.id}`)).download.url)).status).toBe(403);
    expect(objects()).toEqual([]);
    expect((await upload(file, bytes)).status).toBe(200);
    expect((await download(made, file.id)).equals(bytes)).toBe(true);
  });

  // Guarantee: an export names every file with the key of its bytes; erasing takes records and bytes, and those of nobody else.
  test('are exported and erased', async () => {
    const [ours, theirs] = [await organization('Ours'), await organization('Theirs')];
    const files: string[] = [];
    for (const { made, run } of [ours, ours, theirs]) {
      const bytes = randomBytes(10);
      const file = await note(made, run, bytes);
      await upload(file, bytes);
      files.push(file.id);
    }
    const path = `/v1/operator/organizations/${ours.id}`;
    const { records } = await service.made('GET', `${path}/export`, service.operator);
    const named = records.filter(({ sort }: { sort: string }) => sort.startsWith('FILE#'));
    expect(named.map(({ document }: { document: { key: string } }) => document.key)).toEqual(
      files.slice(0, 2).map((id) => `files/${ours.client}/${id}`),
    );
    const [before] = [objects().length];
    const { retry_after } = await service.made('DELETE', path, service.operator);
    expect(objects().length).toBe(before);
    await new Promise((resolve) => setTimeout(resolve, retry_after * 1000));
    expect(await service.made('DELETE', path, service.operator)).toMatchObject({ complete: true });
    expect(objects().length).toBe(before - 2);
    expect((await download(theirs.made, files[2] ?? '')).length).toBe(10);
  }, 120_000);
});

// Guarantee: what the bucket has acknowledged is there after kill -9, byte for byte; an upload that the kill broke off has left nothing,
// and can be sent again.
test('kill -9 in the middle of uploads', async () => {
  await prepare(() => {});
  const data = mkdtempSync(join(tmpdir(), 'cairn-files-'));
  let host: HostProcess = await startHostProcess(data);
  const made: Made = async (method, path, body) => {
    const response = await fetch(host.url + path, {
      method,
      headers: { authorization: `Bearer ${host.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.status !== 200) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const run = await makeRun(made, host.client);
  const pictures = Array.from({ length: 30 }, (_, i) => randomBytes(500_000 + i));
  const noted = [];
  for (const bytes of pictures) noted.push(await note(made, run, bytes));
  const acknowledged: number[] = [];
  const sending = noted.map(async (file, i) => {
    const answer = await upload(file, pictures[i] ?? randomBytes(0)).catch(() => null);
    if (answer?.status === 200) acknowledged.push(i);
  });
  while (acknowledged.length < 5)
    await Promise.race([Promise.all(sending), new Promise((done) => setTimeout(done, 2))]);
  await host.kill();
  await Promise.all(sending);
  host = await startHostProcess(data);
  expect(acknowledged.length).toBeGreaterThanOrEqual(5);
  for (const i of acknowledged)
    expect((await download(made, noted[i].id)).equals(pictures[i] ?? randomBytes(0))).toBe(true);
  const [bucket = ''] = readdirSync(join(data, 'buckets'));
  expect(readdirSync(join(data, 'buckets', bucket, 'uploads'))).toEqual([]);
  for (const name of readdirSync(join(data, 'buckets', bucket, 'objects'))) {
    const i = noted.findIndex(({ id }) => decodeURIComponent(name).endsWith(`/${id}`));
    expect((await download(made, noted[i].id)).equals(pictures[i] ?? randomBytes(0))).toBe(true);
  }
  expect((await made('GET', `/v1/training_runs/${run}`)).files).toEqual(noted.map(({ id }) => id));
  await host.stop();
  rmSync(data, { recursive: true, force: true });
}, 180_000);
