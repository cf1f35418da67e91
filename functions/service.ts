// What every function works with, made once for a process from its environment: tables, files, queue, secrets, clock, ids, log, prices.
import { randomBytes } from 'node:crypto';
import { parsePrices } from '../shared/domain/billing/price-book.ts';
import type { Service } from '../shared/operations/service.ts';
import { now } from '../shared/platform/clock.ts';
import { makeDynamoDb } from '../shared/platform/dynamodb.ts';
import { type Environment, readEnvironment } from '../shared/platform/environment.ts';
import { type Files, makeFiles } from '../shared/platform/files.ts';
import { makeIds } from '../shared/platform/ids.ts';
import type { Log } from '../shared/platform/log.ts';
import type { SendMail } from '../shared/platform/mail.ts';
import { makeQueue } from '../shared/platform/queue.ts';
import { makeQueueLength } from '../shared/platform/queue-length.ts';
import type { ReadSecret } from '../shared/platform/secrets.ts';
import { bucketAddress, makeSignUrl } from '../shared/platform/signed-url.ts';

/** A service but for the time left, which each invocation knows for itself. */
export type ProcessService = Omit<Service, 'remaining'>;

/** What only some functions may do, so that the others do without its client in their bundle. */
export type Tools = {
  readonly secrets: (endpoint: string | undefined) => ReadSecret;
  readonly mail: (from: string, endpoint: string | undefined) => SendMail;
};

/** Throws when the environment is not complete. */
export function makeService(
  variables: Readonly<Record<string, string | undefined>>,
  log: Log,
  tools: Partial<Tools> = {},
): ProcessService {
  const environment = readEnvironment(variables);
  const db = makeDynamoDb(environment.dynamodbEndpoint);
  const queue = { url: environment.queueUrl, endpoint: environment.sqsEndpoint };
  const { secrets, mail } = { ...noTools, ...tools };
  const readSecret = secrets(environment.secretsEndpoint);
  return {
    table: { db, name: environment.table },
    tokens: { db, name: environment.tokensTable },
    now,
    randomBytes,
    nextId: makeIds({ now, random: randomBytes }).next,
    files: filesOf(environment),
    enqueue: makeQueue(queue, log),
    queueLength: makeQueueLength(queue),
    tokenKey: () => readSecret(environment.tokenKeySecret),
    operatorToken: () => readSecret(environment.operatorSecret),
    sendMail: mail(environment.mailFrom, environment.mailEndpoint),
    policy: environment.policy,
    operator: environment.operatorSecret !== '',
    log,
    prices: parsePrices(environment.prices, 'PRICES'),
    version: environment.version,
    commit: environment.commit,
  };
}

function filesOf({ filesBucket, filesEndpoint, region, credentials }: Environment): Files {
  const address = bucketAddress(filesBucket, region, filesEndpoint);
  return makeFiles(makeSignUrl({ address, region, credentials }, now));
}

const refuse = (what: string) => async (): Promise<never> => {
  throw new Error(`this function has no business with ${what}`);
};

const noTools: Tools = { secrets: () => refuse('secrets'), mail: () => refuse('mail') };
