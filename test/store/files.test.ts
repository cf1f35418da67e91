// Files of training runs through the front door: noted, listed on their run, shown, and signed for the bytes that they are.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fileTypes, maxFileLength, maxFiles } from '../../shared/domain/runs/file.ts';
import { guestToken } from '../../shared/operations/identity/guest-token.ts';
import { saveToken } from '../../shared/store/identity/tokens.ts';
import { runItemKey } from '../../shared/store/runs/run-items.ts';
import { updateItem } from '../../shared/store/table/single.ts';
import { type Send, sendAs } from '../kit/door.ts';
import { type Front, makeFront, newAddress, password } from '../kit/front.ts';
import { asCaller, makeWorld, type World } from '../kit/world.ts';

let world: World;
let send: Send;
let runs: string;
let run: string;

beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world?.database.stop());
beforeEach(async () => {
  world = await makeWorld(world.database);
  send = sendAs(world.context);
  const projects = `/v1/clients/${world.context.store.client}/projects`;
  for (const id of ['p', 'q']) await send('POST', projects, { id, name: id });
  runs = `${projects}/p/training_runs`;
  run = (await send('POST', runs, { name: 'run' })).json.id;
});

const md5 = createHash('md5').update('picture').digest('base64');
const picture = {
  name: 'loss',
  filename: 'plots/loss.png',
  content_type: 'image/png',
  content_length: 7,
  content_md5: md5,
};
const filesOf = (id = run) => `/v1/training_runs/${id}/files`;
const note = async (more: object = {}) => send('POST', filesOf(), { ...picture, ...more });
const listed = async () => (await send('GET', `/v1/training_runs/${run}`)).json.files;

describe('a file', () => {
  // Guarantee: what was said of it comes back, its run lists it, and the address takes these very bytes: type, length and MD5 are signed.
  test('is noted and shown', async () => {
    const { status, json } = await note();
    expect(status).toBe(200);
    const { upload, ...facts } = json;
    expect(facts).toEqual({
      ...{ object: 'file', id: expect.stringMatching(/^\d+$/), client: world.context.store.client, user: null },
      ...{ ...picture, created: expect.any(Number) },
    });
    expect(upload).toMatchObject({ object: 's3_upload', method: 'PUT' });
    expect(upload.headers).toEqual({ 'content-type': 'image/png', 'content-length': '7', 'content-md5': md5 });
    const url = new URL(upload.url);
    expect(url.pathname).toBe(`/files/${world.context.store.client}/${json.id}`);
    expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;content-md5;content-type;host');
    expect(url.searchParams.get('X-Amz-Expires')).toBe('900');
    expect(await listed()).toEqual([json.id]);
    const { download, ...again } = (await send('GET', `/v1/files/${json.id}`)).json;
    expect(again).toEqual(facts);
    expect(new URL(download.url).pathname).toBe(url.pathname);
    expect(new URL(download.url).searchParams.get('response-content-disposition')).toContain("''loss.png");
  });

  // The published client sends null for what it does not know.
  test('needs neither name nor file name', async () => {
    const { json } = await note({ name: null, filename: null, content_type: 'image/svg+xml' });
    expect(json).toMatchObject({ name: null, filename: null });
    const { download } = (await send('GET', `/v1/files/${json.id}`)).json;
    expect(new URL(download.url).searchParams.get('response-content-disposition')).toContain(`''${json.id}.svg`);
    expect((await send('POST', filesOf(), { ...picture, name: undefined, filename: undefined })).status).toBe(200);
  });

  // Every type that the published client sends is taken; the last byte allowed is, and one more is not.
  test('may be any picture up to 50 MiB', async () => {
    for (const content_type of fileTypes) expect((await note({ content_type })).status).toBe(200);
    for (const content_length of [1, maxFileLength]) expect((await note({ content_length })).status).toBe(200);
  });

  // Guarantee: what is refused says field and rule, and leaves no trace on the run.
  test.each([
    ['content_type', 'text/html', 'is not supported'],
    ['content_type', 'image/PNG', 'is not supported'],
    ['content_type', undefined, 'content_type'],
    ['content_length', 0, 'must be 1 to'],
    ['content_length', -1, 'must be 1 to'],
    ['content_length', maxFileLength + 1, 'must be 1 to'],
    ['content_length', 1.5, 'content_length'],
    ['content_length', '7', 'content_length'],
    ['content_md5', 'd41d8cd98f00b204e9800998ecf8427e', 'in base64'],
    ['content_md5', `${md5.slice(0, -3)}/==`, 'in base64'],
    ['content_md5', null, 'content_md5'],
    ['name', '', 'must be 1 to 100'],
    ['name', 'x'.repeat(101), 'must be 1 to 100'],
    ['filename', 'x'.repeat(1001), 'must be 1 to 1000'],
    ['surprise', 1, 'Unknown json keys'],
  ])('%s is refused (%#)', async (field, value, words) => {
    const { status, json } = await note({ [field]: value });
    expect([status, json.message]).toEqual([400, expect.stringContaining(words)]);
    expect(json.errors[0].field).toBe(field);
    expect(await listed()).toEqual([]);
  });
});

