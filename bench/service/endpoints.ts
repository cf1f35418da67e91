// What the API itself costs, through HTTP: a large definition created, a page of many experiments, and a long history walked as the published client does.
import { type Api, makeApi, timesLine } from './api.ts';
import { withHost } from './with-host.ts';

export const run = (argv: readonly string[]): Promise<void> =>
  withHost(argv, async (host) => {
    const api = makeApi(() => host);
    await creations(api, 60);
    await lists(api, 10_000, 40);
    await walk(api, 10_000);
    for (const [name, values] of api.times) console.log(timesLine(name, values));
  });

const large = {
  name: 'as large as it gets',
  parameters: Array.from({ length: 100 }, (_, i) => ({ name: `p${i}`, type: 'double', bounds: { min: 0, max: 1 } })),
  metrics: Array.from({ length: 50 }, (_, i) => ({ name: `m${i}`, ...(i === 0 ? {} : { strategy: 'store' }) })),
  observation_budget: 100,
};

const small = { name: 'small', parameters: large.parameters.slice(0, 2) };

/** Ten to warm up, which do not count. */
async function creations(api: Api, times: number): Promise<void> {
  for (let i = 0; i < 10; i++) await api.call('POST', '/experiments', large);
  const name = 'create, 100 parameters';
  for (let i = 0; i < times; i++) await api.timed(name, 'POST', '/experiments', large);
}

type Page = { readonly count: number; readonly data: readonly unknown[]; readonly paging: { before: string | null } };

async function lists(api: Api, experiments: number, times: number): Promise<void> {
  const before = (await api.call<Page>('GET', '/experiments?limit=0')).count;
  for (let made = before; made < experiments; made += 8)
    await Promise.all(Array.from({ length: 8 }, () => api.call('POST', '/experiments', small)));
  for (let i = 0; i < 10; i++) await api.call('GET', '/experiments?limit=100');
  for (let i = 0; i < times; i++) await api.timed('list 100 experiments', 'GET', '/experiments?limit=100');
  console.log(`${(await api.call<Page>('GET', '/experiments?limit=0')).count} experiments`);
}

/** In batches of 2 500, then page after page with `before`, as the client's `iterate_pages` goes. */
async function walk(api: Api, observations: number): Promise<void> {
  const { id } = await api.call<{ id: string }>('POST', '/experiments', { ...small, type: 'random' });
  const base = `/experiments/${id}/observations`;
  for (let made = 0; made < observations; made += 2500) {
    const batch = Array.from({ length: 2500 }, (_, i) => ({
      assignments: { p0: (made + i) / observations, p1: 0.5 },
      values: [{ value: i, value_stddev: 0.1 }],
    }));
    await api.timed('report a batch of 2500', 'POST', `${base}/batch`, { observations: batch, no_optimize: true });
  }
  const start = performance.now();
  let seen = 0;
  for (let marker: string | null = ''; marker !== null; ) {
    const page: Page = await api.timed('page of observations', 'GET', marker ? `${base}?before=${marker}` : base);
    seen += page.data.length;
    marker = page.paging.before;
  }
  console.log(`${seen} observations walked in ${((performance.now() - start) / 1000).toFixed(2)} s`);
}
