// Chooses the listener rule of a request: the first, by priority, whose conditions all hold.
import type { Rule } from './listener.ts';

/** Path patterns are case sensitive; `*` stands for any characters, slashes and none included, `?` for exactly one. */
const expressionOf = (pattern: string): RegExp => {
  const parts = [...pattern].map((char) => {
    if (char === '*') return '[^]*';
    return char === '?' ? '[^]' : char.replace(/[.+^${}()|[\]\\/-]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`, 'u');
};

/** `path` is as received, without the query. The last rule has no conditions. */
export function makeRuleMatcher(rules: readonly Rule[]): (method: string, path: string) => Rule | undefined {
  const compiled = rules.map((rule) => ({ rule, paths: rule.paths?.map(expressionOf) }));
  return (method, path) =>
    compiled.find(
      ({ rule: { methods }, paths }) =>
        (methods?.includes(method) ?? true) && (paths?.some((each) => each.test(path)) ?? true),
    )?.rule;
}
