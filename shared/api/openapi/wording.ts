// What a row is called in the documents: its tag, its identifier, and a summary where the row has none.
import type { Group, Route } from '../route.ts';

type Place = Pick<Route, 'method' | 'path'>;

const parts = (path: string): readonly string[] =>
  path
    .replace(/^\/v1(?=\/)/, '')
    .split('/')
    .filter((part) => part !== '');

const isVariable = (part: string): boolean => part.startsWith('{');

/** `{suggestion}` and the like, in the order of the path. */
export const variablesOf = (path: string): readonly string[] =>
  parts(path)
    .filter(isVariable)
    .map((part) => part.slice(1, -1));

/** `get_experiments_experiment_suggestions`: no two rows have one, because no two rows have one method and path. */
export const operationId = ({ method, path }: Place): string =>
  [
    method.toLowerCase(),
    ...(path.startsWith('/v1/') ? [] : ['root']),
    ...parts(path).map((part) => part.replace(/[{}]/g, '').replace(/\W/g, '_')),
  ].join('_');

export type Tag = Exclude<Group, 'fallback'> | 'service';

/** Routes of a function are described together. */
export const tagOf = ({ group }: Pick<Route, 'group'>): Tag => (group === 'fallback' ? 'service' : group);

export const summaryOf = ({ method, path, summary }: Pick<Route, 'method' | 'path' | 'summary'>): string =>
  summary ?? derived({ method, path });

const verbs = {
  GET: ['Fetch', 'List'],
  HEAD: ['Look for', 'Look for'],
  POST: ['Create', 'Create'],
  PUT: ['Update', 'Update'],
  MERGE: ['Merge into', 'Merge into'],
  DELETE: ['Delete', 'Delete all'],
} as const;

/** "List suggestions", "Delete a queued suggestion", "Create an experiment". */
function derived({ method, path }: Place): string {
  const places = parts(path);
  const last = places.at(-1) ?? '';
  const [noun = ''] = places.filter((part) => !isVariable(part)).slice(-1);
  const [ofOne, ofAll] = verbs[method];
  if (isVariable(last) || method === 'POST') return `${ofOne} ${withArticle(singular(words(noun)))}`;
  return `${ofAll} ${words(noun)}`;
}

const words = (name: string): string => name.replaceAll('_', ' ');
const singular = (noun: string): string => noun.replace(/ies$/, 'y').replace(/s$/, '');
const withArticle = (noun: string): string => `${/^[aeio]/.test(noun) ? 'an' : 'a'} ${noun}`;
