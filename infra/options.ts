// What can be chosen at deploy: the options of a stack, read from CDK context (`-c stage=prod`) or environment (`CAIRN_STAGE=prod`).
import { isIPv4 } from 'node:net';
import type { PriceBooks } from '../shared/domain/billing/price-book.ts';
import { shown } from '../shared/domain/problem.ts';
import { readPrices } from './prices.ts';

export type Options = {
  /** With `stage`, names the stack: two stacks with different names live side by side in one account. */
  readonly prefix: string;
  readonly stage: string;
  /** Gets the alarms by e-mail; null: alarms are seen in CloudWatch only. */
  readonly alarmEmail: string | null;
  /** Days that logs are kept. */
  readonly logDays: number;
  /** Requests per second the API lets through, all tenants together, and how many may come at once. */
  readonly requestRate: number;
  readonly requestBurst: number;
  /** Copies of the optimizer function at once: the brake on its cost. */
  readonly optimizers: number;
  readonly prices: PriceBooks;
  /** The sender of mails, an address that Amazon SES has verified in this region; null: the stack sends none. */
  readonly mailFrom: string | null;
  /** Whether there is an operator's door, under /v1/operator. */
  readonly operator: boolean;
  /** Days that a user's token lives. */
  readonly sessionDays: number;
  /** Log-in attempts of one address in ten minutes. */
  readonly loginAttempts: number;
  /** Whether anybody may make a user, with an organization of its own; else only who was invited. */
  readonly signUp: boolean;
  /** Whether an address must be verified before its user may log in. */
  readonly verifyEmail: boolean;
  /** Whether a load balancer stands beside the HTTP API: a door that takes MERGE too. */
  readonly alb: boolean;
  /** ARN of its certificate; or, when that is said, none, and tokens travel as plain text. */
  readonly albCertificate: string | null;
  readonly albHttp: boolean;
  /** The network it stands in, and subnets of it in two zones or more; null: one of its own. */
  readonly albVpc: string | null;
  readonly albSubnets: readonly string[] | null;
  /** The IPv4 ranges that may reach it. */
  readonly albAllow: readonly string[];
  /** What is there already, restored or kept from an earlier stack, in the place of a new one: tables and bucket by name, the token key by ARN. */
  readonly dataTable: string | null;
  readonly tokensTable: string | null;
  readonly filesBucket: string | null;
  readonly tokenKeySecret: string | null;
};

/** Context and environment, whichever answers first; undefined when neither knows the name. */
type Source = (name: string) => unknown;

/** Periods that CloudWatch Logs knows, in days. */
const logPeriods = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const readers: { readonly [Name in keyof Options]: (given: unknown) => Options[Name] } = {
  prefix: (given) => parseName('prefix', given ?? 'cairn'),
  stage: (given) => parseName('stage', given ?? 'dev'),
  alarmEmail: (given) => (given === undefined || given === '' ? null : parseEmail('alarmEmail', given)),
  logDays: (given) => parseLogDays(given ?? 30),
  requestRate: (given) => parseInteger('requestRate', given ?? 500, 1, 10_000),
  requestBurst: (given) => parseInteger('requestBurst', given ?? 1000, 1, 5_000),
  optimizers: (given) => parseInteger('optimizers', given ?? 10, 2, 1_000),
  prices: readPrices,
  mailFrom: (given) => (given === undefined || given === '' ? null : parseEmail('mailFrom', given)),
  operator: (given) => parseSwitch('operator', given ?? false),
  sessionDays: (given) => parseInteger('sessionDays', given ?? 7, 1, 365),
  loginAttempts: (given) => parseInteger('loginAttempts', given ?? 5, 1, 1_000),
  signUp: (given) => parseSwitch('signUp', given ?? false),
  verifyEmail: (given) => parseSwitch('verifyEmail', given ?? true),
  alb: (given) => parseSwitch('alb', given ?? false),
  albCertificate: (given) => (isMissing(given) ? null : parseShape('albCertificate', given, shapes.certificate)),
  albHttp: (given) => parseSwitch('albHttp', given ?? false),
  albVpc: (given) => (isMissing(given) ? null : parseShape('albVpc', given, shapes.vpc)),
  albSubnets: (given) =>
    isMissing(given) ? null : listOf(given).map((each) => parseShape('albSubnets', each, shapes.subnet)),
  albAllow: (given) => (isMissing(given) ? [everywhere] : listOf(given).map(parseRange)),
  dataTable: (given) => (isMissing(given) ? null : parseShape('dataTable', given, shapes.table)),
  tokensTable: (given) => (isMissing(given) ? null : parseShape('tokensTable', given, shapes.table)),
  filesBucket: (given) => (isMissing(given) ? null : parseShape('filesBucket', given, shapes.bucket)),
  tokenKeySecret: (given) => (isMissing(given) ? null : parseShape('tokenKeySecret', given, shapes.secret)),
};

