// A list of runs: which runs it holds, in which order, and which fields they define.
import { unpadId } from '../id.ts';
import type { Key } from '../marker.ts';
import { invalid } from '../problem.ts';
import { byText } from '../record.ts';
import {
  type FieldKind,
  families,
  familyField,
  fieldNames,
  type ListedRun,
  plainFields,
  type RunField,
  type RunValue,
  runField,
} from './run-field.ts';
import { meetsAll, type RunFilter, readFilters } from './run-filter.ts';

export type RunListInput = {
  /** Not checked yet. */
  readonly filters?: unknown;
  readonly sort?: string | undefined;
  /** Part of a name, in any letter case. */
  readonly search?: string | undefined;
};

export type RunSelection = {
  readonly filters: readonly RunFilter[];
  readonly search: string;
  /** Null: by id. */
  readonly order: RunField | null;
};

export function readSelection({ filters, sort = 'id', search = '' }: RunListInput): RunSelection {
  return {
    filters: filters === undefined ? [] : readFilters(filters),
    search: search.toLowerCase(),
    order: readOrder(sort),
  };
}

function readOrder(sort: string): RunField | null {
  if (sort === 'id') return null;
  const field = runField(sort);
  if (field) return field;
  throw invalid('sort', sort, 'is not a field that runs are sorted by', `Use one of ${fieldNames}.`);
}

/** How many values a list is sorted by beside the id. */
export const sortValues = ({ order }: RunSelection): 0 | 1 => (order ? 1 : 0);

/** Where a run stands in the list; null when it does not belong to it: a filter leaves it out, or it has nothing to be sorted by. */
export function placeInList({ filters, search, order }: RunSelection, run: ListedRun): Key | null {
  if (!run.name.toLowerCase().includes(search) || !meetsAll(filters, run)) return null;
  if (!order) return { sort: [], id: run.id };
  const value = order.read(run);
  return value === null ? null : { sort: [sortable(value)], id: run.id };
}

/** Text is sorted by its beginning, in the form that it has in a marker: source code would fill an address. */
function sortable(value: RunValue): RunValue {
  if (typeof value !== 'string') return value;
  const beginning =
    value.length > sortLength ? [...value.slice(0, 2 * sortLength)].slice(0, sortLength).join('') : value;
  return Buffer.from(beginning).toString();
}

/** Characters; metadata are no longer. */
const sortLength = 500;

/** Whether a list has to read the long texts of its runs. */
export const needsTexts = ({ filters, order }: RunSelection): boolean =>
  order?.long === true || filters.some(({ field }) => field.long);

/** Whether a run may be in the list, as far as can be told without its long texts. */
export const mayBeInList = ({ filters, search }: RunSelection, run: ListedRun): boolean =>
  run.name.toLowerCase().includes(search) &&
  meetsAll(
    filters.filter(({ field }) => !field.long),
    run,
  );

/** The one experiment that all runs of the list are of; null when no filter says so. */
export function soleExperiment({ filters }: RunSelection): string | null {
  const found = filters.find(({ field, operator }) => field.key === 'experiment' && operator === '==');
  return typeof found?.value === 'string' ? unpadId(found.value) : null;
}

/** An element of `defined_fields`: how many runs of the list have the field. */
export type DefinedField = {
  readonly object: 'field';
  readonly key: string;
  readonly name: string;
  readonly type: 'id' | 'timestamp' | 'numeric' | 'string' | 'object' | 'boolean' | 'unknown';
  readonly count: number;
  readonly sortable: boolean;
};

type Tally = { readonly field: RunField; count: number; text: boolean; number: boolean };

type FieldCount = {
  readonly add: (run: ListedRun) => void;
  /** Plain fields first, then those under names of the user's own, by name. */
  readonly fields: () => DefinedField[];
};

/** Counts fields run by run, so that no list of runs has to be held. */
export function countFields(): FieldCount {
  const plain = [...plainFields, checkpointCount].map(newTally);
  const named = families.map((family) => ({ family, tallies: new Map<string, Tally>() }));
  const add = (run: ListedRun): void => {
    for (const tally of plain) note(tally, run);
    for (const { family, tallies } of named) {
      for (const name of family.names(run)) {
        const tally = tallies.get(name) ?? newTally(familyField(family, name));
        tallies.set(name, tally);
        note(tally, run);
      }
    }
  };
  const byKey = (tallies: Iterable<Tally>) => [...tallies].sort((a, b) => byText(a.field.key, b.field.key));
  const all = () => [...plain, ...named.flatMap(({ tallies }) => byKey(tallies.values()))];
  return { add, fields: () => commonest(all().filter(({ count }) => count > 0)).map(definedField) };
}

/** Fields that an answer has room for beside its runs: those that most runs have, in their order. */
const mostFields = 2000;

function commonest(tallies: readonly Tally[]): readonly Tally[] {
  if (tallies.length <= mostFields) return tallies;
  const kept = new Set(tallies.toSorted((a, b) => b.count - a.count).slice(0, mostFields));
  return tallies.filter((tally) => kept.has(tally));
}

/** Every run has one, but lists neither filter nor sort by it. */
const checkpointCount: RunField = {
  ...{ key: 'checkpoint_count', name: 'Checkpoints', kind: 'numeric' },
  read: ({ checkpoints }) => checkpoints,
};

const newTally = (field: RunField): Tally => ({ field, count: 0, text: false, number: false });

function note(tally: Tally, run: ListedRun): void {
  const value = tally.field.read(run);
  if (value === null) return;
  tally.count++;
  if (typeof value === 'string') tally.text = true;
  if (typeof value === 'number') tally.number = true;
}

const types: Readonly<Record<Exclude<FieldKind, 'scalar'>, DefinedField['type']>> = {
  ...{ id: 'id', timestamp: 'timestamp', boolean: 'boolean', string: 'string', state: 'string', numeric: 'numeric' },
};

const definedField = ({ field, count, text, number }: Tally): DefinedField => ({
  object: 'field',
  key: field.key,
  name: field.name,
  type: field.kind === 'scalar' ? scalarType(text, number) : types[field.kind],
  count,
  sortable: field !== checkpointCount,
});

/** Runs need not agree on what they write under a name. */
function scalarType(text: boolean, number: boolean): DefinedField['type'] {
  if (text && number) return 'unknown';
  return text ? 'string' : 'numeric';
}
