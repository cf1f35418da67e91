// Which service the demo talks to: one that was named, or one that it starts for itself and stops again.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Service } from './api.ts';
import type { Options } from './options.ts';

export type Connection = Service & { readonly stop: () => Promise<void> };

export async function connect({ service, url, token }: Options): Promise<Connection> {
  if (url && token) return { url: url.replace(/\/(v1\/?)?$/, ''), token, stop: async () => {} };
  return service === undefined ? startOwn() : fromFolder(service);
}

async function fromFolder(folder: string): Promise<Connection> {
  const file = join(folder, 'service.json');
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new Error(
      `No running service in ${folder}: ${file} cannot be read. Start one with: npm start -- --data ${folder}`,
      { cause },
    );
  });
  const { url, token } = JSON.parse(text);
  return { url, token, stop: async () => {} };
}

async function startOwn(): Promise<Connection> {
  const { startHost } = await import('../../infra/local/host.ts'); // only here: it brings the whole stack with it
  const data = await mkdtemp(join(tmpdir(), 'cairn-demo-'));
  const clear = (): Promise<void> => rm(data, { recursive: true, force: true });
  try {
    const { url, token, stop } = await startHost({ port: 0, data, quiet: true });
    return { url, token, stop: () => stop().finally(clear) };
  } catch (error) {
    await clear();
    throw error;
  }
}
