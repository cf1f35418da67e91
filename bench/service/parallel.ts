// Eight clients at once on one experiment: no error, nothing lost, and points that are open together lie apart as sequential ones do.
import { makeApi, timesLine } from './api.ts';
import { distance, loss, type Suggestion, withHistory } from './problem.ts';
import { withHost } from './with-host.ts';

const clients = 8;
const evaluations = 400;

/** Milliseconds when the suggestion arrived, and when its report was accepted: in between it is open. */
type Served = Suggestion & { readonly received: number; readonly reported: number };

export const run = (argv: readonly string[]): Promise<void> =>
  withHost(argv, async (host) => {
    const api = makeApi(() => host);
    const experiment = async (workers: number) => {
      const id = await withHistory(api, 0, 1, { parallel_bandwidth: workers, observation_budget: evaluations });
      const served: Served[] = [];
      let left = evaluations;
      let errors = 0;
      const worker = async () => {
        while (left-- > 0) {
          const suggestion = await api.timed<Suggestion>(
            `ask, ${workers} at once`,
            'POST',
            `/experiments/${id}/suggestions`,
            {},
          );
          const received = performance.now();
          const body = { suggestion: suggestion.id, values: [{ name: 'loss', value: loss(suggestion.assignments) }] };
          await api.timed(`report, ${workers} at once`, 'POST', `/experiments/${id}/observations`, body);
          served.push({ ...suggestion, received, reported: performance.now() });
        }
      };
      const guarded = () =>
        worker().catch((error) => {
          errors++;
          console.error(error);
        });
      await Promise.all(Array.from({ length: workers }, guarded));
      const { progress } = await api.call<{ progress: { observation_count: number } }>('GET', `/experiments/${id}`);
      return { served, errors, count: progress.observation_count };
    };
    const together = await experiment(clients);
    const inTurn = await experiment(1);
    console.log(`errors ${together.errors}, progress ${together.count} of ${evaluations}`);
    console.log(
      `closest pair open together: ${closestTogether(together.served).toPrecision(3)}; closest of ${clients} in turn: ${closestInTurn(inTurn.served).toPrecision(3)} (unit cube)`,
    );
    console.log(
      `best value: together ${best(together.served).toPrecision(4)}, in turn ${best(inTurn.served).toPrecision(4)}`,
    );
    for (const [name, values] of api.times) console.log(timesLine(name, values));
  });

const best = (served: readonly Served[]): number => Math.min(...served.map(({ assignments }) => loss(assignments)));

/** Two that were open at the same time. */
function closestTogether(served: readonly Served[]): number {
  let closest = Number.POSITIVE_INFINITY;
  for (const a of served) {
    for (const b of served) {
      if (a.id < b.id && a.received < b.reported && b.received < a.reported)
        closest = Math.min(closest, distance(a.assignments, b.assignments));
    }
  }
  return closest;
}

/** Two of as many suggestions in a row as there are clients. */
function closestInTurn(served: readonly Served[]): number {
  const near = served.flatMap((a, i) =>
    served.slice(i + 1, i + clients).map((b) => distance(a.assignments, b.assignments)),
  );
  return Math.min(...near);
}
