// Finds the row of the route table that a method and a path mean, and says what was wrong when there is none.
import { unpadId } from '../domain/id.ts';
import { problem, shown } from '../domain/problem.ts';
import type { PathValues, Route } from './route.ts';
import { isVariable, nameOf, unknownPath } from './unknown-path.ts';

export type Match = { readonly route: Route; readonly values: PathValues };

type Pattern = { readonly route: Route; readonly parts: readonly string[] };

/** The table's rows, taken apart once. A fixed part wins over a variable at the same place (`tokens/self` over `tokens/{token}`). */
export function makeMatcher(routes: readonly Route[]): (method: string, path: string) => Match {
  const patterns = routes.map((route): Pattern => ({ route, parts: route.path.split('/') })).sort(fixedFirst);
  // Words are compared as they arrive: one with a percent-encoded letter is another word for the gateway too, which sends it to the fallback.
  return (method, path) => {
    const parts = path.split('/');
    const found = patterns.flatMap((pattern) => matches(pattern, parts));
    const [match] = found.filter(({ route }) => route.method === method);
    if (match) return match;
    if (found.length > 0) throw wrongMethod(method, path, found);
    throw unknownPath(
      path,
      patterns.map((pattern) => pattern.parts),
      allowed,
    );
  };
}

const fixedFirst = (a: Pattern, b: Pattern): number =>
  a.parts.filter(isVariable).length - b.parts.filter(isVariable).length;

function matches({ route, parts }: Pattern, given: readonly string[]): Match[] {
  if (parts.length !== given.length) return [];
  const values: Record<string, string> = {};
  for (const [i, part] of parts.entries()) {
    const text = given[i] ?? '';
    if (!isVariable(part)) {
      if (part !== text) return [];
      continue;
    }
    const [name, value] = [nameOf(part), plain(text)];
    if (!allowed(name, value)) return [];
    values[name] = shapes[name] ? value : unpadId(value);
  }
  return [{ route, values }];
}

/** Letters, digits and `-._~` mean the same percent-encoded (RFC 3986, 6.2.2.2), and ids and tokens hold no others. Decoded once. */
const plain = (text: string): string =>
  text.replace(/%[0-9a-f]{2}/gi, (code) => {
    const character = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : code;
  });

/** Ids are digits, at most as many as 64 bits take, zeros before them or not; anything else there is no path of ours. A token is letters, digits and `_`; users name projects. */
const shapes: Readonly<Record<string, RegExp>> = { token: /^\w{1,100}$/, project: /^[a-z0-9\-_.]{1,32}$/ };
const digits = /^[0-9]{1,19}$/;

const allowed = (name: string, text: string): boolean => shapeOf(name).test(text);

/** What a variable of a path may be. */
export const shapeOf = (variable: string): RegExp => shapes[variable] ?? digits;

function wrongMethod(method: string, path: string, found: readonly Match[]) {
  const methods = [...new Set([...found.map(({ route }) => route.method), 'OPTIONS'])].sort().join(', ');
  return problem(
    405,
    `The path ${shown(path)} does not know the method ${shown(method)}. Allowed methods: ${methods}.`,
    {
      headers: { Allow: methods },
    },
  );
}
