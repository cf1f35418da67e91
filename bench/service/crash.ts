// kill -9 of the host in the middle of eight clients' work, restart, again and again: what was acknowledged is there once, and clients go on.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '../../infra/local/free-port.ts';
import { machine } from '../machine.ts';
import { readWhole } from '../options.ts';
import { type Api, makeApi } from './api.ts';
import { startHostProcess } from './host-process.ts';
import { loss, type Suggestion, seeded, withHistory } from './problem.ts';

export type CrashResult = {
  readonly acknowledged: number;
  /** Ids that were acknowledged and are not in the list, or are there twice. */
  readonly lost: readonly string[];
  /** Sentences about objects that are half there or counters that do not agree. */
  readonly wrong: readonly string[];
};

const clients = 8;

export async function run(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...argv], options: { kills: { type: 'string', default: '10' } } });
  const kills = readWhole('kills', values.kills, 1);
  console.log(machine());
  const result = await killAndRestart(kills);
  console.log(
    `${kills} kills; ${result.acknowledged} acknowledged observations, ${result.lost.length} lost or doubled; ${result.wrong.length} disagreements`,
  );
  for (const line of [...result.lost, ...result.wrong]) console.log(`  ${line}`);
  if (result.lost.length + result.wrong.length > 0) process.exitCode = 1;
}

/** Clients repeat calls that were not answered, as real ones must: an unanswered report may therefore stand there twice, an answered one never. */
export async function killAndRestart(kills: number): Promise<CrashResult> {
  const data = mkdtempSync(join(tmpdir(), 'cairn-crash-'));
  const port = await freePort();
  let host = await startHostProcess(data, port);
  const api = makeApi(() => host, 60_000);
  const id = await withHistory(api, 0, 1, { parallel_bandwidth: clients });
  const acknowledged: string[] = [];
  let working = true;
  const worker = async () => {
    while (working) {
      const suggestion = await api.call<Suggestion>('POST', `/experiments/${id}/suggestions`, {});
      const body = { suggestion: suggestion.id, values: [{ name: 'loss', value: loss(suggestion.assignments) }] };
      acknowledged.push((await api.call<{ id: string }>('POST', `/experiments/${id}/observations`, body)).id);
    }
  };
  const work = Promise.all(Array.from({ length: clients }, worker));
  const random = seeded(7);
  for (let i = 0; i < kills; i++) {
    await Promise.race([sleep(500 + 1500 * random()), work]);
    await host.kill();
    host = await startHostProcess(data, port);
  }
  await sleep(1000);
  working = false;
  await work;
  const result = await judge(api, id, host.client, acknowledged);
  await host.stop();
  rmSync(data, { recursive: true, force: true });
  return result;
}

type Observation = { id: string; suggestion: string; assignments: object; values: { value: number }[] };
type Page<T> = { count: number; data: T[]; paging: { before: string | null } };

async function judge(api: Api, id: string, client: string, acknowledged: readonly string[]): Promise<CrashResult> {
  const listed = await everything<Observation>(api, `/experiments/${id}/observations`);
  const suggestions = await everything<Suggestion>(api, `/experiments/${id}/suggestions`);
  const times = new Map<string, number>();
  for (const { id: observation } of listed.items) times.set(observation, (times.get(observation) ?? 0) + 1);
  const known = new Set(suggestions.items.map((suggestion) => suggestion.id));
  const { progress } = await api.call<{ progress: { observation_count: number } }>('GET', `/experiments/${id}`);
  const month = new Date().toISOString().slice(0, 7);
  const usage = await api.call<{ totals: { suggestions: number; observations: number } }>(
    'GET',
    `/clients/${client}/usage?month=${month}`,
  );
  const wrong: string[] = [];
  const same = (what: string, a: number, b: number) => a === b || wrong.push(`${what}: ${a} and ${b}`);
  same('observations listed and their count', listed.items.length, listed.count);
  same('observations listed and progress', listed.items.length, progress.observation_count);
  same('observations listed and billed', listed.items.length, usage.totals.observations);
  same('suggestions listed and their count', suggestions.items.length, suggestions.count);
  same('suggestions listed and billed', suggestions.items.length, usage.totals.suggestions);
  for (const { id: observation, suggestion, values } of listed.items) {
    if (values.length !== 1 || !known.has(suggestion)) wrong.push(`observation ${observation} is half there`);
  }
  return { acknowledged: acknowledged.length, lost: acknowledged.filter((one) => times.get(one) !== 1), wrong };
}

async function everything<T>(api: Api, path: string): Promise<{ items: T[]; count: number }> {
  const items: T[] = [];
  for (let before = ''; ; ) {
    const page = await api.call<Page<T>>('GET', `${path}?limit=500${before}`);
    items.push(...page.data);
    if (!page.paging.before) return { items, count: page.count };
    before = `&before=${encodeURIComponent(page.paging.before)}`;
  }
}
