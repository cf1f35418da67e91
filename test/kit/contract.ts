// What the contract says of an answer: a status that its row tells of, and on success exactly what its schema has, no more and no less.
import { isDeepStrictEqual } from 'node:util';
import { refusalsOf } from '../../shared/api/openapi/answers.ts';
import type { Route } from '../../shared/api/route.ts';

/** Throws when an answer is not what the route table says. `part`: only some fields were asked for. */
export function holdToContract(route: Route, status: number, json: unknown, part = false): void {
  const name = `${route.method} ${route.path}`;
  const told: readonly number[] = [200, 204, ...refusalsOf(route)];
  if (!told.includes(status)) throw new Error(`${name} answers ${status}, which the document does not tell of`);
  if (status !== 200 || part) return;
  // A schema drops keys that it does not know: what it read must be all there was.
  if (!isDeepStrictEqual(plain(route.reply.parse(json)), json))
    throw new Error(`${name} answers with keys that its schema does not know: ${JSON.stringify(json)}`);
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
