// The fields of a training run that lists filter, sort and count by: their names, the kind of value each has, and how it is read.
import { padId } from '../id.ts';
import { own } from '../record.ts';
import type { Run, RunTexts, TextNames } from './run.ts';

export type RunValue = string | number | boolean;

/** `scalar`: text or a number, whatever the user wrote. */
export type FieldKind = 'id' | 'timestamp' | 'boolean' | 'string' | 'state' | 'numeric' | 'scalar';

/** What lists look at in a run; its long texts may be blank where only their names are looked at. */
export type ListedRun = Pick<
  Run,
  | 'id'
  | 'client'
  | 'name'
  | 'experiment'
  | 'observation'
  | 'suggestion'
  | 'user'
  | 'created'
  | 'updated'
  | 'completed'
  | 'state'
  | 'deleted'
  | 'favorite'
  | 'optimized'
  | 'checkpoints'
  | 'assignments'
  | 'values'
  | 'metadata'
  | 'model'
  | 'sourceHash'
> & { readonly texts: RunTexts };

/** With its long texts, or, where they are not known, with blank ones under their names. */
export const listedRun = <Of extends Run>(run: Of, texts: RunTexts | null): Of & { readonly texts: RunTexts } => ({
  ...run,
  texts: texts ?? blank(run.textNames),
});

const blank = ({ source, logs }: TextNames): RunTexts => ({
  source: source ? '' : null,
  logs: Object.fromEntries(logs.map((name) => [name, ''])),
});

export type RunField = {
  /** As `defined_fields` writes it, e.g. `values.loss.value`. */
  readonly key: string;
  /** For people. */
  readonly name: string;
  readonly kind: FieldKind;
  /** Null: this run does not have it. Ids are padded, so that text order is their order. */
  readonly read: (run: ListedRun) => RunValue | null;
  /** It is one of the run's long texts, which are read only where they are needed. */
  readonly long?: true;
};

const padded = (id: string | null): string | null => (id === null ? null : padId(id));

/** Fields that every run may have, in the order in which they are shown. */
export const plainFields: readonly RunField[] = [
  { key: 'id', name: 'ID', kind: 'id', read: ({ id }) => padded(id) },
  { key: 'name', name: 'Name', kind: 'string', read: ({ name }) => name },
  { key: 'state', name: 'State', kind: 'state', read: ({ state }) => state },
  { key: 'client', name: 'Client', kind: 'id', read: ({ client }) => padded(client) },
  { key: 'experiment', name: 'Experiment', kind: 'id', read: ({ experiment }) => padded(experiment) },
  { key: 'suggestion', name: 'Suggestion', kind: 'id', read: ({ suggestion }) => padded(suggestion) },
  { key: 'observation', name: 'Observation', kind: 'id', read: ({ observation }) => padded(observation) },
  { key: 'user', name: 'Created by', kind: 'id', read: ({ user }) => padded(user) },
  { key: 'created', name: 'Created', kind: 'timestamp', read: ({ created }) => created },
  { key: 'updated', name: 'Updated', kind: 'timestamp', read: ({ updated }) => updated },
  { key: 'completed', name: 'Completed', kind: 'timestamp', read: ({ completed }) => completed },
  { key: 'deleted', name: 'Archived', kind: 'boolean', read: ({ deleted }) => deleted },
  { key: 'favorite', name: 'Favorite', kind: 'boolean', read: ({ favorite }) => favorite },
  { key: 'optimized_suggestion', name: 'Optimized', kind: 'boolean', read: ({ optimized }) => optimized },
  { key: 'model.type', name: 'Model type', kind: 'string', read: ({ model }) => model },
  { key: 'source_code.content', name: 'Source code', kind: 'string', long: true, read: ({ texts }) => texts.source },
  { key: 'source_code.hash', name: 'Source code hash', kind: 'string', read: ({ sourceHash }) => sourceHash },
];

/** Fields under a name of the user's own: `<map>.<name><part>`. A name may hold dots. */
type Family = Pick<RunField, 'kind' | 'long'> & {
  readonly map: 'assignments' | 'values' | 'metadata' | 'logs';
  readonly part: '' | '.value' | '.value_stddev' | '.content';
  readonly called: (name: string) => string;
  readonly names: (run: ListedRun) => readonly string[];
  readonly read: (run: ListedRun, name: string) => RunValue | null;
};

/** In the order in which they are shown. */
export const families: readonly Family[] = [
  {
    ...{ map: 'assignments', part: '', kind: 'scalar', called: (name) => name },
    names: ({ assignments }) => Object.keys(assignments),
    read: ({ assignments }, name) => own(assignments, name) ?? null,
  },
  {
    ...{ map: 'values', part: '.value', kind: 'numeric', called: (name) => name },
    names: ({ values }) => Object.keys(values),
    read: ({ values }, name) => own(values, name)?.value ?? null,
  },
  {
    ...{ map: 'values', part: '.value_stddev', kind: 'numeric', called: (name) => `${name} (standard deviation)` },
    names: ({ values }) => Object.keys(values),
    read: ({ values }, name) => own(values, name)?.stddev ?? null,
  },
  {
    ...{ map: 'metadata', part: '', kind: 'scalar', called: (name) => name },
    names: ({ metadata }) => Object.keys(metadata ?? {}),
    read: ({ metadata }, name) => own(metadata ?? {}, name) ?? null,
  },
  {
    ...{ map: 'logs', part: '.content', kind: 'string', long: true, called: (name) => name },
    names: ({ texts }) => Object.keys(texts.logs),
    read: ({ texts }, name) => own(texts.logs, name) ?? null,
  },
];

export const familyField = (family: Family, name: string): RunField => ({
  key: `${family.map}.${name}${family.part}`,
  name: family.called(name),
  kind: family.kind,
  ...(family.long ? { long: true } : {}),
  read: (run) => family.read(run, name),
});

/** Other names of fields. */
const aliases: Readonly<Record<string, string>> = { finished: 'completed' };

/** Null when runs have no field of this name. */
export function runField(given: string): RunField | null {
  const key = own(aliases, given) ?? given;
  const plain = plainFields.find((field) => field.key === key);
  if (plain) return plain;
  for (const family of families) {
    const prefix = `${family.map}.`;
    const name = key.slice(prefix.length, key.length - family.part.length);
    if (name !== '' && key === `${prefix}${name}${family.part}`) return familyField(family, name);
  }
  return null;
}

export const fieldNames = `${plainFields.map(({ key }) => key).join(', ')}, ${families.map(({ map, part }) => `${map}.NAME${part}`).join(', ')}`;