/** Every IPv4 address, which is also who reaches the HTTP API. */
export const everywhere = '0.0.0.0/0';

export const optionNames = Object.keys(readers);

/** Reads and checks all options; throws an error that names the option, its value, the rule and the way out. */
export function readOptions(
  context: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
): Options {
  refuseUnknown(context);
  const source: Source = (name) => context[name] ?? environment[variableOf(name)];
  const options: Options = {
    prefix: readers.prefix(source('prefix')),
    stage: readers.stage(source('stage')),
    alarmEmail: readers.alarmEmail(source('alarmEmail')),
    logDays: readers.logDays(source('logDays')),
    requestRate: readers.requestRate(source('requestRate')),
    requestBurst: readers.requestBurst(source('requestBurst')),
    optimizers: readers.optimizers(source('optimizers')),
    prices: readers.prices(source('prices')),
    mailFrom: readers.mailFrom(source('mailFrom')),
    operator: readers.operator(source('operator')),
    sessionDays: readers.sessionDays(source('sessionDays')),
    loginAttempts: readers.loginAttempts(source('loginAttempts')),
    signUp: readers.signUp(source('signUp')),
    verifyEmail: readers.verifyEmail(source('verifyEmail')),
    alb: readers.alb(source('alb')),
    albCertificate: readers.albCertificate(source('albCertificate')),
    albHttp: readers.albHttp(source('albHttp')),
    albVpc: readers.albVpc(source('albVpc')),
    albSubnets: readers.albSubnets(source('albSubnets')),
    albAllow: readers.albAllow(source('albAllow')),
    dataTable: readers.dataTable(source('dataTable')),
    tokensTable: readers.tokensTable(source('tokensTable')),
    filesBucket: readers.filesBucket(source('filesBucket')),
    tokenKeySecret: readers.tokenKeySecret(source('tokenKeySecret')),
  };
  if (options.alb) refuseHalfBalancer(options);
  refuseOneTableTwice(options);
  return options;
}

/** A certificate or a plain word for none; a network with its subnets or neither. */
function refuseHalfBalancer({ albCertificate, albHttp, albVpc, albSubnets }: Options): void {
  if (albCertificate === null && !albHttp)
    throw invalidOption(
      'albCertificate',
      null,
      'is missing: a load balancer needs the ARN of an ACM certificate of its region',
      `Or say albHttp=true, and tokens travel unencrypted.`,
    );
  if (albCertificate !== null && albHttp)
    throw invalidOption('albHttp', true, 'has no place beside albCertificate', 'Leave one of the two out.');
  if ((albVpc === null) !== (albSubnets === null))
    throw invalidOption('albVpc', albVpc, 'goes together with albSubnets', 'Give both, or neither.');
  if (albSubnets !== null && new Set(albSubnets).size < 2)
    throw invalidOption(
      'albSubnets',
      albSubnets,
      'must be two or more, in different zones',
      'Separate them by commas.',
    );
}

function refuseOneTableTwice({ dataTable, tokensTable }: Options): void {
  if (dataTable === null || dataTable !== tokensTable) return;
  throw invalidOption('tokensTable', tokensTable, 'must be another table than dataTable', 'Name the two apart.');
}

export const stackName = ({ prefix, stage }: Pick<Options, 'prefix' | 'stage'>): string => `${prefix}-${stage}`;

