// Remembers verdicts: the same function asks for the same few rights again and again.

import type { Need } from './needs.ts';
import { allows, type Statement } from './statement.ts';

/** The first right that the caller lacks; undefined when it has them all. */
export type Judge = (needs: readonly Need[]) => Need | undefined;

export function makeJudge(statements: readonly Statement[]): Judge {
  const known = new Map<string, boolean>();
  const granted = ({ action, resource }: Need): boolean => {
    const key = `${action} ${resource}`;
    const verdict = known.get(key) ?? allows(statements, action, resource);
    known.set(key, verdict);
    return verdict;
  };
  return (needs) => needs.find((each) => !granted(each));
}
