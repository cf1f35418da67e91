// Takes everything below a prefix out of a bucket: lists a thousand objects, deletes them, and begins again until none is left.
import { createHash } from 'node:crypto';
import { tryAgain } from '../domain/problem.ts';
import type { SignUrl } from './signed-url.ts';

/** Seconds; the request is made at once. */
const lifetime = 60;
/** Milliseconds that the bucket has to answer. */
const patience = 5_000;

/** False when the time was over before all was gone. @throws the 429 when the bucket does not do it. */
export async function eraseObjects(sign: SignUrl, prefix: string, timeLeft: () => boolean): Promise<boolean> {
  while (timeLeft()) {
    const keys = await list(sign, prefix);
    if (keys.length === 0) return true;
    await remove(sign, keys);
  }
  return false;
}

/** The first keys in order. Keys come in URL encoding, because XML cannot hold every character. */
async function list(sign: SignUrl, prefix: string): Promise<string[]> {
  const query = { 'list-type': '2', 'encoding-type': 'url', prefix };
  const text = await answer(await sign({ method: 'GET', key: '', query, lifetime }), { method: 'GET' });
  return [...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => decodeURIComponent(key.replaceAll('+', ' ')));
}

/** One request for all of them; with `Quiet` the answer speaks only of those that are still there. */
async function remove(sign: SignUrl, keys: readonly string[]): Promise<void> {
  const objects = keys.map((key) => `<Object><Key>${escaped(key)}</Key></Object>`).join('');
  const body = `<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>${objects}</Delete>`;
  const headers = { 'content-md5': createHash('md5').update(body).digest('base64') };
  const url = await sign({ method: 'POST', key: '', query: { delete: '' }, headers, lifetime });
  const text = await answer(url, { method: 'POST', headers, body });
  if (text.includes('<Error>')) throw unwilling(text);
}

async function answer(url: string, init: RequestInit): Promise<string> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(patience) }).catch((error: unknown) => {
    throw unwilling(String(error));
  });
  const text = await response.text();
  if (!response.ok) throw unwilling(text);
  return text;
}

const unwilling = (why: string) =>
  Object.assign(tryAgain('The files could not be erased.'), { cause: why.slice(0, 1000) });

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escaped = (text: string): string => text.replace(/[&<>]/g, (letter) => entities[letter] ?? letter);
