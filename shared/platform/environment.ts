// What a function is told by its environment variables, read and checked once.

import { type IdentityPolicy, parsePolicy } from '../domain/identity/identity-policy.ts';
import type { Credentials } from './signed-url.ts';

export type Environment = {
  /** DynamoDB table of tenants' data, and the one of tokens. */
  readonly table: string;
  readonly tokensTable: string;
  /** The bucket of the files, where it is, and the credentials that its URLs are signed with: those that the platform gives the process. */
  readonly filesBucket: string;
  readonly region: string;
  readonly credentials: Credentials;
  readonly queueUrl: string;
  /** JSON text of the price book. */
  readonly prices: string;
  /** ARN of the secret that tokens are derived with, and of the one that holds the operator's token; empty where there is none. */
  readonly tokenKeySecret: string;
  readonly operatorSecret: string;
  readonly policy: IdentityPolicy;
  /** The sender of mails; empty: none go out. */
  readonly mailFrom: string;
  readonly version: string;
  readonly commit: string;
  /** Other addresses for DynamoDB, SQS, Secrets Manager, SES and S3 than those of the region; undefined in the cloud. */
  readonly dynamodbEndpoint: string | undefined;
  readonly sqsEndpoint: string | undefined;
  readonly secretsEndpoint: string | undefined;
  readonly mailEndpoint: string | undefined;
  readonly filesEndpoint: string | undefined;
};

type Variables = Readonly<Record<string, string | undefined>>;

/** Throws an error that names every variable that is missing or wrong. */
export function readEnvironment(variables: Variables): Environment {
  const wrong = [...missing(variables), ...notUrls(variables)];
  if (wrong.length > 0)
    throw new Error(`The function's environment is not complete: ${wrong.join('; ')}. The stack's template sets it.`);
  const read = (name: string) => variables[name] ?? '';
  return {
    table: read('TABLE_NAME'),
    tokensTable: read('TOKENS_TABLE_NAME'),
    filesBucket: read('FILES_BUCKET'),
    region: read('AWS_REGION'),
    credentials: {
      accessKeyId: read('AWS_ACCESS_KEY_ID'),
      secretAccessKey: read('AWS_SECRET_ACCESS_KEY'),
      sessionToken: variables['AWS_SESSION_TOKEN'],
    },
    queueUrl: read('QUEUE_URL'),
    prices: read('PRICES'),
    tokenKeySecret: read('TOKEN_KEY_SECRET'),
    operatorSecret: read('OPERATOR_SECRET'),
    policy: parsePolicy(read('IDENTITY')),
    mailFrom: read('MAIL_FROM'),
    version: read('VERSION'),
    commit: read('COMMIT'),
    dynamodbEndpoint: variables[dynamodbEndpoint],
    sqsEndpoint: variables[sqsEndpoint],
    secretsEndpoint: variables[secretsEndpoint],
    mailEndpoint: variables[mailEndpoint],
    filesEndpoint: variables[filesEndpoint],
  };
}

const needed = [
  'TABLE_NAME',
  'TOKENS_TABLE_NAME',
  'FILES_BUCKET',
  'TOKEN_KEY_SECRET',
  'IDENTITY',
  'QUEUE_URL',
  'PRICES',
  'VERSION',
  'COMMIT',
];
const dynamodbEndpoint = 'AWS_ENDPOINT_URL_DYNAMODB';
const sqsEndpoint = 'AWS_ENDPOINT_URL_SQS';
const secretsEndpoint = 'AWS_ENDPOINT_URL_SECRETS_MANAGER';
const mailEndpoint = 'AWS_ENDPOINT_URL_SESV2';
const filesEndpoint = 'AWS_ENDPOINT_URL_S3';

const missing = (variables: Variables): string[] =>
  needed.filter((name) => !variables[name]).map((name) => `${name} is missing`);

const notUrls = (variables: Variables): string[] =>
  ['QUEUE_URL', dynamodbEndpoint, sqsEndpoint, secretsEndpoint, mailEndpoint, filesEndpoint]
    .filter((name) => variables[name] !== undefined && !URL.canParse(variables[name] ?? ''))
    .map((name) => `${name} is not a URL: ${JSON.stringify(variables[name])}`);
