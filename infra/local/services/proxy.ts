// Stands between the functions and DynamoDB, SQS, buckets, the secrets and mail: knows each caller by its access key and lets through what its role grants.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Judge } from '../access/judge.ts';
import { needsOf } from '../access/needs.ts';
import type { LocalBucket } from '../bucket/buckets.ts';
import { type BucketSettings, serveBucket } from '../bucket/serve.ts';
import { messageOf } from '../refusal.ts';
import { type Forwarder, forward, type Outgoing } from './forward.ts';
import { keepMail, mailNeeds, sendEmailPath } from './mail.ts';
import { type Secrets, secretValue } from './secrets.ts';

export type Caller = { readonly name: string; readonly role: string; readonly secret: string; readonly judge: Judge };

/** A call as tests may disturb it. */
export type Call = { readonly caller: string; readonly target: string; readonly body: unknown };
export type Fault = { readonly status: number; readonly type: string; readonly message: string };

export type ProxySettings = {
  /** By access key. */
  readonly callers: ReadonlyMap<string, Caller>;
  readonly dynamodb: Forwarder;
  readonly sqs: Forwarder;
  readonly secrets: Secrets;
  readonly buckets: ReadonlyMap<string, LocalBucket>;
  /** Folder that mails are kept in. */
  readonly mail: string;
  /** The URL under which the queue's server knows the queue that functions know by `url`. */
  readonly queueUrl: (url: string) => string;
  /** Says on the terminal what was refused. */
  readonly report: (line: string) => void;
  /** Lets a test answer a call in the service's place. */
  readonly fault?: (call: Call) => Fault | undefined;
};

/** Begins to answer once `settings` are there; until then, and for unknown callers, everything is refused. */
export function makeProxy(settings: () => ProxySettings | undefined): Server {
  return createServer((request, response) => {
    const ready = settings();
    if (ready && serveBucket(bucketSettings(ready), request, response)) return;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (ready) handle(ready, request, Buffer.concat(chunks), response);
      else refuse(response, { status: 503, type: 'ServiceUnavailable', message: 'The local host is not ready yet.' });
    });
  });
}

const bucketSettings = ({ buckets, callers, report }: ProxySettings): BucketSettings => ({
  buckets,
  signer: (accessKey) => callers.get(accessKey),
  now: Date.now,
  report,
});

function handle(settings: ProxySettings, request: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const target = targetOf(request);
  const caller = settings.callers.get(accessKey(request.headers.authorization ?? ''));
  try {
    const parsed: unknown = JSON.parse(body.toString());
    const fault = caller ? judged(settings, caller, target, parsed) : stranger;
    if (fault) refuse(response, fault);
    else if (target === sendEmail) answer(response, keepMail(settings.mail, parsed, new Date()));
    else if (target.startsWith('secretsmanager.')) tell(settings.secrets, target, parsed, response);
    else forward(outgoing(settings, target, body, parsed), response);
  } catch (error) {
    refuse(response, { status: 400, type: 'ValidationException', message: `${target}: ${messageOf(error)}` });
  }
}

/** SES has paths where the other services name their operation in a header. */
const targetOf = ({ url, headers }: IncomingMessage): string =>
  url === sendEmailPath ? sendEmail : String(headers['x-amz-target']);
const sendEmail = 'ses.SendEmail';

const stranger: Fault = {
  status: 400,
  type: 'UnrecognizedClientException',
  message: 'The security token included in the request is invalid.',
};

/** `AWS4-HMAC-SHA256 Credential=KEY/20261123/...` */
const accessKey = (authorization: string): string => /Credential=([^/]+)\//.exec(authorization)?.[1] ?? '';

function judged(settings: ProxySettings, caller: Caller, target: string, body: unknown): Fault | undefined {
  const lacking = caller.judge(target === sendEmail ? mailNeeds(body) : needsOf(target, body));
  if (!lacking) return settings.fault?.({ caller: caller.name, target, body });
  settings.report(`${caller.name} was refused ${lacking.action} on ${lacking.resource}: its role does not grant it.`);
  const user = `User: arn:aws:sts::000000000000:assumed-role/${caller.role}/${caller.name}`;
  const why = `because no identity-based policy allows the ${lacking.action} action`;
  const message = `${user} is not authorized to perform: ${lacking.action} on resource: ${lacking.resource} ${why}`;
  return { status: 400, type: 'AccessDeniedException', message };
}

function outgoing(settings: ProxySettings, target: string, body: Buffer, parsed: unknown): Outgoing {
  if (!target.startsWith('AmazonSQS.')) return { forwarder: settings.dynamodb, target, body };
  const input = Object(parsed);
  const translated = input.QueueUrl === undefined ? input : { ...input, QueueUrl: settings.queueUrl(input.QueueUrl) };
  return { forwarder: settings.sqs, target, body: Buffer.from(JSON.stringify(translated)) };
}

function tell(secrets: Secrets, target: string, body: unknown, response: ServerResponse): void {
  const value = secretValue(secrets, target, body);
  const missing = { status: 400, type: 'ResourceNotFoundException', message: `No secret for ${target}.` };
  if (!value) return void refuse(response, missing);
  answer(response, value);
}

function answer(response: ServerResponse, value: object): void {
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(value));
}

/** An error in the shape of AWS's JSON protocol. */
function refuse(response: ServerResponse, { status, type, message }: Fault): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify({ __type: `com.amazon.coral.service#${type}`, message, Message: message }));
}
