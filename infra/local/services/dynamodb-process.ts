// Starts dynoxide, a DynamoDB-compatible server, on the data file; or uses the endpoint that CAIRN_DYNAMODB_ENDPOINT names.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../free-port.ts';
import { refusal } from '../refusal.ts';
import { type Child, startChild } from './child.ts';
import { refuseTruncated } from './data-file.ts';

const leash = fileURLToPath(new URL('leash.sh', import.meta.url));

/** `child` is undefined when the endpoint is somebody else's. */
export type Database = { readonly endpoint: URL; readonly child?: Child };

/** `folder` holds the data file, `logFolder` the server's log. @throws Refusal with the way out. */
export async function startDatabase(folder: string, logFolder: string): Promise<Database> {
  const foreign = process.env['CAIRN_DYNAMODB_ENDPOINT'];
  if (foreign) return { endpoint: parseEndpoint(foreign) };
  const file = join(folder, 'dynamodb.sqlite');
  refuseTruncated(file);
  return serve(binary(), file, join(logFolder, 'dynamodb.log'));
}

function parseEndpoint(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw refusal(`CAIRN_DYNAMODB_ENDPOINT (${text}) must be a URL such as http://127.0.0.1:8000.`);
}

/** Path of the server. An optional dependency: npm installs it on Linux x64 and leaves it out elsewhere. @throws Refusal */
export function binary(resolve: (name: string) => string = createRequire(import.meta.url).resolve): string {
  try {
    return resolve('@dynoxide/linux-x64/dynoxide');
  } catch {
    throw refusal(
      `There is no local DynamoDB server for ${process.platform}-${process.arch} here: set CAIRN_DYNAMODB_ENDPOINT ` +
        'to the URL of one (DynamoDB Local, moto, or real AWS), for example http://127.0.0.1:8000.',
    );
  }
}

async function serve(command: string, file: string, log: string): Promise<Database> {
  const port = await freePort();
  const child = await startChild({
    command: 'sh',
    arguments: [leash, command, 'serve', '--host', '127.0.0.1', '--port', String(port), '--db-path', file],
    log,
    pidIn: Number,
  });
  if (await answers(port, child.ended)) return { endpoint: new URL(`http://127.0.0.1:${port}`), child };
  throw refusal(
    `The data in ${file} cannot be opened (${lastLine(log)}): restore the file from a copy, or move it away.`,
  );
}

async function answers(port: number, ended: Promise<void>): Promise<boolean> {
  const dead = ended.then(() => true);
  while (!(await connects(port))) {
    if (await Promise.race([dead, sleep(10, false)])) return false;
  }
  return true;
}

const connects = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

const lastLine = (log: string): string => readFileSync(log, 'utf8').trim().split('\n').at(-1) ?? '';