describe('the list of a run', () => {
  // Guarantee: of many that come at once, beside other changes of the run, each is in the list once, and no change is lost.
  test('under concurrent changes', async () => {
    const path = `/v1/training_runs/${run}`;
    const answers = await Promise.all([
      ...Array.from({ length: 8 }, () => note()),
      ...Array.from({ length: 4 }, (_, i) => send('MERGE', path, { values: { [`m${i}`]: { value: i } } })),
      send('PUT', path, { project: 'q' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const { json } = await send('GET', path);
    expect([...json.files].sort()).toEqual(
      answers
        .slice(0, 8)
        .map((each) => each.json.id)
        .sort(),
    );
    expect([Object.keys(json.values).sort(), json.project]).toEqual([['m0', 'm1', 'm2', 'm3'], 'q']);
  });

  // A run that logs without end is told so before its record outgrows its item.
  test('ends at a thousand', async () => {
    const key = runItemKey({ client: world.context.store.client, project: 'p', id: run });
    const many = Array.from({ length: maxFiles - 1 }, (_, i) => String(i + 1));
    await updateItem(world.context.store.table, key, { set: { files: many } });
    expect((await note()).status).toBe(200);
    const { status, json } = await note();
    expect([status, json.message]).toEqual([403, expect.stringContaining('at most 1000 files')]);
    expect((await listed()).length).toBe(maxFiles);
  });

  // An archived run keeps its files, and a restored one has them.
  test('outlives the archive', async () => {
    const { id } = (await note()).json;
    await send('DELETE', `/v1/training_runs/${run}`);
    expect((await send('GET', `/v1/files/${id}`)).status).toBe(200);
    await send('PUT', `/v1/training_runs/${run}`, { deleted: false });
    expect(await listed()).toEqual([id]);
  });
});

describe('who may', () => {
  // A client's development token notes files of its own runs and fetches none, as the contract says; an API token has no business with them.
  test('development', async () => {
    const dev = sendAs(asCaller(world.context, { development: true }));
    const { id } = (await dev('POST', runs, { name: 'dev' })).json;
    const file = (await dev('POST', filesOf(id), picture)).json.id;
    expect((await dev('GET', `/v1/files/${file}`)).status).toBe(403);
    expect((await send('GET', `/v1/files/${file}`)).status).toBe(403);
    expect((await dev('POST', filesOf(), picture)).status).toBe(403);
  });

  // Where people see only what is their own, the files of others' runs are missing.
  test('only one’s own', async () => {
    const [mine, other] = ['7', '8'].map((user) => sendAs(asCaller(world.context, { user, ownOnly: true })));
    if (!mine || !other) throw new Error('two callers');
    const { id } = (await mine('POST', runs, { name: 'mine' })).json;
    const file = (await mine('POST', filesOf(id), picture)).json.id;
    expect((await mine('GET', `/v1/files/${file}`)).status).toBe(200);
    expect([403, 404]).toContain((await other('GET', `/v1/files/${file}`)).status);
    expect([403, 404]).toContain((await other('POST', filesOf(id), picture)).status);
  });
});

// Guarantee: who was shown one run sees its pictures, and those of no other; a person's token finds a file by its id.
test('guests and people', async () => {
  const front: Front = await makeFront({}, world);
  const { user, token } = await front.operate('POST', 'users', { email: newAddress(), password });
  const { client, organization } = await front.operate('POST', 'organizations', { name: 'Files', user });
  const base = `/v1/clients/${client}/projects`;
  await front.made('POST', base, token, { id: 'p', name: 'P' });
  const made = async () => {
    const { id } = await front.made('POST', `${base}/p/training_runs`, token, { name: 'run' });
    return { id, file: (await front.made('POST', filesOf(id), token, picture)).id };
  };
  const [shown, hidden] = [await made(), await made()];
  const service = front.world.service;
  const shared = { id: service.nextId(), experiment: null, run: shown.id, by: user };
  const guest = await guestToken(service, { client, organization }, shared);
  await saveToken(service.tokens, guest.record);
  const status = async (path: string, as: string) => (await front.send('GET', path, as)).status;
  for (const path of [`/v1/training_runs/${shown.id}`, `/v1/files/${shown.file}`])
    expect([path, await status(path, guest.token), await status(path, token)]).toEqual([path, 200, 200]);
  for (const path of [`/v1/training_runs/${hidden.id}`, `/v1/files/${hidden.file}`, '/v1/files/1'])
    expect([path, await status(path, guest.token)]).toEqual([path, 404]);
  expect((await front.send('POST', filesOf(shown.id), guest.token, picture)).status).toBe(403);
});
