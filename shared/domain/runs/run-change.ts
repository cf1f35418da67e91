// What a run says after a request: fields replaced as they are given, or maps merged key by key, then held against the rules.
import { maxDocumentBytes } from '../document-size.ts';
import { checkMetadata } from '../metadata.ts';
import { checkName } from '../name.ts';
import { invalid } from '../problem.ts';
import { type Fields, isRecord, own, under } from '../record.ts';
import type { Run, RunFields, RunTexts } from './run.ts';
import type { RunInput } from './run-input.ts';
import * as read from './run-rules.ts';

/** `replace`: a field that is given takes the place of the stored one (PUT, creation). `merge`: maps keep the keys that are not given (MERGE). */
export type How = 'replace' | 'merge';

export type RunContents = { readonly fields: RunFields; readonly texts: RunTexts };

/** Characters of a run's name. */
const maxRunNameLength = 500;

const blank: RunContents = {
  fields: {
    name: '',
    state: 'active',
    favorite: false,
    deleted: false,
    assignments: {},
    assignmentsMeta: {},
    assignmentsSources: {},
    values: {},
    metadata: null,
    devMetadata: {},
    sysMetadata: {},
    datasets: [],
    model: null,
    sourceHash: null,
  },
  texts: { source: null, logs: {} },
};

/** What a new run says. `at`: path of the run in a batch, e.g. `runs[3]`. */
export const newContents = (given: RunInput & { readonly name: string }, at?: string): RunContents =>
  changeContents(blank, given, 'replace', at);

/** Throws the 400 for the first rule that the changed fields break; what is not given is not looked at again. */
export function changeContents(before: RunContents, given: RunInput, how: How, at?: string): RunContents {
  const path = (key: string) => under(at, key);
  const changed = merged(before, given, how);
  const { fields, texts } = before;
  const assignments = changed.assignments
    ? read.assignments(changed.assignments, suggestedIn(fields), path('assignments'))
    : null;
  const next: RunFields = {
    ...flags(fields, given, path),
    assignments: assignments ?? fields.assignments,
    assignmentsMeta: read.assignmentsMeta(
      changed.assignments_meta ?? metaOf(fields),
      given.assignments_meta ?? {},
      assignments ?? fields.assignments,
      path('assignments_meta'),
    ),
    assignmentsSources: changed.assignments_sources
      ? read.assignmentsSources(
          changed.assignments_sources,
          given.assignments_sources ?? {},
          path('assignments_sources'),
        )
      : fields.assignmentsSources,
    values: changed.values ? read.values(changed.values, path('values')) : fields.values,
    metadata: changed.metadata ? checkMetadata(given.metadata && changed.metadata, path('metadata')) : fields.metadata,
    devMetadata: changed.dev_metadata
      ? (checkMetadata(changed.dev_metadata, path('dev_metadata')) ?? {})
      : fields.devMetadata,
    sysMetadata: changed.sys_metadata
      ? read.sysMetadata(changed.sys_metadata, path('sys_metadata'))
      : fields.sysMetadata,
    datasets: changed.datasets ? read.datasets(changed.datasets, path('datasets')) : fields.datasets,
    model: changed.model ? (changed.model.type ?? null) : fields.model,
    sourceHash: changed.source_code ? (changed.source_code.hash ?? null) : fields.sourceHash,
  };
  const nextTexts = {
    source: changed.source_code ? (changed.source_code.content ?? null) : texts.source,
    logs: changed.logs ? read.logs(changed.logs, path('logs')) : texts.logs,
  };
  checkSize(next, at);
  checkSize(nextTexts, at);
  return { fields: next, texts: nextTexts };
}

const suggestedIn = ({ assignmentsMeta }: RunFields): number =>
  Object.values(assignmentsMeta).filter((source) => source === read.suggestedSource).length;

