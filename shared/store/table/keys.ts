// Every key of the two tables, in one place. Ids stand zero-padded in sort keys, so that text order is number order.
//
//   partition key           sort key                    what                                            written by
//   C#<client>              CLIENT                      the client                                      account, operator, first token
//   C#<client>              COUNTS                      experiments by state                            experiments
//   C#<client>              EXP#<id>                    what lists filter and sort by                   experiments
//   C#<client>              AIX#<id>                    the same of an experiment made of runs          experiments
//   C#<client>#P#<project>  EXP#<id> AIX#<id>           the same once more, by project                  experiments
//   C#<client>#P#<project>  BATCH#<id> IDS#<id>         a batch of runs, hidden or not; its ids         runs, sweeper
//   C#<client>#P#<project>  RUN#<id>                    a training run                                  runs, suggestions
//   C#<client>#R#<run>      PLACE TEXTS                 what project a run is in, its long texts        runs, suggestions
//   C#<client>#R#<run>      CHECK#<id>                  a checkpoint of a run                           runs
//   C#<client>#P#<project>  CURVE#<id>                  curves of a run without an experiment           runs
//   C#<client>              PROJECT#<project>           a project                                       projects, account, operator
//   C#<client>              PCOUNT#<project>            counts of what is in a project                  experiments, runs
//   C#<client>              TAG#<id> TAGNAME#<name>     a tag, and which name it occupies               projects
//   C#<client>              NOTE#<project>#<part>       the latest note of a project                    projects
//   C#<client>              FILE#<id>                   the record of a file of a run                   runs
//   C#<client>              WEB#<project>#<type>#<id>   web data of a project                           account
//   C#<client>              WEBCOUNT#<project>          how many it has of each type                    account
//   C#<client>#E#<id>       EXPERIMENT                  the definition                                  experiments
//   C#<client>#E#<id>       STATE                       what changes on every call (see state)          everybody
//   C#<client>#E#<id>       OBS#<id> SUG#<id> QUE#<id>  observation, suggestion, queued one             API functions
//   C#<client>#E#<id>       OPEN#<id>                   a suggestion that nobody has reported           API functions
//   C#<client>#E#<id>       RUN#<id>                    a run of it, and what project it is in          runs, suggestions
//   C#<client>#E#<id>       CURVE#<id>                  curves of a run of it, by its checkpoints       runs, experiments
//   C#<client>#E#<id>       BATCH#<id>                  a batch of observations, hidden or not          observations, sweeper
//   C#<client>#E#<id>       MODEL#<generation>          the stored model and its pool                   optimizer
//   C#<client>#E#<id>       ROWS#<generation>#<part>    the rows it was fitted to                       optimizer
//   C#<client>#E#<id>       EARLIER#<index>             what an experiment named in transfer_from knew  experiments
//   C#<client>#U#<month>    <day>#E#<experiment>        usage counter                                   API functions
//   ID#<id>                 WHERE                       whose an experiment, run or file is             experiments, runs, suggestions
//   O#<organization>        ORGANIZATION CLIENT#<id>    organization, and which clients it has          account, operator, first token
//   O#<organization>        USED#<client>#<month>       a client's month, while it is erased              operator
//   ALL                     ORG#<id>                    every organization, for the operator            account, operator, first token
//
// The second table, which only the door, the account functions and the operator's reach:
//
//   T#<sha256 of token>     TOKEN                       a token, never its text                         account, operator, first token
//   U#<user>                USER PASSWORD               a user, and the hash of the password            account, operator
//   U#<user>                MEMBER#<organization>       membership; the same under O#, by user          account, operator
//   U#<user>                GRANT#<client>              permission; the same under C#, by user          account, operator
//   U#<user>                SESSION#<id>                a user token in use                             account, operator
//   E#<address>             USER                        whose an e-mail address is                      account, operator
//   C#<client>              ROLE#<user>#<kind>          generation of a derived token                   account, operator
//   C#<client>              ROOT#<id>                   a token of the client that is nobody's          operator, first token
//   C#<client>              GUEST#<id>                  a guest token that was given out                account
//   O#<organization>        INVITE#<id>                 an invite that nobody has accepted yet          account
//   E#<address>             INVITE#<id>                 the same, by address                            account
//   E#<address>             INVITED#<organization>      that the address is invited there, once          account
//   ID#<invite>             WHERE                       whose an invite is                              account
//   V#<sha256 of code>      CODE                        what a code of a mail is good for               account
//   L#<what>#<sha256 of address>  TRIES                 log-ins and mails of the last ten minutes       account
//   A#<month>               <time>#<id>                 one use of the operator's door                  operator
//
// The bucket of the files:
//
//   files/<client>/<file>                               the bytes of a file                             whoever has its signed URL

import { padId, unpadId } from '../../domain/id.ts';

export type Key = { readonly pk: string; readonly sk: string };

