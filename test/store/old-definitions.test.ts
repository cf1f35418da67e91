// Definitions written for the API years ago: test/definitions/accepted must come back as sent, test/definitions/refused say why not.
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asShown } from '../definitions/as-shown.ts';
import { type Send, sendAs } from '../kit/door.ts';
import { makeWorld, type World } from '../kit/world.ts';

const folder = new URL('../definitions/', import.meta.url);
const filesOf = (name: string): string[] => readdirSync(new URL(`${name}/`, folder)).sort();
const read = (path: string) => JSON.parse(readFileSync(new URL(path, folder), 'utf8'));

type Case = { readonly why: string; readonly with?: object; readonly without?: string; readonly says: string };
type Theme = { readonly base: object; readonly cases: readonly Case[] };

const bodyOf = (base: object, { with: changes = {}, without = '' }: Case): object =>
  Object.fromEntries(Object.entries({ ...base, ...changes }).filter(([key]) => key !== without));

const accepted = filesOf('accepted').map((file) => [file, read(`accepted/${file}`)] as const);
const refused = filesOf('refused').flatMap((file) => {
  const { base, cases } = read(`refused/${file}`) as Theme;
  return cases.map((one) => [`${file}: ${one.why}`, bodyOf(base, one), one.says] as const);
});

let world: World;
let send: Send;
beforeAll(async () => {
  world = await makeWorld();
  send = sendAs(world.context);
});
afterAll(() => world.database.stop());

// biome-ignore lint/suspicious/noExplicitAny: bodies of the wire.
type Json = any;

/** What is Cairn's own, and what a copy of an experiment does not take along. */
const added = ['transfer_from'];
const setByServer = [
  ...[
    'object',
    'id',
    'client',
    'user',
    'created',
    'updated',
    'state',
    'development',
    'progress',
    'runs_only',
    'project',
  ],
];

const without = (value: Json, keys: readonly string[]): Json =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
const plain = (shown: Json): Json => ({
  ...without(shown, [...added, ...setByServer]),
  metrics: shown.metrics.map((metric: Json) => without(metric, ['noise'])),
});

test('there are enough of them', () => {
  expect(accepted.length).toBeGreaterThanOrEqual(30);
  expect(refused.length).toBeGreaterThanOrEqual(150);
  expect(new Set(refused.map(([, body]) => JSON.stringify(body))).size).toBe(refused.length);
});

describe('accepted', () => {
  // Guarantee: the answer holds what was sent, with the contract's defaults and orders, and nothing else; a later fetch is the same JSON; a copy made
  // as the dashboard makes it (fetched, what the server set taken out, bounds of grids too) is accepted and equal; the first suggestion lies in it.
  test.each(accepted)('%s', async (_file, body) => {
    const { status, json } = await send('POST', '/v1/experiments', body);
    expect({ status, json }).toMatchObject({ status: 200 });
    expect(plain(json)).toEqual(without(asShown(body), setByServer));
    expect((await send('GET', `/v1/experiments/${json.id}`)).json).toEqual(json);
    const parameters = json.parameters.map((parameter: Json) => without(parameter, gridless(parameter)));
    const copy = await send('POST', '/v1/experiments', { ...plain(json), parameters });
    expect({ status: copy.status, json: plain(copy.json) }).toEqual({ status: 200, json: plain(json) });
    const asked = await send('POST', `/v1/experiments/${json.id}/suggestions`, {});
    expect(asked.status).toBe(200);
    const back = { assignments: asked.json.assignments, ...(asked.json.task ? { task: asked.json.task.name } : {}) };
    expect((await send('POST', `/v1/experiments/${json.id}/queued_suggestions`, back)).status).toBe(200);
  });

  const gridless = ({ grid, type }: Json): string[] =>
    grid ? (type === 'categorical' ? ['grid', 'object'] : ['bounds', 'object']) : ['object'];
});

describe('refused', () => {
  // Guarantee: a 400 whose message holds the fragment, with the field in `errors`; nothing is created.
  test.each(refused)('%s', async (_name, body, says) => {
    const { status, json } = await send('POST', '/v1/experiments', body);
    expect({ status, message: json.message }).toEqual({ status: 400, message: expect.stringContaining(says) });
    expect(json.errors.length).toBeGreaterThan(0);
  });

  test('nothing was created', async () => {
    const { json } = await send('GET', '/v1/experiments?state=all&limit=0');
    expect(json.count).toBe(2 * accepted.length);
  });
});
