// The local host as a function: builds what has changed, runs the stack, sees to the token, and says where it answers.
import { remove, writeWhole } from './data/folder.ts';
import type { QueueFault } from './events/disturb.ts';
import { prepare } from './prepare.ts';
import { type Running, run } from './run.ts';
import type { Call, Fault } from './services/proxy.ts';
import type { Synthesized } from './template/assembly.ts';
import { type LocalToken, localToken } from './token.ts';

export type HostOptions = {
  /** By default a free one. */
  readonly port?: number;
  /** The data folder; made if need be. */
  readonly data: string;
  /** Says nothing on the terminal, not even failures of functions: those stand in the log files. */
  readonly quiet?: boolean;
  /** With the operator's door. */
  readonly operator?: boolean;
  /** With the load balancer, on a port of its own. */
  readonly alb?: boolean;
  /** A stack that is built already. */
  readonly synthesized?: Synthesized;
  /** How to build one, where it is not; by default from the present sources, unless they are unchanged. */
  readonly build?: () => Promise<Synthesized>;
  /** Called when the host cannot go on, because its database has ended by itself. */
  readonly lost?: (why: string) => void;
  /** For tests: decides what happens to each message between queue and function. */
  readonly queueFault?: QueueFault;
  /** For tests: answers a function's call to DynamoDB or SQS in the service's place. */
  readonly callFault?: (call: Call) => Fault | undefined;
};

export type Host = LocalToken &
  Pick<Running, 'url' | 'albUrl' | 'folder' | 'invoke' | 'renew' | 'stopQueue'> & {
    /** Of the operator's door, where there is one. */
    readonly operatorToken: string | undefined;
    /** Leaves no process behind. */
    readonly stop: () => Promise<void>;
  };

/** @throws Refusal, one sentence with the way out, when something is in the way; nothing is left running then. */
export async function startHost(options: HostOptions): Promise<Host> {
  const { operator = false, alb = false } = options;
  const report = options.quiet ? () => {} : (line: string) => console.error(line);
  const running = await run({
    port: options.port ?? 0,
    data: options.data,
    synthesize: async () => options.synthesized ?? (options.build ?? (() => prepare(report, { operator, alb })))(),
    report,
    lost: options.lost ?? report,
    queueFault: options.queueFault,
    callFault: options.callFault,
  });
  try {
    return await announced(running);
  } catch (error) {
    await running.stop();
    throw error;
  }
}

/** Scripts wait for `service.json`, so it comes last and goes first. */
async function announced(running: Running): Promise<Host> {
  const { url, albUrl, folder, invoke, renew, stopQueue } = running;
  const local = await localToken(running);
  const operatorToken = running.secret('OperatorToken');
  const more = {
    ...(operatorToken === undefined ? {} : { operator_token: operatorToken }),
    ...(albUrl === undefined ? {} : { alb_url: albUrl }),
  };
  writeWhole(folder.service, `${JSON.stringify({ url, token: local.token, client: local.client, ...more })}\n`);
  const stop = async () => {
    remove(folder.service);
    await running.stop();
  };
  return { ...local, operatorToken, url, albUrl, folder, invoke, renew, stopQueue, stop };
}