export const clientKey = (client: string): string => `C#${client}`;
export const experimentKey = (client: string, id: string): string => `C#${client}#E#${id}`;
export const projectKey = (client: string, project: string): string => `C#${client}#P#${project}`;
/** What belongs to one run beside the run itself. */
export const runKey = (client: string, id: string): string => `C#${client}#R#${id}`;
export const organizationKey = (organization: string): string => `O#${organization}`;
/** Where an object of a client is, by its id alone; in the second table, whose an invite is. */
export const whereKey = (id: string): Key => ({ pk: `ID#${id}`, sk: 'WHERE' });
export const allOrganizations = 'ALL';
export const userKey = (user: string): string => `U#${user}`;
/** `email` as `emailKey` of the domain writes it. */
export const emailOwnerKey = (email: string): Key => ({ pk: `E#${email}`, sk: 'USER' });
export const codeKey = (hash: string): Key => ({ pk: `V#${hash}`, sk: 'CODE' });
export const triesKey = (what: string, hash: string): Key => ({ pk: `L#${what}#${hash}`, sk: 'TRIES' });
export const addressKey = (email: string): string => `E#${email}`;
export const auditKey = (month: string): string => `A#${month}`;
/** Objects of the bucket: all of them, those of a client, and the one of a file. */
export const filesPrefix = 'files/';
export const filesOf = (client: string): string => `${filesPrefix}${client}/`;
export const objectKey = (client: string, file: string): string => `${filesOf(client)}${file}`;
export const usageKey = (client: string, month: string): string => `C#${client}#U#${month}`;

const padGeneration = (generation: number): string => String(generation).padStart(12, '0');

export const sortKey = {
  tag: (id: string) => `TAG#${padId(id)}`,
  tagName: (name: string) => `TAGNAME#${name}`,
  note: (project: string, part: number) => `NOTE#${project}#${String(part).padStart(2, '0')}`,
  file: (id: string) => `FILE#${padId(id)}`,
  webData: (project: string, type: string, id: string) => `WEB#${project}#${type}#${padId(id)}`,
  webDataOf: (project: string, type: string) => `WEB#${project}#${type}#`,
  webDataCount: (project: string) => `WEBCOUNT#${project}`,
  client: 'CLIENT',
  organization: 'ORGANIZATION',
  clientOf: (client: string) => `CLIENT#${padId(client)}`,
  finalUsage: (client: string, month: string) => `USED#${padId(client)}#${month}`,
  organizationOf: (organization: string) => `ORG#${padId(organization)}`,
  user: 'USER',
  password: 'PASSWORD',
  member: (id: string) => `MEMBER#${padId(id)}`,
  grant: (id: string) => `GRANT#${padId(id)}`,
  session: (id: string) => `SESSION#${padId(id)}`,
  role: (user: string, kind: string) => `ROLE#${padId(user)}#${kind}`,
  guest: (id: string) => `GUEST#${padId(id)}`,
  root: (id: string) => `ROOT#${padId(id)}`,
  invite: (id: string) => `INVITE#${padId(id)}`,
  invited: (organization: string) => `INVITED#${padId(organization)}`,
  audit: (time: string, id: string) => `${time}#${id}`,
  counts: 'COUNTS',
  project: (project: string) => `PROJECT#${project}`,
  projectCounts: (project: string) => `PCOUNT#${project}`,
  experiment: 'EXPERIMENT',
  state: 'STATE',
  listed: (id: string) => `EXP#${padId(id)}`,
  listedOfRuns: (id: string) => `AIX#${padId(id)}`,
  run: (id: string) => `RUN#${padId(id)}`,
  checkpoint: (id: string) => `CHECK#${padId(id)}`,
  curve: (id: string) => `CURVE#${padId(id)}`,
  place: 'PLACE',
  texts: 'TEXTS',
  observation: (id: string) => `OBS#${padId(id)}`,
  suggestion: (id: string) => `SUG#${padId(id)}`,
  queued: (id: string) => `QUE#${padId(id)}`,
  open: (id: string) => `OPEN#${padId(id)}`,
  batch: (id: string) => `BATCH#${padId(id)}`,
  idsOfBatch: (id: string) => `IDS#${padId(id)}`,
  model: (generation: number) => `MODEL#${padGeneration(generation)}`,
  rows: (generation: number, part: number) => `ROWS#${padGeneration(generation)}#${String(part).padStart(4, '0')}`,
  earlier: (index: number) => `EARLIER#${index}`,
  usage: (day: string, experiment: string) => `${day}#E#${experiment}`,
} as const;

/** Whether it is made of other items, or marks what is to be done: models, curves, open suggestions, batches, copies in projects, pointers in experiments. */
export const isDerived = ({ pk, sk }: Key): boolean =>
  /^(MODEL|ROWS|OPEN|BATCH|IDS|CURVE)#/.test(sk) ||
  (/^(EXP|AIX)#/.test(sk) && parseProjectKey(pk) !== null) ||
  (/^RUN#/.test(sk) && parseExperimentKey(pk) !== null);

/** The id at the end of a sort key such as `OBS#000…17`. */
export const idOf = (sk: string): string => unpadId(sk.slice(sk.indexOf('#') + 1));

/** Client and experiment of a partition key `C#<client>#E#<id>`; null for any other. */
export function parseExperimentKey(pk: string): { client: string; experiment: string } | null {
  const match = /^C#(\d+)#E#(\d+)$/.exec(pk);
  return match?.[1] && match[2] ? { client: match[1], experiment: match[2] } : null;
}

/** Client and project of a partition key `C#<client>#P#<project>`; null for any other. */
export function parseProjectKey(pk: string): { client: string; project: string } | null {
  const match = /^C#(\d+)#P#([a-z0-9\-_.]+)$/.exec(pk);
  return match?.[1] && match[2] ? { client: match[1], project: match[2] } : null;
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
