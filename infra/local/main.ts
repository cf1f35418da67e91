// `npm start`: runs the stack on this computer until it is told to end.
import { type CommandLine, readCommandLine, usage } from './command-line.ts';
import { greeting } from './greeting.ts';
import { type Host, startHost } from './host.ts';
import { prepare } from './prepare.ts';
import { isRefusal } from './refusal.ts';
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
  if (options.explain) return printExplanation();
  if (options.watch && !process.env[watchedVariable]) return watch(args);
  await serve(options);
}

async function printExplanation(): Promise<void> {
  const origins = { api: 'http://127.0.0.1', aws: 'http://127.0.0.1' };
  console.log(explain(workOut(readAssembly(await prepare(console.error)), origins)));
}

/** Returns when the host is ready; the signals that end it come later. */
async function serve({ port, data, watch: watched }: CommandLine): Promise<void> {
  const rebuild = watched ? await import('./rebuild.ts') : undefined;
  const host = await startHost({
    port,
    data,
    lost: (why) => void fail(`${why}; what was acknowledged is kept, start again to go on.`),
    ...(rebuild ? { build: rebuild.buildWatched } : {}),
  });
  const cleanUp = await rebuild?.rebuildOnChange(host.renew, console.error);
  endBySignal(host, () => cleanUp?.());
  console.log(greeting(host));
}

/** A closed channel means that the process which started this one is gone. */
function endBySignal(host: Host, cleanUp: () => void): void {
  const end = async () => {
    await host.stop();
    cleanUp();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end());
  process.on('disconnect', () => void end());
}

/** Refusals are for the user: one sentence. Everything else is a fault of ours and comes with its stack. */
function fail(error: unknown): void {
  console.error(isRefusal(error) ? error.message : error);
  process.exit(1);
}

await main(process.argv.slice(2)).catch(fail);
