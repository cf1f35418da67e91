// Every key of the two tables, in one place. Ids stand zero-padded in sort keys, so that text order is number order.
//
//   partition key              sort key                    what                                     written by
//   C#<client>                 CLIENT                      client and its organization              first token
//   C#<client>                 COUNTS                      experiments by state                     experiments
//   C#<client>                 EXP#<id>                    what lists filter and sort by            experiments
//   C#<client>#E#<id>          EXPERIMENT                  the definition                           experiments
//   C#<client>#E#<id>          STATE                       what changes on every call (see state)   everybody
//   C#<client>#E#<id>          OBS#<id> SUG#<id> QUE#<id>  observation, suggestion, queued one      API functions
//   C#<client>#E#<id>          OPEN#<id>                   a suggestion that nobody has reported    API functions
//   C#<client>#E#<id>          BATCH#<id>                  a batch of observations, hidden or not   observations, sweeper
//   C#<client>#E#<id>          MODEL#<generation>          the stored model and its pool             optimizer
//   C#<client>#E#<id>          ROWS#<generation>#<part>    the rows it was fitted to                 optimizer
//   C#<client>#U#<month>       <day>#E#<experiment>        usage counter                            API functions
//   C#<client>#U#<month>       DAY#<day>                   a day's usage over all experiments       sweeper
//   ID#<id>                    WHERE                       whose an experiment is                   experiments
//   T#<sha256 of token>        TOKEN                       (second table)                           first token

import { padId, unpadId } from '../domain/id.ts';

export type Key = { readonly pk: string; readonly sk: string };

export const clientKey = (client: string): string => `C#${client}`;
export const experimentKey = (client: string, id: string): string => `C#${client}#E#${id}`;
export const usageKey = (client: string, month: string): string => `C#${client}#U#${month}`;

const padGeneration = (generation: number): string => String(generation).padStart(12, '0');

export const sortKey = {
  client: 'CLIENT',
  counts: 'COUNTS',
  experiment: 'EXPERIMENT',
  state: 'STATE',
  listed: (id: string) => `EXP#${padId(id)}`,
  observation: (id: string) => `OBS#${padId(id)}`,
  suggestion: (id: string) => `SUG#${padId(id)}`,
  queued: (id: string) => `QUE#${padId(id)}`,
  open: (id: string) => `OPEN#${padId(id)}`,
  batch: (id: string) => `BATCH#${padId(id)}`,
  model: (generation: number) => `MODEL#${padGeneration(generation)}`,
  rows: (generation: number, part: number) => `ROWS#${padGeneration(generation)}#${String(part).padStart(4, '0')}`,
  earlier: (index: number) => `EARLIER#${index}`,
  usage: (day: string, experiment: string) => `${day}#E#${experiment}`,
  day: (day: string) => `DAY#${day}`,
} as const;

/** The id at the end of a sort key such as `OBS#000…17`. */
export const idOf = (sk: string): string => unpadId(sk.slice(sk.indexOf('#') + 1));

/** Client and experiment of a partition key `C#<client>#E#<id>`; null for any other. */
export function parseExperimentKey(pk: string): { client: string; experiment: string } | null {
  const match = /^C#(\d+)#E#(\d+)$/.exec(pk);
  return match?.[1] && match[2] ? { client: match[1], experiment: match[2] } : null;
}

/** Client and month of a partition key `C#<client>#U#<month>`; null for any other. */
export function parseUsageKey(pk: string): { client: string; month: string } | null {
  const match = /^C#(\d+)#U#(\d{4}-\d{2})$/.exec(pk);
  return match?.[1] && match[2] ? { client: match[1], month: match[2] } : null;
}

// ---- what is due: a sparse index over items of any kind that somebody has to come back to ---------------------------------
const shards = 4;
export const dueShards: readonly string[] = Array.from({ length: shards }, (_, i) => `W#${i}`);

/** `due` in milliseconds since the epoch. The shard follows the id, so that marks of many experiments spread. */
export function dueMark(due: number, id: string): { duePk: string; dueSk: string } {
  const shard = Number(id.slice(-2)) % shards;
  return { duePk: `W#${shard}`, dueSk: `${dueTime(due)}#${id}` };
}
export const dueTime = (due: number): string => new Date(due).toISOString();
