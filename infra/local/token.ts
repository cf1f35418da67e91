// The token of the local installation: made on the first start, kept in the data folder, and tried at each start.
import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { writeWhole } from './data/folder.ts';
import { messageOf, refusal } from './refusal.ts';
import type { Running } from './run.ts';

export type LocalToken = {
  readonly token: string;
  /** Id of the client that the token belongs to. */
  readonly client: string;
  /** Made just now: the user has not seen it yet. */
  readonly isNew: boolean;
};

const made = z.object({ token: z.string() });
const self = z.object({ client: z.string() });

/** @throws Refusal when none can be made, or the kept one is not valid for the data. */
export async function localToken(running: Running): Promise<LocalToken> {
  const file = running.folder.token;
  const isNew = !existsSync(file);
  if (isNew) writeWhole(file, `${await makeToken(running)}\n`);
  const token = readFileSync(file, 'utf8').trim();
  return { token, isNew, client: await clientOf(running.url, token, file) };
}

async function makeToken(running: Running): Promise<string> {
  try {
    return made.parse(await running.invoke('FirstToken', { organization: 'Local', client: 'Local' })).token;
  } catch (error) {
    throw refusal(`The first token cannot be made: ${messageOf(error)} (see ${running.folder.logs}).`);
  }
}

async function clientOf(url: string, token: string, file: string): Promise<string> {
  const authorization = `Basic ${Buffer.from(`${token}:`).toString('base64')}`;
  const response = await fetch(`${url}/v1/tokens/self`, { headers: { authorization } });
  const body = await response.text();
  if (response.status === 200) return self.parse(JSON.parse(body)).client;
  if (response.status >= 500)
    throw refusal(`The service does not answer (${response.status} ${body}): see the log files.`);
  throw refusal(
    `The token in ${file} is not valid for the data beside it (${response.status}): move that file away to have one made.`,
  );
}
