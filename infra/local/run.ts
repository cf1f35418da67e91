// Runs a synthesized stack on this computer: first all checks, then servers, tables and queues, then whatever calls functions.

import { makeBalancer } from './balancer/balancer.ts';
import { type LocalBucket, openBuckets } from './bucket/buckets.ts';
import { type Closers, makeClosers } from './closers.ts';
import { type DataFolder, openFolder, remove } from './data/folder.ts';
import { takeLock } from './data/lock.ts';
import type { QueueFault } from './events/disturb.ts';
import { poll } from './events/poller.ts';
import { runSchedule } from './events/schedule.ts';
import { eventSourcesOf } from './events/source.ts';
import type { Answer } from './http/front.ts';
import { makeAnswer, makeGateway } from './http/gateway.ts';
import { close, listen } from './http/listen.ts';
import type { LocalFunction } from './lambda/function.ts';
import { type Lambda, makeLambda } from './lambda/invoke.ts';
import { type Plan, planOf } from './plan.ts';
import { refusal } from './refusal.ts';
import { makeForwarder } from './services/forward.ts';
import { type Call, type Caller, type Fault, makeProxy, type ProxySettings } from './services/proxy.ts';
import { type LocalQueue, makeQueues } from './services/queues.ts';
import { prepareSecrets, type Secrets } from './services/secrets.ts';
import { type Servers, startServers } from './services/servers.ts';
import { prepareTables } from './services/tables.ts';
import { readAssembly, type Synthesized } from './template/assembly.ts';
import type { Origins } from './template/names.ts';
import { workOut } from './template/stack.ts';

export type RunOptions = {
  /** 0 takes a free port. A load balancer takes the next one. */
  readonly port: number;
  /** The data folder. */
  readonly data: string;
  /** Called once folder and port are known to be free: building takes seconds. */
  readonly synthesize: () => Promise<Synthesized>;
  /** Says a line on the terminal: failures, refused rights. */
  readonly report: (line: string) => void;
  /** Called when the database's server has ended by itself: nothing can be answered any more. */
  readonly lost: (why: string) => void;
  /** For tests. */
  readonly queueFault?: QueueFault | undefined;
  readonly callFault?: ((call: Call) => Fault | undefined) | undefined;
};

