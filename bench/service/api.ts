// A small client of the service for measurements: times every call, and repeats what was not answered when it is told to.
import { setTimeout as sleep } from 'node:timers/promises';

export type Api = {
  readonly call: <T>(method: string, path: string, body?: unknown) => Promise<T>;
  /** Milliseconds of each answered call, by name. */
  readonly times: Map<string, number[]>;
  /** A call whose time counts under a name. */
  readonly timed: <T>(name: string, method: string, path: string, body?: unknown) => Promise<T>;
};

/** `where` is asked anew at each try, since a host that was restarted may answer elsewhere. `patience`: milliseconds to go on repeating. */
export function makeApi(where: () => { url: string; token: string }, patience = 0): Api {
  const times = new Map<string, number[]>();
  const once = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const { url, token } = where();
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const reply = await fetch(`${url}/v1${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    if (!reply.ok)
      throw Object.assign(new Error(`${method} ${path}: ${reply.status} ${text.slice(0, 300)}`), {
        status: reply.status,
      });
    return JSON.parse(text) as T;
  };
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    for (const end = Date.now() + patience; ; ) {
      try {
        return await once<T>(method, path, body);
      } catch (error) {
        const status = (error as { status?: number }).status;
        if (Date.now() >= end || !worthRepeating(status)) throw error;
        await sleep(100);
      }
    }
  };
  const timed = async <T>(name: string, method: string, path: string, body?: unknown): Promise<T> => {
    const start = performance.now();
    const answer = await call<T>(method, path, body);
    times.set(name, [...(times.get(name) ?? []), performance.now() - start]);
    return answer;
  };
  return { call, timed, times };
}

/** No answer at all, told to try again, or a host that has just begun to listen. */
const worthRepeating = (status: number | undefined): boolean =>
  status === undefined || status === 429 || status === 503;

export const quantile = (values: readonly number[], q: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
};

export const timesLine = (name: string, values: readonly number[]): string =>
  `${name.padEnd(28)} p50 ${quantile(values, 0.5).toFixed(1)} ms   p90 ${quantile(values, 0.9).toFixed(1)} ms   p99 ${quantile(values, 0.99).toFixed(1)} ms   (${values.length} calls)`;
