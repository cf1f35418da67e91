// A running host for tests about identity: requests with any token, and what the operator makes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Host, type HostOptions, startHost } from '../../infra/local/host.ts';
import { prepare } from '../../infra/local/prepare.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into by tests, which say what they expect.
export type Answer = { readonly status: number; readonly json: any; readonly text: string };

export type LocalService = {
  readonly host: Host;
  readonly send: (method: string, path: string, token: string | null, body?: unknown) => Promise<Answer>;
  /** A request that must succeed; its answer. */
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  readonly made: (method: string, path: string, token: string | null, body?: unknown) => Promise<any>;
  /** The operator's token; empty without the operator's door. */
  readonly operator: string;
  readonly stop: () => Promise<void>;
};

export async function startService(options: Partial<HostOptions> = {}): Promise<LocalService> {
  const operator = options.operator ?? true;
  const folder = mkdtempSync(join(tmpdir(), 'cairn-identity-'));
  const host = await startHost({
    ...{ data: folder, quiet: true, operator },
    synthesized: await prepare(() => {}, { operator }),
    ...options,
  });
  const send: LocalService['send'] = async (method, path, token, body) => {
    const response = await fetch(host.url + path, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, text, json: text === '' ? null : JSON.parse(text) };
  };
  const made: LocalService['made'] = async (method, path, token, body) => {
    const { status, text, json } = await send(method, path, token, body);
    if (status !== 200) throw new Error(`${method} ${path}: ${status} ${text}`);
    return json;
  };
  const stop = async () => {
    await host.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { host, send, made, operator: host.operatorToken ?? '', stop };
}

export const password = 'Correct-Horse-7';

let people = 0;
export const newAddress = (): string => `person-${++people}@example.org`;
