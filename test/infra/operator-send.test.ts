// What `npx cairn operator` says when the door or the disk does not do its part.
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen } from '../../infra/local/http/listen.ts';
import { readCommandLine } from '../../infra/operator/command-line.ts';
import { send } from '../../infra/operator/send.ts';

const page = { organization: {}, people: [], records: [{ record: 1 }], next: null };
/** Exports, erases at the third time, and is a gateway's error page to all else. */
const waits = [1, 0];
const server: Server = createServer((request, response) => {
  if (request.url?.endsWith('/export')) response.end(JSON.stringify(page));
  else if (request.method === 'DELETE') {
    const retry_after = waits.shift();
    response.end(JSON.stringify({ complete: retry_after === undefined, retry_after: retry_after ?? 0 }));
  } else response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad Gateway</html>');
});
let url = '';
beforeAll(async () => {
  url = await listen(server, 0);
});
afterAll(() => server.close());

const said: string[] = [];
const answer = (...words: string[]): Promise<unknown> => {
  const line = readCommandLine(['operator', ...words]);
  if (!line) throw new Error('no command');
  return send({ url, token: 'token' }, line.request, (text) => said.push(text));
};

// Guarantee: whoever gave another address than the service's is told so in a sentence.
test('an answer that is no JSON is told', async () => {
  await expect(answer('list')).rejects.toThrow(`${url} answered 502 and no JSON`);
});

// Guarantee: an export that cannot be written, or not wholly, is a sentence with the file in it, and no success.
test.each(['/nowhere/acme.jsonl', '/dev/full'])('an export to %s is refused', async (file) => {
  await expect(answer('export', '17', file)).rejects.toThrow(`The export cannot be written to ${file} (E`);
});

// Guarantee: an erasure is asked for until it is complete, no sooner than the service said, and whoever waits is told what for.
test('an erasure that has to wait says so', async () => {
  const begun = performance.now();
  expect(await answer('delete', '17', '--yes')).toEqual({ complete: true, retry_after: 0 });
  expect(performance.now() - begun).toBeGreaterThan(990);
  expect(said).toEqual([expect.stringContaining('go in 1 s')]);
});