export type Running = {
  /** Origin of the API, without a path. */
  readonly url: string;
  /** Origin of the load balancer, where the stack has one. */
  readonly albUrl: string | undefined;
  readonly folder: DataFolder;
  /** The text of a secret of the stack, by its logical id; undefined when the stack has none of that name. */
  readonly secret: (name: string) => string | undefined;
  /** Invokes the function whose logical id begins with `name`. @throws when there is none, or with the function's error. */
  readonly invoke: (name: string, event: unknown) => Promise<unknown>;
  /** Loads the functions' code anew from now on. */
  readonly renew: () => void;
  /** Ends the queue's server and leaves it away: what a failure of SQS looks like. For tests. */
  readonly stopQueue: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Servers listen before they can answer: their addresses stand in the functions' environments. */
type Doors = { answer?: Answer; proxy?: ProxySettings };

/** @throws Refusal when something is in the way; what was opened until then is closed again. */
export async function run(options: RunOptions): Promise<Running> {
  const closers = makeClosers();
  try {
    return await open(options, closers);
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

async function open(options: RunOptions, closers: Closers): Promise<Running> {
  const folder = openFolder(options.data);
  const lock = await takeLock(folder.root);
  closers.add(lock.release);
  remove(folder.service);
  const doors: Doors = {};
  const origins = await openDoors(doors, options.port, closers);
  const plan = planOf(workOut(readAssembly(await options.synthesize()), origins), origins);
  const servers = await startServers(folder, lock, closers, options.lost);
  const queues = await prepareData(plan, servers);
  const secrets = prepareSecrets(plan.stack, folder.secrets);
  const buckets = openBuckets(plan.stack, folder.buckets, Date.now);
  doors.proxy = proxySettings(plan, servers, { queues, secrets, buckets, mail: folder.mail }, options, closers);
  const lambda = makeLambda(folder.logs, options.report);
  closers.add(lambda.stop);
  doors.answer = makeAnswer(plan.routes, lambda);
  const albUrl = await openBalancer(plan, lambda, options.port, closers);
  startEvents(plan, servers, queues, lambda, options, closers);
  const invoke = (name: string, event: unknown) => invokeByName(plan.functions, lambda, name, event);
  const { renew } = lambda;
  const secret = (name: string) => secrets.byTitle.get(name);
  return {
    url: origins.api,
    albUrl,
    folder,
    secret,
    invoke,
    renew,
    stopQueue: servers.stopQueue,
    stop: closers.closeAll,
  };
}

async function openDoors(doors: Doors, port: number, closers: Closers): Promise<Origins> {
  const gateway = makeGateway(() => doors.answer);
  const proxy = makeProxy(() => doors.proxy);
  closers.add(() => Promise.all([close(gateway), close(proxy)]));
  return { api: await listen(gateway, port), aws: await listen(proxy, 0) };
}

/** No function's environment holds its address, so it comes last. */
async function openBalancer({ listener }: Plan, lambda: Lambda, port: number, closers: Closers) {
  if (!listener) return undefined;
  const server = makeBalancer(listener, lambda);
  closers.add(() => close(server));
  return listen(server, port === 0 ? 0 : port + 1);
}

async function prepareData({ stack }: Plan, servers: Servers): Promise<readonly LocalQueue[]> {
  const [queues] = await Promise.all([makeQueues(stack, servers.sqs), prepareTables(stack, servers.dynamodb)]);
  return queues;
}

type Kept = {
  readonly queues: readonly LocalQueue[];
  readonly secrets: Secrets;
  readonly buckets: ReadonlyMap<string, LocalBucket>;
  readonly mail: string;
};

function proxySettings(
  { functions, judgeOf }: Plan,
  servers: Servers,
  { queues, ...kept }: Kept,
  { report, callFault }: RunOptions,
  closers: Closers,
): ProxySettings {
  const callerOf = (each: LocalFunction): Caller => ({
    ...{ name: each.title, role: roleName(each), secret: each.secretKey, judge: judgeOf(each) },
  });
  const [dynamodb, sqs] = [makeForwarder(servers.dynamodb), makeForwarder(servers.sqs)];
  closers.add(dynamodb.close);
  closers.add(sqs.close);
  const urls = new Map(queues.map(({ name, url }) => [name, url]));
  return {
    callers: new Map(functions.map((each) => [each.accessKey, callerOf(each)])),
    dynamodb,
    sqs,
    ...kept,
    queueUrl: (url) => urls.get(url.split('/').at(-1) ?? '') ?? url,
    report,
    ...(callFault ? { fault: callFault } : {}),
  };
}

const roleName = ({ roleArn }: LocalFunction): string => roleArn.split('/').at(-1) ?? '';

function startEvents(
  { stack, functions, judgeOf, schedules }: Plan,
  servers: Servers,
  queues: readonly LocalQueue[],
  lambda: Lambda,
  { queueFault }: RunOptions,
  closers: Closers,
): void {
  for (const source of eventSourcesOf(stack, { queues, functions, judgeOf }))
    closers.add(poll(source, { lambda, queues: servers.sqs, fault: queueFault }));
  for (const schedule of schedules) closers.add(runSchedule(schedule, lambda));
}

async function invokeByName(
  functions: readonly LocalFunction[],
  lambda: Lambda,
  name: string,
  event: unknown,
): Promise<unknown> {
  const target = functions.find(({ id }) => id.startsWith(name));
  if (!target) throw refusal(`The template has no function whose id begins with ${name}.`);
  const outcome = await lambda.invoke(target, event);
  if (!outcome.failure) return JSON.parse(outcome.payload);
  const { type, message, trace } = outcome.failure;
  throw Object.assign(new Error(message), { name: type, stack: trace });
}
