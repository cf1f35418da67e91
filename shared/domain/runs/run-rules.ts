// The rules for what a run may hold, map by map; each takes the map as it would be and returns it as it is stored.
import type { Assignments } from '../experiment.ts';
import { checkMetadata, keptEntries, type MetadataInput, maxMetadataKeyLength, maxMetadataKeys } from '../metadata.ts';
import { invalid } from '../problem.ts';
import { type Fields, isRecord, own } from '../record.ts';
import type { RunFields, RunTexts } from './run.ts';
import type { RunInput } from './run-input.ts';

type Given<Key extends keyof RunInput> = NonNullable<RunInput[Key]>;

/** The source that marks what the optimizer suggested; nobody else may use it. */
export const suggestedSource = 'SigOpt';

const maxSourceLength = 30;
const maxLogLength = 1124;
const importances = { keys: 50, keyLength: 100 };
/** Names of values: many more than an experiment has metrics. */
const maxValues = { keys: 1000, keyLength: 100 };

/** What was suggested does not count towards the number of names: an experiment may have as many parameters as a run has room for names. */
export const assignments = (raw: MetadataInput, suggested: number, field: string): Assignments =>
  checkMetadata(raw, field, maxMetadataKeys + suggested) ?? {};

/** As many as there are assignments. */
const everyAssignment = { keys: Number.POSITIVE_INFINITY, keyLength: maxMetadataKeyLength };

/** `given`: what of it comes with the request. A source that was stored goes with its assignment; one that is given needs it. */
export function assignmentsMeta(
  raw: Given<'assignments_meta'>,
  given: Given<'assignments_meta'>,
  known: Assignments,
  field: string,
): RunFields['assignmentsMeta'] {
  for (const [name, one] of keptEntries(given, field, everyAssignment)) {
    checkSource(one.source ?? null, `${field}.${name}.source`);
    if (own(known, name) === undefined)
      throw invalid(`${field}.${name}`, one, 'is not the name of an assignment', 'Send the assignment with it.');
  }
  const kept = keptEntries(raw, field, everyAssignment).filter(([name]) => own(known, name) !== undefined);
  return Object.fromEntries(kept.map(([name, { source }]) => [name, source ?? '']));
}

function checkSource(source: string | null, field: string): string {
  if (source === null) throw invalid(field, source, 'is missing', 'Send the name of the source.');
  if (source === suggestedSource)
    throw invalid(field, source, 'is reserved for what the optimizer suggests', 'Choose another name.');
  const length = [...source].length;
  if (length >= 1 && length <= maxSourceLength) return source;
  throw invalid(field, source, `must be 1 to ${maxSourceLength} characters long and has ${length}`, 'Change the name.');
}

export function assignmentsSources(
  raw: Given<'assignments_sources'>,
  given: Given<'assignments_sources'>,
  field: string,
): RunFields['assignmentsSources'] {
  for (const name of Object.keys(given)) checkSource(name, field);
  const kept = keptEntries(raw, field).map(([name, { sort, default_show }]) => {
    if (typeof sort !== 'number')
      throw invalid(`${field}.${name}.sort`, sort, 'must be a number', 'Send where it stands among the sources.');
    if (typeof default_show !== 'boolean')
      throw invalid(`${field}.${name}.default_show`, default_show, 'must be true or false', 'Send one of the two.');
    return [name, { sort, defaultShow: default_show }] as const;
  });
  return Object.fromEntries(kept);
}

export function values(raw: Given<'values'>, field: string): RunFields['values'] {
  const kept = keptEntries(raw, field, maxValues).map(([name, { value, value_stddev: stddev = null }]) => {
    if (typeof value !== 'number')
      throw invalid(`${field}.${name}.value`, value, 'must be a number', 'Send the value of the metric.');
    if (stddev !== null && stddev < 0)
      throw invalid(`${field}.${name}.value_stddev`, stddev, 'must be at least 0', 'Send the standard deviation.');
    return [name, { value: value + 0, stddev: stddev === null ? null : stddev + 0 }] as const;
  });
  return Object.fromEntries(kept);
}

/** Of all it may hold, only the importances of features have rules. */
export function sysMetadata(raw: Given<'sys_metadata'>, field: string): RunFields['sysMetadata'] {
  const kept = Object.fromEntries(keptEntries(raw, field));
  const given = own(kept, 'feature_importances');
  return given === undefined
    ? kept
    : { ...kept, feature_importances: checkImportances(given, `${field}.feature_importances`) };
}

function checkImportances(given: unknown, field: string) {
  if (!isRecord(given)) throw invalid(field, given, 'must be an object', 'Send {"type": …, "scores": {…}}.');
  const { type, scores } = given as Fields & { type?: unknown; scores?: unknown };
  if (typeof type !== 'string') throw invalid(`${field}.type`, type, 'must be text', 'Send what the scores measure.');
  if (!isRecord(scores)) throw invalid(`${field}.scores`, scores, 'must be an object', 'Send a number a feature.');
  const kept = keptEntries(scores, `${field}.scores`, importances);
  for (const [name, score] of kept)
    if (typeof score !== 'number')
      throw invalid(`${field}.scores.${name}`, score, 'must be a number', 'Send a number.');
  return { type, scores: Object.fromEntries(kept) };
}

export const datasets = (raw: Given<'datasets'>, field: string): RunFields['datasets'] =>
  keptEntries(raw, field).map(([name]) => name);

/** Longer ones are cut: a client that logs much has cut them itself. */
export function logs(raw: Given<'logs'>, field: string): RunTexts['logs'] {
  const kept = keptEntries(raw, field).map(([name, { content }]) => {
    if (typeof content !== 'string')
      throw invalid(`${field}.${name}.content`, content, 'must be text', 'Send what was logged.');
    return [name, [...content.slice(0, 2 * maxLogLength)].slice(0, maxLogLength).join('')] as const;
  });
  return Object.fromEntries(kept);
}
