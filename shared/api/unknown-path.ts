// What is said of a path that the table does not have: what is wrong with an id in it, or the path that it may be a slip of.
import { type Problem, problem, shown } from '../domain/problem.ts';
import { slipsBetween } from '../domain/spelling.ts';

/** The 404. `patterns`: the paths of the table, taken apart. `allowed`: whether a variable of that name may be the text. */
export function unknownPath(path: string, patterns: readonly Pattern[], allowed: Allowed): Problem {
  const parts = path.split('/');
  const hint = outsideHint(path) ?? idHint(parts, patterns, allowed) ?? slipHint(path, patterns, allowed);
  return problem(404, `There is no endpoint at the path ${shown(path)}. ${hint ?? 'GET /v1/docs shows every path.'}`);
}

type Pattern = readonly string[];
type Allowed = (name: string, text: string) => boolean;

export const isVariable = (part: string): boolean => part.startsWith('{');

export const nameOf = (variable: string): string => variable.slice(1, -1);

const outsideHint = (path: string): string | null =>
  /^\/v1(\/|$)/.test(path)
    ? null
    : `Every path of the API begins with /v1; perhaps you meant ${shown(`/v1${path}`)}. GET /v1/docs shows them.`;

const shapes: Readonly<Record<string, string>> = {
  project: 'Ids of projects are 1 to 32 of a-z 0-9 . - _ (no capital letters).',
  token: 'Tokens are letters, digits and _.',
};

/** For a path that is one of the table's but for what stands in the place of an id. */
function idHint(parts: Pattern, patterns: readonly Pattern[], allowed: Allowed): string | null {
  const pattern = patterns.find(
    (one) =>
      one.length === parts.length && one.every((part, i) => (isVariable(part) ? parts[i] !== '' : part === parts[i])),
  );
  const wrong = pattern?.find((part, i) => isVariable(part) && !allowed(nameOf(part), parts[i] ?? ''));
  return wrong === undefined ? null : (shapes[nameOf(wrong)] ?? 'Ids in paths are whole numbers.');
}

/** For a path that is one of the table's but for the spelling of its words, or a slash too many; the words are compared with the table's. */
function slipHint(path: string, patterns: readonly Pattern[], allowed: Allowed): string | null {
  const parts = ['', ...path.split('/').filter((part) => part !== '')];
  const [best] = patterns
    .filter(({ length }) => length === parts.length)
    .map((pattern) => ({ pattern, slips: slipsOf(pattern, parts, allowed) }))
    .sort((a, b) => a.slips - b.slips);
  if (!best || best.slips === Number.POSITIVE_INFINITY) return null;
  const meant = best.pattern.map((part, i) => (isVariable(part) ? parts[i] : part)).join('/');
  return `Perhaps you meant ${shown(meant)}; GET /v1/docs shows every path.`;
}

const slipsOf = (pattern: Pattern, parts: Pattern, allowed: Allowed): number =>
  pattern
    .map((part, i) => [part, parts[i] ?? ''] as const)
    .map(([part, text]) => (isVariable(part) ? (allowed(nameOf(part), text) ? 0 : Infinity) : slipsBetween(part, text)))
    .reduce((sum, slips) => sum + slips, 0);
