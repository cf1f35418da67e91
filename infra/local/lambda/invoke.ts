// Invokes a function with an event, as Lambda's Invoke does: size limits, a log line for each call, failures told.
import { join } from 'node:path';
import { type Environment, type Failure, type Outcome, startEnvironment } from './environment.ts';
import type { LocalFunction } from './function.ts';
import { type FunctionLog, openLog } from './log.ts';
import { makePool } from './pool.ts';

/** Bytes of an event's and of a result's JSON (Lambda quotas: 6 MB, synchronous). */
const eventLimit = 6_291_456;
const resultLimit = 6_291_556;

/** Environments of all functions together, about 40 MB each: with the servers, the host stays under 1 GB. */
const environmentLimit = 10;

export const tooLarge = 'RequestEntityTooLargeException';

export type Lambda = {
  /** Never throws: what goes wrong is the outcome. */
  readonly invoke: (definition: LocalFunction, event: unknown) => Promise<Outcome>;
  /** Loads the functions' code anew from now on. */
  readonly renew: () => void;
  readonly stop: () => Promise<void>;
};

/** `report` says failures on the terminal. */
export function makeLambda(logFolder: string, report: (line: string) => void): Lambda {
  const logs = new Map<string, FunctionLog>();
  const logOf = ({ id, title }: LocalFunction): FunctionLog => {
    const log = logs.get(id) ?? openLog(join(logFolder, `${title}.log`), report);
    logs.set(id, log);
    return log;
  };
  let stopping = false;
  const pool = makePool(environmentLimit, (definition) => startEnvironment(definition, logOf(definition)));
  const run = async (definition: LocalFunction, event: string): Promise<Outcome> => {
    const environment = await pool.take(definition);
    const outcome = await timed(environment, event, definition, logOf(definition));
    pool.giveBack(definition, environment);
    if (outcome.failure && !stopping) report(failureLine(definition, outcome.failure, logOf(definition).file));
    return outcome;
  };
  const stop = async () => {
    stopping = true;
    await pool.stop();
    await Promise.all([...logs.values()].map((log) => log.close()));
  };
  return { invoke: (definition, event) => sized(event, (text) => run(definition, text)), renew: pool.renew, stop };
}

async function sized(event: unknown, run: (text: string) => Promise<Outcome>): Promise<Outcome> {
  const text = JSON.stringify(event ?? null);
  if (Buffer.byteLength(text) > eventLimit)
    return { failure: { type: tooLarge, message: `Request must be smaller than ${eventLimit} bytes`, trace: '' } };
  const outcome = await run(text);
  if (outcome.failure || Buffer.byteLength(outcome.payload) <= resultLimit) return outcome;
  const message = `Response payload size exceeded maximum allowed payload size (${resultLimit} bytes).`;
  return { failure: { type: 'Function.ResponseSizeTooLarge', message, trace: '' } };
}

async function timed(
  environment: Environment,
  event: string,
  { title }: LocalFunction,
  log: FunctionLog,
): Promise<Outcome> {
  const started = performance.now();
  const outcome = await environment.run(event);
  const { failure } = outcome;
  log.line(`REPORT ${title} ${(performance.now() - started).toFixed(1)} ms${failure ? ` ${failure.type}` : ''}`);
  if (failure) log.line(failure.trace || `${failure.type}: ${failure.message}`);
  return outcome;
}

const failureLine = ({ title }: LocalFunction, { type, message }: Failure, file: string): string =>
  `${title} failed: ${type}: ${message} (see ${file})`;