const flags = (fields: RunFields, given: RunInput, path: (key: string) => string) => ({
  name: given.name === undefined ? fields.name : checkName(given.name, path('name'), maxRunNameLength),
  state: given.state ?? fields.state,
  favorite: given.favorite === undefined ? fields.favorite : (given.favorite ?? false),
  deleted: given.deleted === undefined ? fields.deleted : (given.deleted ?? false),
});

const mapKeys = [
  ...(['assignments', 'assignments_meta', 'assignments_sources', 'values', 'metadata', 'dev_metadata'] as const),
  ...(['sys_metadata', 'datasets', 'model', 'source_code', 'logs'] as const),
];
type MapKey = (typeof mapKeys)[number];
type Maps = { readonly [Key in MapKey]?: NonNullable<RunInput[Key]> };

/** The maps that a request changes, as they will be before they are checked; null has become an empty one. */
function merged(before: RunContents, given: RunInput, how: How): Maps {
  const stored: Maps = how === 'merge' ? mapsOf(before) : {};
  const next = mapKeys.flatMap((key) => {
    const value = given[key];
    if (value === undefined) return [];
    return [[key, how === 'merge' && value !== null ? mergeMaps({ ...stored[key] }, { ...value }) : (value ?? {})]];
  });
  return Object.fromEntries(next) as Maps;
}

/** Maps are merged all the way down; everything else is overwritten. */
function mergeMaps(before: Fields, given: Fields): Fields {
  const changed = Object.entries(given).map(([key, value]) => {
    const stored = own(before, key);
    return [key, isRecord(stored) && isRecord(value) ? mergeMaps(stored, value) : value];
  });
  return { ...before, ...Object.fromEntries(changed) };
}

const mapped = <Value, Shown>(of: Readonly<Record<string, Value>>, show: (value: Value) => Shown) =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [name, show(value)]));

const metaOf = ({ assignmentsMeta }: RunFields) => mapped(assignmentsMeta, (source) => ({ source }));

/** The stored maps in the words of the wire. */
const mapsOf = ({ fields, texts }: RunContents): Required<Maps> => ({
  assignments: fields.assignments,
  assignments_meta: metaOf(fields),
  assignments_sources: mapped(fields.assignmentsSources, ({ sort, defaultShow }) => ({
    sort,
    default_show: defaultShow,
  })),
  values: mapped(fields.values, ({ value, stddev }) => ({ value, value_stddev: stddev })),
  metadata: fields.metadata ?? {},
  dev_metadata: fields.devMetadata,
  sys_metadata: fields.sysMetadata,
  datasets: Object.fromEntries(fields.datasets.map((name) => [name, {}])),
  model: { type: fields.model },
  source_code: { content: texts.source, hash: fields.sourceHash },
  logs: mapped(texts.logs, (content) => ({ content })),
});

/** What a suggestion adds to a run counts from the beginning: a run that is too large with it could not be changed any more, nor come to its end. */
export function checkedRun(run: Run): Run {
  checkSize(run, undefined);
  return run;
}

/** A run is stored as one item, its texts as another. */
function checkSize(part: RunFields | RunTexts, at: string | undefined): void {
  const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value) ?? '');
  const size = bytes(part);
  if (size <= maxDocumentBytes) return;
  const [largest = ['']] = Object.entries(part).sort(([, a], [, b]) => bytes(b) - bytes(a));
  const rule = `a run must have at most ${maxDocumentBytes} bytes, and as much in its source code and logs`;
  throw invalid(under(at, wireNames[largest[0]] ?? largest[0]), `${size} bytes`, rule, 'Send less of it.');
}

const wireNames: Readonly<Record<string, string>> = {
  assignmentsMeta: 'assignments_meta',
  assignmentsSources: 'assignments_sources',
  devMetadata: 'dev_metadata',
  sysMetadata: 'sys_metadata',
  model: 'model.type',
  sourceHash: 'source_code.hash',
  source: 'source_code.content',
};
