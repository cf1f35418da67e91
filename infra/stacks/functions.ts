// All functions of the stack, each with its code, its environment and what it is granted.

import type { Stack } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { IdentityPolicy } from '../../shared/domain/identity/identity-policy.ts';
import { filesPrefix } from '../../shared/store/table/keys.ts';
import { buildFacts } from '../build-facts.ts';
import type { KnownBucket } from '../constructs/bucket.ts';
import { codeOf } from '../constructs/code.ts';
import { type Functions, makeFunction, type Statement } from '../constructs/function.ts';
import type { KnownSecret } from '../constructs/secret.ts';
import type { KnownTable } from '../constructs/table.ts';
import { type FunctionName, firstTokenFunction, functions } from '../functions.ts';
import { type Grant, grants } from '../grants.ts';
import type { Options } from '../options.ts';

type Parts = {
  readonly options: Options;
  readonly bundles: string;
  readonly tables: { readonly cairn: KnownTable; readonly tokens: KnownTable };
  readonly files: KnownBucket;
  readonly queue: Queue;
  /** The operator's token has a secret where there is an operator's door. */
  readonly secrets: { readonly tokenKey: KnownSecret; readonly operatorToken?: KnownSecret };
};

export function makeFunctions(stack: Stack, parts: Parts): Functions {
  const environment = environmentOf(parts);
  const make = (id: string, name: FunctionName, fixedName?: string) =>
    makeFunction(stack, id, {
      spec: functions[name],
      code: codeOf(stack, name, parts.bundles),
      environment,
      statements: statementsOf(stack, grants[name], parts),
      logRetention: parts.options.logDays,
      ...(fixedName ? { name: fixedName } : {}),
    });
  return {
    experiments: make('Experiments', 'experiments'),
    suggestions: make('Suggestions', 'suggestions'),
    observations: make('Observations', 'observations'),
    insights: make('Insights', 'insights'),
    projects: make('Projects', 'projects'),
    runs: make('Runs', 'runs'),
    account: make('Account', 'account'),
    fallback: make('Fallback', 'fallback'),
    optimizer: make('Optimizer', 'optimizer'),
    sweeper: make('Sweeper', 'sweeper'),
    ...(parts.secrets.operatorToken ? { operator: make('Operator', 'operator') } : {}),
    'first-token': make('FirstToken', 'first-token', firstTokenFunction(stack.stackName)),
  };
}

function environmentOf({ options, tables, files, queue, secrets }: Parts): Readonly<Record<string, string>> {
  const { version, commit } = buildFacts();
  return {
    TABLE_NAME: tables.cairn.tableName,
    TOKENS_TABLE_NAME: tables.tokens.tableName,
    FILES_BUCKET: files.bucketName,
    TOKEN_KEY_SECRET: secrets.tokenKey.secretArn,
    ...(secrets.operatorToken ? { OPERATOR_SECRET: secrets.operatorToken.secretArn } : {}),
    IDENTITY: JSON.stringify(policyOf(options)),
    ...(options.mailFrom === null ? {} : { MAIL_FROM: options.mailFrom }),
    QUEUE_URL: queue.queueUrl,
    VERSION: version,
    COMMIT: commit,
    PRICES: JSON.stringify(options.prices),
    NODE_OPTIONS: '--enable-source-maps',
  };
}

const policyOf = ({ sessionDays, loginAttempts, signUp, verifyEmail, mailFrom }: Options): IdentityPolicy => ({
  sessionSeconds: sessionDays * 86_400,
  attempts: loginAttempts,
  signUp,
  verifyEmail,
  mail: mailFrom !== null,
});

/** The grant's words as statements on the stack's resources: one for each resource, none for what is not granted. */
function statementsOf(
  stack: Stack,
  grant: Grant,
  { options, tables, files, queue, secrets }: Parts,
): readonly Statement[] {
  const { tableArn } = tables.cairn;
  return [
    ...statement('dynamodb', grant.cairn, tableArn),
    ...statement('dynamodb', grant.due, `${tableArn}/index/due`),
    ...statement('dynamodb', grant.tokens, tables.tokens.tableArn),
    ...statement('s3', grant.files, files.arnForObjects(`${filesPrefix}*`)),
    ...statement('s3', grant.bucket, files.bucketArn),
    ...statement('sqs', grant.queue, queue.queueArn),
    ...senders(stack, options.mailFrom).flatMap((sender) => statement('ses', grant.mail, sender)),
    ...statement('secretsmanager', grant.tokenKey, secrets.tokenKey.secretArn),
    ...(secrets.operatorToken ? statement('secretsmanager', grant.operatorToken, secrets.operatorToken.secretArn) : []),
  ];
}

const statement = (service: string, actions: readonly string[] | undefined, resource: string): readonly Statement[] =>
  actions ? [{ actions: actions.map((action) => `${service}:${action}`), resource }] : [];

/** SES checks the right on the identity that it has verified: the address, or its domain. */
const senders = (stack: Stack, address: string | null): readonly string[] =>
  address === null
    ? []
    : [address, address.slice(address.lastIndexOf('@') + 1)].map((identity) =>
        stack.formatArn({ service: 'ses', resource: 'identity', resourceName: identity }),
      );
