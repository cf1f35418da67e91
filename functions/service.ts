// What every function works with, made once for a process from its environment: tables, queue, clock, ids, log, prices.
import { randomBytes } from 'node:crypto';
import { parsePrices } from '../shared/domain/price-book.ts';
import type { Service } from '../shared/operations/service.ts';
import { now } from '../shared/platform/clock.ts';
import { makeDynamoDb } from '../shared/platform/dynamodb.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { makeIds } from '../shared/platform/ids.ts';
import type { Log } from '../shared/platform/log.ts';
import { makeQueue } from '../shared/platform/queue.ts';

/** A service but for the time left, which each invocation knows for itself. */
export type ProcessService = Omit<Service, 'remaining'>;

/** Throws when the environment is not complete. */
export function makeService(variables: Readonly<Record<string, string | undefined>>, log: Log): ProcessService {
  const environment = readEnvironment(variables);
  const db = makeDynamoDb(environment.dynamodbEndpoint);
  return {
    table: { db, name: environment.table },
    tokens: { db, name: environment.tokensTable },
    now,
    randomBytes,
    nextId: makeIds({ now, random: randomBytes }).next,
    enqueue: makeQueue({ url: environment.queueUrl, endpoint: environment.sqsEndpoint }, log),
    log,
    prices: parsePrices(environment.prices, 'PRICES'),
    version: environment.version,
    commit: environment.commit,
  };
}
