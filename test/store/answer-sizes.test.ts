// Answers that are large because of what stands in them: characters that JSON writes as two, and that the service writes as six.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, transmit } from '../kit/door.ts';
import { makeWorld, type World } from '../kit/world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.database.stop());

/** Bytes of an answer that Lambda hands on, its text inside of JSON (Lambda quotas, synchronous invocation). */
const mostBytes = 6_291_556;
/** Headers and the names of the fields around the text. */
const around = 2_000;

type Sent = Answer & { readonly bytes: number };

async function send(method: string, path: string, body?: unknown): Promise<Sent> {
  const text = body === undefined ? {} : { body: JSON.stringify(body) };
  const reply = await transmit(world.context, { method, path, ...text });
  const bytes = Buffer.byteLength(JSON.stringify(reply.body)) + around;
  return { status: reply.statusCode, json: JSON.parse(reply.body), bytes };
}

const metadataOf = (character: string) =>
  Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`key ${i}`, character.repeat(500)]));

async function experimentWith(more: object = {}): Promise<string> {
  const parameters = [{ name: 'x', type: 'double', bounds: { min: 0, max: 1 } }];
  const { json } = await send('POST', '/v1/experiments', { name: 'large', parameters, ...more });
  return `/v1/experiments/${json.id}`;
}

// Guarantee: a batch is stored and answered, or it is refused and nothing of it is stored; what is stored can be listed.
describe('a batch of observations', { timeout: 60_000 }, () => {
  test.each([
    ['<', [25]],
    ['"', [25, 50]],
  ] as const)('full of %j', async (character, sizes) => {
    const place = `${await experimentWith()}/observations`;
    const one = { assignments: { x: 0.5 }, values: [{ value: 1 }], metadata: metadataOf(character) };
    for (const size of sizes) {
      const before = (await send('GET', `${place}?limit=0`)).json.count;
      const { status, json, bytes } = await send('POST', `${place}/batch`, {
        observations: Array(size).fill(one),
        no_optimize: true,
      });
      expect(bytes).toBeLessThan(mostBytes);
      expect((await send('GET', `${place}?limit=0`)).json.count).toBe(before + (status === 200 ? size : 0));
      if (status === 200) expect(json.data.at(-1).metadata).toEqual(one.metadata);
    }
    const listed = await send('GET', place);
    expect([listed.status, listed.json.data[0].metadata]).toEqual([200, one.metadata]);
    expect(listed.bytes).toBeLessThan(mostBytes);
  });

  // Their answers are larger than the request: each has the assignments of what it cites, and every name of them two quotes.
  test('of one suggestion', async () => {
    const names = Array.from({ length: 100 }, (_, i) => `p${i}`);
    const parameters = names.map((name) => ({ name, type: 'int', bounds: { min: 0, max: 9 } }));
    const path = await experimentWith({ parameters });
    const assignments = Object.fromEntries(names.map((name) => [name, 1]));
    const { json: suggestion } = await send('POST', `${path}/suggestions`, { assignments });
    const metadata = { ...Object.fromEntries(names.map((name) => [`k${name}`, 1])), kp0: 'x'.repeat(200) };
    const one = { suggestion: suggestion.id, values: [{ value: 1 }], metadata };
    const answer = await send('POST', `${path}/observations/batch`, {
      observations: Array(2500).fill(one),
      no_optimize: true,
    });
    expect([answer.status, answer.json.errors[0].field]).toEqual([400, 'observations']);
    expect((await send('GET', `${path}/observations?limit=0`)).json.count).toBe(0);
  });
});

// Guarantee: so it is with runs, and with the longest note.
describe('what belongs to a project', { timeout: 60_000 }, () => {
  test.each(['<', '"'])('full of %j', async (character) => {
    const projects = `/v1/clients/${world.context.store.client}/projects`;
    const project = `p${character.charCodeAt(0)}`;
    await send('POST', projects, { id: project, name: 'P' });
    const runs = `${projects}/${project}/training_runs`;
    const source_code = { content: character.repeat(170_000) };
    const batch = await send('POST', `${runs}/batch`, { runs: Array(8).fill({ name: 'r', source_code }) });
    expect(batch.bytes).toBeLessThan(mostBytes);
    const { json, status } = await send('GET', runs);
    expect([status, json.count]).toEqual([200, batch.status === 200 ? 8 : 0]);
    expect((await send('POST', runs, { name: 'r', source_code })).json.source_code.content).toBe(source_code.content);
    expect((await send('GET', runs)).json.data[0].source_code.content).toBe(source_code.content);
    const contents = character.repeat(2 ** 20);
    expect((await send('POST', `${projects}/${project}/notes`, { contents })).status).toBe(200);
    const notes = await send('GET', `${projects}/${project}/notes`);
    expect([notes.status, notes.json.data[0].contents === contents]).toEqual([200, true]);
    expect(notes.bytes).toBeLessThan(mostBytes);
  });
});
