// `npm run first-token -- --stack NAME`: makes organization, client and API token in a deployed stack and prints the token once.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { firstTokenFunction } from './functions.ts';

const usage = `npm run first-token -- --stack NAME [--organization NAME] [--client NAME] [--region REGION]

  --stack         the deployed stack, e.g. cairn-dev
  --organization  its name, by default "Default"
  --client        the name of its first client, by default "Default"
  --region        where the stack is; by default what AWS_REGION or the profile says`;

type Request = {
  readonly stack: string;
  readonly organization: string;
  readonly client: string;
  readonly region?: string;
};

/** What the function answers: ids as text, and the token, which nobody can read again. */
type FirstToken = { readonly token: string; readonly client: string; readonly organization: string };

/** Reads the command line; throws an error that says what is wrong and how it is used. */
export function readRequest(args: readonly string[]): Request {
  const { stack, organization = 'Default', client = 'Default', ...place } = parsed(args);
  if (!stack) throw new Error(`--stack is missing: the name of the deployed stack.\n\n${usage}`);
  return { stack, organization, client, ...place };
}

function parsed(args: readonly string[]): Partial<Request> {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ args: [...args], options: { stack: text, organization: text, client: text, region: text } })
      .values;
  } catch (error) {
    throw new Error(`${messageOf(error)}\n\n${usage}`);
  }
}

/** Invokes the stack's function with the caller's AWS credentials; throws an error that says what to do. */
async function requestToken({ stack, region, organization, client }: Request): Promise<FirstToken> {
  const name = firstTokenFunction(stack);
  const payload = JSON.stringify({ organization, client });
  try {
    const lambda = new LambdaClient(region ? { region } : {});
    const reply = await lambda.send(new InvokeCommand({ FunctionName: name, Payload: Buffer.from(payload) }));
    return readReply(name, Buffer.from(reply.Payload ?? []).toString(), reply.FunctionError);
  } catch (error) {
    throw new Error(explain(error, name), { cause: error });
  }
}

function readReply(name: string, text: string, failure: string | undefined): FirstToken {
  const reply: unknown = JSON.parse(text || 'null');
  if (failure) throw new Error(`Function ${name} failed (${failure}): ${errorMessageIn(reply) ?? text}`);
  if (isFirstToken(reply)) return reply;
  throw new Error(
    `Function ${name} gave no token. Does the stack have this version of the code? Run \`npm run deploy\`.`,
  );
}

function errorMessageIn(reply: unknown): string | undefined {
  return typeof reply === 'object' && reply !== null && 'errorMessage' in reply
    ? String(reply.errorMessage)
    : undefined;
}

function isFirstToken(reply: unknown): reply is FirstToken {
  if (typeof reply !== 'object' || reply === null) return false;
  const fields = new Map<string, unknown>(Object.entries(reply));
  return ['token', 'client', 'organization'].every((name) => typeof fields.get(name) === 'string');
}

const remedies: Readonly<Record<string, (name: string) => string>> = {
  CredentialsProviderError: () =>
    'No AWS credentials were found. Sign in (`aws sso login`, `aws configure`) or set AWS_PROFILE, then try again.',
  ResourceNotFoundException: (name) =>
    `There is no function ${name} in this account and region. Check --stack and --region; the output FirstTokenCommand of \`npm run deploy\` has the right line.`,
  AccessDeniedException: (name) =>
    `Your AWS credentials do not allow lambda:InvokeFunction on ${name}. Use others, or have it allowed.`,
  ExpiredTokenException: () => 'Your AWS credentials have expired. Sign in again (`aws sso login`), then try again.',
  UnrecognizedClientException: () => 'AWS does not know your credentials. Check AWS_PROFILE and the access key.',
};

/** The way out for what usually goes wrong; else the message as it is. */
function explain(error: unknown, name: string): string {
  const message = messageOf(error);
  if (/region is missing/i.test(message)) return 'The AWS region is not known. Give --region, or set AWS_REGION.';
  const remedy = error instanceof Error ? remedies[error.name] : undefined;
  return remedy ? `${remedy(name)} (${message})` : message;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function tell({ token, client, organization }: FirstToken): void {
  console.log(`Organization ${organization}, client ${client}. The API token, shown only this once:\n\n${token}\n`);
  console.log('Keep it as you keep a password, and use it with the Url that `npm run deploy` printed:\n');
  console.log('  curl -u TOKEN: URL/v1/tokens/self                                  # is it valid?');
  console.log('  SIGOPT_API_URL=URL SIGOPT_API_TOKEN=TOKEN python your_script.py    # the published Python client');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  Promise.resolve()
    .then(() => requestToken(readRequest(process.argv.slice(2))))
    .then(tell, (error: unknown) => {
      console.error(messageOf(error));
      process.exitCode = 1;
    });
}
