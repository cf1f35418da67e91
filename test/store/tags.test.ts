// Tags and notes through the front door: a name is given once, a note is seen whole and is the latest.
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Send, sendAs } from '../kit/door.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
let send: Send;
let tags: string;
let notes: string;

beforeAll(async () => {
  world = await makeWorld();
  send = sendAs(world.context);
  const client = `/v1/clients/${world.context.store.client}`;
  tags = `${client}/tags`;
  notes = `${client}/projects/noted/notes`;
  await send('POST', `${client}/projects`, { id: 'noted', name: 'Noted' });
});
afterAll(() => world?.database.stop());

describe('tags', () => {
  // Of many at once with the same name one is made; the others are conflicts that leave nothing; the list counts what was made, newest first.
  test('have a name of their own', async () => {
    const made = await Promise.all(
      Array.from({ length: 5 }, () => send('POST', tags, { name: ' good ', color: '#00fF7a' })),
    );
    expect(made.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    const other = await send('POST', tags, { name: 'bad', color: '#000000' });
    const { json } = await send('GET', tags);
    expect(json).toMatchObject({ object: 'pagination', count: 2 });
    expect(json.data.map(({ name }: { name: string }) => name)).toEqual(['bad', 'good']);
    expect(json.data[0]).toEqual(other.json);
    expect(other.json).toMatchObject({ object: 'tag', client: world.context.store.client, color: '#000000' });
  });

  // Each wrong field is a 400 that names it, on both sides of each limit.
  test.each([
    ['name', { name: '', color: '#000000' }],
    ['name', { name: 'x'.repeat(101), color: '#000000' }],
    ['name', { color: '#000000' }],
    ['color', { name: 'x' }],
    ['color', { name: 'x', color: '#00000' }],
    ['color', { name: 'x', color: '#0000000' }],
    ['color', { name: 'x', color: 'red' }],
    ['other', { name: 'x', color: '#000000', other: 1 }],
  ])('refuse a wrong %s', async (field, body) => {
    const { status, json } = await send('POST', tags, body);
    expect({ status, field: json.errors[0].field }).toEqual({ status: 400, field });
  });

  test('take the longest name', async () => {
    expect((await send('POST', tags, { name: 'n'.repeat(100), color: '#ABCDEF' })).status).toBe(200);
  });
});

describe('notes', () => {
  // Whatever was written last is what the list shows, to the letter, whether it is shorter or longer than the one before, up to 2^20 bytes.
  test('are the latest, whole', { timeout: 60_000 }, async () => {
    expect((await send('GET', notes)).json).toMatchObject({ count: 0, data: [] });
    const sizes = fc.constantFrom(0, 1, 99_999, 100_000, 100_001, 200_000, 2 ** 20);
    await fc.assert(
      fc.asyncProperty(sizes, fc.string({ unit: 'binary', maxLength: 20 }), async (size, given) => {
        // A NUL is refused in any body.
        const text = given.replaceAll('\0', '0');
        const contents = size === 2 ** 20 ? 'z'.repeat(size) : text + '𝄞'.repeat(Math.floor(size / 2));
        const { status, json } = await send('POST', notes, { contents });
        expect({ status, same: json.contents === contents }).toEqual({ status: 200, same: true });
        const list = (await send('GET', notes)).json;
        expect(list).toMatchObject({ count: 1, paging: { before: null, after: null } });
        expect(list.data[0].contents === contents).toBe(true);
        expect(list.data[0]).toMatchObject({ object: 'project_note', project: 'noted' });
      }),
      { numRuns: 15 },
    );
  });

  // While long and short texts replace one another, every reader sees one of them and never a mixture.
  test('are never mixed', { timeout: 60_000 }, async () => {
    const texts = ['a'.repeat(900_000), 'b'.repeat(10), 'c'.repeat(500_000)];
    await send('POST', notes, { contents: texts[0] });
    const writes = Array.from({ length: 9 }, (_, i) => send('POST', notes, { contents: texts[i % 3] }));
    const reads = Array.from({ length: 12 }, async () => (await send('GET', notes)).json.data[0]?.contents);
    const seen = await Promise.all(reads);
    await Promise.all(writes);
    const last = (await send('GET', notes)).json.data[0].contents;
    expect(texts.includes(last)).toBe(true);
    for (const text of seen) expect(texts.includes(text)).toBe(true);
  });

  test('are refused when they are too long, or of no project', async () => {
    const { status, json } = await send('POST', notes, { contents: 'x'.repeat(2 ** 20 + 1) });
    expect({ status, field: json.errors[0].field }).toEqual({ status: 400, field: 'contents' });
    expect((await send('POST', notes, { contents: '\ud800' })).status).toBe(400);
    expect((await send('POST', notes.replace('noted', 'missing'), { contents: 'x' })).status).toBe(404);
  });
});
