// One execution environment of a function: a worker thread with the function's own variables, and the clock that stops it.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { LocalFunction } from './function.ts';
import type { FunctionLog } from './log.ts';

const runtime = new URL('runtime.mjs', import.meta.url);

/** Loading may take this many milliseconds (Lambda's limit for INIT); it does not count into the function's timeout. */
const loadLimit = 10_000;

export type Failure = { readonly type: string; readonly message: string; readonly trace: string };

/** `payload` is the result as JSON text. */
export type Outcome = { readonly payload: string; readonly failure?: never } | { readonly failure: Failure };

export type Environment = {
  readonly alive: () => boolean;
  /** Never two at once. `event` is JSON text. The environment is dead after a timeout or an exit. */
  readonly run: (event: string) => Promise<Outcome>;
  readonly end: () => Promise<void>;
};

type Message = { readonly ready?: true; readonly id?: string; readonly payload?: string; readonly error?: Failure };

/** A thread that speaks to one listener at a time. */
type Thread = {
  readonly worker: Worker;
  readonly alive: () => boolean;
  readonly end: () => Promise<void>;
  readonly hear: (listener: (message: Message) => void) => void;
};

const failed = (type: string, message: string): Outcome => ({ failure: { type, message, trace: '' } });

/**
 *   worker    load ──► ready · · · · · run ──────► payload
 *   host      └─ at most 10 s ─┘       └─ at most the function's timeout, else terminated ─┘
 */
export function startEnvironment(definition: LocalFunction, log: FunctionLog): Environment {
  const thread = startThread(definition);
  log.follow(thread.worker.stdout);
  log.follow(thread.worker.stderr);
  const tooSlow = failed('Sandbox.Timedout', `The function did not load within ${loadLimit / 1000} seconds`);
  const loaded = outcomeOf(thread, loadLimit, tooSlow, ({ ready }) => (ready ? '' : undefined));
  const run = async (event: string): Promise<Outcome> => {
    const load = await loaded;
    if (!load.failure) return invoke(thread, definition, event);
    await thread.end();
    return load;
  };
  return { alive: thread.alive, run, end: thread.end };
}

function startThread(definition: LocalFunction): Thread {
  const worker = spawn(definition);
  let alive = true;
  let listener: (message: Message) => void = () => {};
  const say = (type: string, message: string) => listener({ error: { type, message, trace: '' } });
  worker.on('message', (message: Message) => listener(message));
  worker.on('error', ({ name, message }: Error) => say(name, message));
  worker.on('exit', (code) => {
    alive = false;
    say('Runtime.ExitError', `the environment exited (${code})`);
  });
  const end = async () => {
    alive = false;
    await worker.terminate();
  };
  const hear: Thread['hear'] = (next) => {
    listener = next;
  };
  return { worker, alive: () => alive, end, hear };
}

/** What the thread answers within `limit` milliseconds; after that it is ended and the outcome is `late`. */
function outcomeOf(
  { hear, end }: Thread,
  limit: number,
  late: Outcome,
  payloadIn: (message: Message) => string | undefined,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      // Settled first: ending makes the thread say that it exits, which is not what went wrong.
      resolve(late);
      void end();
    }, limit);
    hear((message) => {
      const payload = payloadIn(message);
      if (!message.error && payload === undefined) return;
      clearTimeout(timer);
      resolve(message.error ? { failure: message.error } : { payload: payload ?? '' });
    });
  });
}

function invoke(thread: Thread, definition: LocalFunction, event: string): Promise<Outcome> {
  const id = randomUUID();
  const limit = definition.timeout * 1000;
  const late = failed('Sandbox.Timedout', `Task timed out after ${definition.timeout.toFixed(2)} seconds`);
  const outcome = outcomeOf(thread, limit, late, (message) => (message.id === id ? message.payload : undefined));
  thread.worker.postMessage({ id, event, context: contextOf(definition), deadline: Date.now() + limit });
  return outcome;
}

function spawn({ folder, file, exportName, environment, memory, nodeOptions, background }: LocalFunction): Worker {
  return new Worker(runtime, {
    env: { ...environment },
    workerData: { file: join(folder, file), exportName, background },
    execArgv: [...nodeOptions],
    resourceLimits: { maxOldGenerationSizeMb: memory },
    stdout: true,
    stderr: true,
  });
}

const contextOf = ({ name, arn, memory }: LocalFunction) => ({
  functionName: name,
  functionVersion: '$LATEST',
  invokedFunctionArn: arn,
  memoryLimitInMB: String(memory),
  logGroupName: `/aws/lambda/${name}`,
  logStreamName: 'local',
  callbackWaitsForEmptyEventLoop: false,
});
