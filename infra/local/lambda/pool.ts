// The functions' execution environments: started on demand, kept warm, few at a time, the longest idle one ended for a new one.
import type { Environment } from './environment.ts';
import type { LocalFunction } from './function.ts';

type Pool = {
  /** An environment of the function for one invocation; waits in line when all of the function's are busy. */
  readonly take: (definition: LocalFunction) => Promise<Environment>;
  readonly giveBack: (definition: LocalFunction, environment: Environment) => void;
  /** Ends the idle ones now and the busy ones when they come back: the next invocations load the code anew. */
  readonly renew: () => void;
  readonly stop: () => Promise<void>;
};

type Waiter = (environment: Environment) => void;
type Idle = { readonly environment: Environment; readonly since: number };
type Line = { readonly busy: Set<Environment>; readonly idle: Idle[]; readonly waiting: Waiter[] };

/** `limit` is the number of environments of all functions together; it is passed only when none of them is idle. */
export function makePool(limit: number, start: (definition: LocalFunction) => Environment): Pool {
  const lines = new Map<string, Line>();
  const outdated = new WeakSet<Environment>();
  const lineOf = (id: string): Line => {
    const line = lines.get(id) ?? { busy: new Set(), idle: [], waiting: [] };
    lines.set(id, line);
    return line;
  };
  const all = () => [...lines.values()];
  const count = () => all().reduce((sum, { busy, idle }) => sum + busy.size + idle.length, 0);
  const makeRoom = () => {
    const crowded = all().filter(({ idle }) => idle.length > 0);
    const oldest = crowded.sort((a, b) => (a.idle[0]?.since ?? 0) - (b.idle[0]?.since ?? 0))[0]?.idle.shift();
    void oldest?.environment.end();
  };
  const startIn = (line: Line, definition: LocalFunction): Environment => {
    if (count() >= limit) makeRoom();
    const environment = start(definition);
    line.busy.add(environment);
    return environment;
  };
  const warm = (line: Line): Environment | undefined => {
    const alive = line.idle.splice(0).filter(({ environment }) => environment.alive());
    const newest = alive.pop()?.environment;
    line.idle.push(...alive);
    if (newest) line.busy.add(newest);
    return newest;
  };
  const take = async (definition: LocalFunction): Promise<Environment> => {
    const line = lineOf(definition.id);
    const ready = warm(line);
    if (ready) return ready;
    if (line.busy.size < definition.concurrency) return startIn(line, definition);
    return new Promise((resolve) => line.waiting.push(resolve));
  };
  const giveBack = (definition: LocalFunction, environment: Environment): void => {
    const line = lineOf(definition.id);
    const usable = environment.alive() && !outdated.has(environment);
    const next = line.waiting.shift();
    if (!(usable && next)) line.busy.delete(environment);
    if (!usable) void environment.end();
    if (next) next(usable ? environment : startIn(line, definition));
    else if (usable) line.idle.push({ environment, since: performance.now() });
  };
  const renew = () => {
    for (const { busy, idle } of all()) {
      for (const environment of busy) outdated.add(environment);
      for (const { environment } of idle.splice(0)) void environment.end();
    }
  };
  const everyone = () => all().flatMap(({ busy, idle }) => [...busy, ...idle.map(({ environment }) => environment)]);
  const stop = async () => void (await Promise.all(everyone().map((environment) => environment.end())));
  return { take, giveBack, renew, stop };
}
