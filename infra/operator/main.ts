// `npx cairn operator COMMAND`: does one thing at the operator's door and prints the answer as JSON.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { isRefusal, refusal } from '../local/refusal.ts';
import { type CommandLine, type Request, readCommandLine, usage } from './command-line.ts';
import { type Door, send } from './send.ts';

const service = z.object({ url: z.string(), operator_token: z.string().optional() });

/** The environment's, else that of the running local service. @throws Refusal that says what is missing. */
function doorOf({ data }: CommandLine): Door {
  const { CAIRN_URL: url, CAIRN_OPERATOR_TOKEN: token } = process.env;
  if (url && token) return { url: url.replace(/\/+$/, ''), token };
  if (url || token) throw refusal('Set both CAIRN_URL and CAIRN_OPERATOR_TOKEN, or neither.');
  const local = service.parse(JSON.parse(readService(join(data, 'service.json'))));
  if (local.operator_token) return { url: local.url, token: local.operator_token };
  throw refusal("The service runs without the operator's door: start it with npm start -- --operator.");
}

function readService(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw refusal(`There is no ${file}: does the service run? Say where its data are with --data DIR.`);
  }
}

/** On a command line everybody who lists processes could read it. */
async function withPassword(request: Request): Promise<Request> {
  if (!request.password) return request;
  const password = process.env['CAIRN_PASSWORD'] ?? (await text(process.stdin)).replace(/\r?\n$/, '');
  return { ...request, body: { ...request.body, password } };
}

async function main(args: readonly string[]): Promise<void> {
  const line = readCommandLine(args);
  if (!line) return console.log(usage);
  console.log(JSON.stringify(await send(doorOf(line), await withPassword(line.request), console.error), null, 2));
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(isRefusal(error) ? error.message : error);
  process.exitCode = 1;
});
