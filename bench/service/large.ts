// A thousand observations in one experiment: how long an ask takes, and whether memory grows over a thousand of them.
import { parseArgs } from 'node:util';
import { readWhole } from '../options.ts';
import { makeApi, quantile, timesLine } from './api.ts';
import { loss, modelReady, type Suggestion, withHistory } from './problem.ts';
import { withHost } from './with-host.ts';

/** How often memory is looked at. */
const looks = 20;

/** `--asks N`; a thousand unless told otherwise. */
function asksIn(argv: readonly string[]): number {
  const { values } = parseArgs({ args: [...argv], options: { asks: { type: 'string', default: '1000' } } });
  return readWhole('asks', values.asks, 1);
}

export async function run(argv: readonly string[]): Promise<void> {
  const asks = asksIn(argv);
  return withHost([], async (host) => {
    const api = makeApi(() => host);
    const id = await withHistory(api, 1000, 1);
    await modelReady(api, id);
    for (let i = 0; i < 30; i++) {
      const suggestion = await api.timed<Suggestion>(
        'ask after a report',
        'POST',
        `/experiments/${id}/suggestions`,
        {},
      );
      const body = { suggestion: suggestion.id, values: [{ name: 'loss', value: loss(suggestion.assignments) }] };
      await api.timed('report', 'POST', `/experiments/${id}/observations`, body);
    }
    const memory: number[] = [];
    for (let i = 0; i < asks; i++) {
      const suggestion = await api.timed<Suggestion>('ask', 'POST', `/experiments/${id}/suggestions`, {});
      await api.call('DELETE', `/experiments/${id}/suggestions/${suggestion.id}`);
      if (i % Math.max(1, Math.floor(asks / looks)) === 0) memory.push(host.megabytes());
    }
    for (const [name, values] of api.times) console.log(timesLine(name, values));
    const share = (from: number, to: number) =>
      memory.slice(Math.floor(from * memory.length), Math.ceil(to * memory.length));
    const [early, late] = [share(0.1, 0.4), share(0.7, 1)].map((part) => quantile(part, 0.5));
    console.log(
      `host and children: ${early?.toFixed(0)} MB early, ${late?.toFixed(0)} MB late, ${Math.max(...memory).toFixed(0)} MB at most`,
    );
  });
}
