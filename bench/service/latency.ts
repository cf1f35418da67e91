// Latency through HTTP as a sequential client feels it: every ask comes right after its own last report.
import { type Api, makeApi, timesLine } from './api.ts';
import { loss, modelReady, type Suggestion, withHistory } from './problem.ts';
import { withHost } from './with-host.ts';

export const run = (argv: readonly string[]): Promise<void> =>
  withHost(argv, async (host) => {
    const api = makeApi(() => host);
    await warmUp(makeApi(() => host));
    for (const seed of [1, 2, 3]) {
      const id = await withHistory(api, 100, seed);
      await modelReady(api, id);
      await sequential(api, id, 40);
    }
    console.log(
      '10 doubles, 100 observations and up to 40 more, one client, after 200 asks and reports of another experiment',
    );
    for (const [name, values] of api.times) console.log(timesLine(name, values));
    console.log(`host and children: ${host.megabytes().toFixed(0)} MB`);
  });

/** A service that has been up for a minute: its code is compiled and its connections are open. */
async function warmUp(api: Api): Promise<void> {
  const id = await withHistory(api, 0, 9, { type: 'random' });
  await sequential(api, id, 200);
}

async function sequential(api: Api, id: string, steps: number): Promise<void> {
  for (let i = 0; i < steps; i++) {
    const {
      id: suggestion,
      assignments,
      receipt,
    } = await api.timed<Suggestion>('ask', 'POST', `/experiments/${id}/suggestions`, {});
    await api.timed('report', 'POST', `/experiments/${id}/observations`, {
      suggestion,
      values: [{ name: 'loss', value: loss(assignments) }],
    });
    api.times.set(`ask from ${receipt.source}`, [
      ...(api.times.get(`ask from ${receipt.source}`) ?? []),
      api.times.get('ask')?.at(-1) ?? 0,
    ]);
  }
}