/** `alarmEmail` is read from CAIRN_ALARM_EMAIL. */
export const variableOf = (name: string): string =>
  `CAIRN_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

/** A misspelled `-c stgae=prod` would deploy to another stage without a word. CDK's own keys have a `:`, `/` or `-`. */
function refuseUnknown(context: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(context)) {
    if (!/^[A-Za-z]+$/.test(name) || cdkWords.includes(name) || optionNames.includes(name)) continue;
    throw invalidOption(name, value, 'there is no such option', `The options are ${optionNames.join(', ')}.`);
  }
}

/** Plain words that the cdk command itself keeps in the context. */
const cdkWords = ['notices', 'tree'];

function parseName(option: string, given: unknown): string {
  if (typeof given === 'string' && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(given) && given.length <= 20) return given;
  const rule = 'must be 1 to 20 lower-case letters, digits and single hyphens, beginning with a letter';
  throw invalidOption(option, given, rule, 'For example prod or team-a.');
}

function parseEmail(option: string, given: unknown): string {
  if (typeof given === 'string' && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(given)) return given;
  throw invalidOption(option, given, 'must be one e-mail address', 'Leave it out to have no e-mail.');
}

const isMissing = (given: unknown): boolean => given === undefined || given === '';

const listOf = (given: unknown): readonly string[] =>
  String(given)
    .split(',')
    .map((each) => each.trim());

type Shape = { readonly pattern: RegExp; readonly rule: string };

const shapes = {
  certificate: {
    pattern: /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
    rule: 'must be the ARN of a certificate of AWS Certificate Manager',
  },
  vpc: { pattern: /^vpc-[0-9a-f]+$/, rule: 'must be the id of a VPC, like vpc-0a1b2c3d' },
  table: { pattern: /^[\w.-]{3,255}$/, rule: 'must be the name of a DynamoDB table of this account and region' },
  bucket: { pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, rule: 'must be the name of an S3 bucket of this account' },
  // Whole, with the six letters that Secrets Manager adds: a role that names less would need a wildcard.
  secret: {
    pattern: /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-\w{6}$/,
    rule: 'must be the whole ARN of a secret of AWS Secrets Manager, with the six letters at its end',
  },
  subnet: { pattern: /^subnet-[0-9a-f]+$/, rule: 'must be ids of subnets, like subnet-0a1b2c3d,subnet-4e5f6a7b' },
} as const satisfies Record<string, Shape>;

function parseShape(option: string, given: unknown, { pattern, rule }: Shape): string {
  if (typeof given === 'string' && pattern.test(given)) return given;
  throw invalidOption(option, given, rule, 'Leave it out to have none.');
}

function parseRange(given: string): string {
  const [address = '', bits = '', ...more] = given.split('/');
  if (isIPv4(address) && /^(\d|[12]\d|3[0-2])$/.test(bits) && more.length === 0) return given;
  throw invalidOption(
    'albAllow',
    given,
    'must be IPv4 ranges, like 192.0.2.0/24,198.51.100.7/32',
    'Leave it out to allow all.',
  );
}

function parseLogDays(given: unknown): number {
  const days = parseInteger('logDays', given, 1, 3653);
  if (logPeriods.includes(days)) return days;
  throw invalidOption(
    'logDays',
    given,
    `must be a period of CloudWatch Logs: ${logPeriods.join(', ')}`,
    'Choose the next longer one.',
  );
}

function parseSwitch(option: string, given: unknown): boolean {
  const text = String(given).toLowerCase();
  if (['true', 'on', '1'].includes(text)) return true;
  if (['false', 'off', '0', ''].includes(text)) return false;
  throw invalidOption(option, given, 'must be true or false', 'Leave it out to have the default.');
}

function parseInteger(option: string, given: unknown, min: number, max: number): number {
  const text = String(given);
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= min && number <= max) return number;
  throw invalidOption(
    option,
    given,
    `must be a whole number from ${min} to ${max}`,
    'Leave it out to have the default.',
  );
}

const invalidOption = (option: string, value: unknown, rule: string, fix: string): Error =>
  new Error(`Invalid option ${option} (${shown(value)}): ${rule}. ${fix}`);
