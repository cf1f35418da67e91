// `npm start`: runs the stack on this computer until it is told to end. Node collects garbage on the threads that make it: with a thread for each function,
// more of them only stand in each other's way (a report took 18.4 ms and takes 15.3 on two cores, middle of three runs of `npm run bench -- latency`).
import { type CommandLine, readCommandLine, usage } from './command-line.ts';
import { whenToldToEnd } from './ending.ts';
import { greeting } from './greeting.ts';
import { type Host, startHost } from './host.ts';
import { prepare } from './prepare.ts';
import { isRefusal, refusal } from './refusal.ts';
import { readAssembly } from './template/assembly.ts';
import { explain } from './template/explain.ts';
import { workOut } from './template/stack.ts';
import { watch, watchedVariable } from './watch.ts';

// Functions run in UTC in the cloud; threads share the time zone of their process.
process.env['TZ'] = 'UTC';
// What the host and its children write holds tokens' hashes and tenants' data: for the owner alone.
process.umask(0o077);

async function main(args: readonly string[]): Promise<void> {
  const options = readCommandLine(args);
  if (options.help) return console.log(usage);
  if (options.explain) return printExplanation(options);
  if (!options.watch || process.env[watchedVariable]) return serve(options);
  await watch(args);
  process.exit(0);
}

async function printExplanation({ operator, alb }: CommandLine): Promise<void> {
  const origins = { api: 'http://127.0.0.1', aws: 'http://127.0.0.1' };
  console.log(explain(workOut(readAssembly(await prepare(console.error, { operator, alb })), origins)));
}

/** Returns when the host is ready. What ends it may come before: then its children end by themselves. */
async function serve({ port, data, operator, alb, watch: watched }: CommandLine): Promise<void> {
  let host: Host | undefined;
  let cleanUp: (() => void) | undefined;
  whenToldToEnd(async () => {
    await host?.stop();
    cleanUp?.();
    process.exit(0);
  });
  const rebuild = watched ? await import('./rebuild.ts') : undefined;
  const lost = (why: string) => fail(refusal(`${why}; what was acknowledged is kept, start again to go on.`));
  host = await startHost({
    ...{ port, data, operator, alb, lost },
    ...(rebuild ? { build: () => rebuild.buildWatched({ operator, alb }) } : {}),
  });
  cleanUp = await rebuild?.rebuildOnChange(host.renew, console.error);
  console.log(greeting(host));
}

/** Refusals are for the user: one sentence. Everything else is a fault of ours and comes with its stack. */
function fail(error: unknown): void {
  console.error(isRefusal(error) ? error.message : error);
  process.exit(1);
}

await main(process.argv.slice(2)).catch(fail);
