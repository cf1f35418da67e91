// What every function begins with: the service, made once for a process, and for those without a caller the stack they stand in.
import middy from '@middy/core';
import type { Service } from '../shared/operations/service.ts';
import { now } from '../shared/platform/clock.ts';
import { makeLog } from '../shared/platform/log.ts';
import { makeService, type ProcessService, type Tools } from './service.ts';

/** Standard output, line by line; works before the environment is known to be complete. */
export const log = makeLog((line) => process.stdout.write(`${line}\n`), now);

/** Made by the first invocation and not on import, so that a missing variable is an error with a name and not a broken start. */
export function serviceWith(tools: Partial<Tools>): () => ProcessService {
  let made: ProcessService | undefined;
  return () => {
    made ??= makeService(process.env, log, tools);
    return made;
  };
}

/** The service of a function that needs no tool of its own. */
export const processService = serviceWith({});

/** A function that nobody waits for over HTTP. What it throws is logged and reaches the platform, which repeats the call by its own rules. */
export const entry = <Event, Result>(run: (event: Event, service: Service) => Promise<Result>) =>
  middy<Event, Result>()
    .use({ onError: ({ error }) => logFailure(error) })
    .handler((event, invocation) =>
      run(event, { ...processService(), remaining: () => invocation.getRemainingTimeInMillis() }),
    );

export function logFailure(error: unknown, fields: Readonly<Record<string, string>> = {}): void {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  log.error('function failed', { ...fields, error: name, detail: message, stack });
}
