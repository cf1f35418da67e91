// A function as the template describes it: its code, limits and variables, and the key by which the host knows its calls.
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { refusal } from '../refusal.ts';
import { type Origins, region } from '../template/names.ts';
import { idsOf, type Stack } from '../template/stack.ts';

export type LocalFunction = {
  /** Logical id in the template. */
  readonly id: string;
  /** The logical id without the digits that the CDK adds; for people. */
  readonly title: string;
  readonly name: string;
  readonly arn: string;
  /** Where the code is. */
  readonly folder: string;
  readonly file: string;
  readonly exportName: string;
  /** Seconds. */
  readonly timeout: number;
  /** MB. */
  readonly memory: number;
  /** Environments at once. */
  readonly concurrency: number;
  /** Fed by a queue: nobody waits for its answers, so it gives way to functions whose callers do. */
  readonly background: boolean;
  readonly environment: Readonly<Record<string, string>>;
  readonly nodeOptions: readonly string[];
  readonly accessKey: string;
  /** What it signs with: made anew at every start. */
  readonly secretKey: string;
  readonly roleArn: string;
};

const properties = z.object({
  Code: z.object({ S3Key: z.string().optional() }),
  Handler: z.string(),
  Runtime: z.string().startsWith('nodejs', 'only Node.js functions run here'),
  Role: z.string(),
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
  ReservedConcurrentExecutions: z.number().optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).default({ Variables: {} }),
});

/** Two let a second client go on while the first one's call is computed; more would only share the same cores. */
const defaultConcurrency = 2;

/** @throws Refusal for a function without a bundle or for another runtime. */
export function functionsOf(stack: Stack, origins: Origins): readonly LocalFunction[] {
  return idsOf(stack, 'AWS::Lambda::Function').map((id) => functionOf(stack, id, origins));
}

function functionOf(stack: Stack, id: string, origins: Origins): LocalFunction {
  const { ref: name, Arn: arn = '' } = stack.names(id);
  const parsed = properties.safeParse(stack.properties(id));
  if (!parsed.success) throw refusal(`Function ${id} cannot be run: ${parsed.error.issues[0]?.message}.`);
  const { Handler, Timeout, MemorySize, Environment, ReservedConcurrentExecutions: reserved } = parsed.data;
  const { NODE_OPTIONS = '', ...variables } = Environment.Variables;
  const [accessKey, secretKey] = [accessKeyOf(id), randomBytes(30).toString('base64')];
  const [, module = '', exportName = ''] = /^(.*)\.([^.]+)$/.exec(Handler) ?? [];
  return {
    ...{
      id,
      title: id.replace(/[0-9A-F]{8}$/, ''),
      name,
      arn,
      exportName,
      timeout: Timeout,
      memory: MemorySize,
      roleArn: parsed.data.Role,
    },
    folder: folderOf(stack, id, parsed.data.Code.S3Key),
    file: `${module}.mjs`,
    concurrency: Math.min(reserved ?? defaultConcurrency, defaultConcurrency),
    background: isFed(stack, [name, arn]),
    environment: { ...variables, ...platform(name, MemorySize, { accessKey, secretKey }, origins) },
    nodeOptions: NODE_OPTIONS.split(' ').filter(Boolean),
    accessKey,
    secretKey,
  };
}

/** `names`: by any of these an event source may call the function. */
const isFed = (stack: Stack, names: readonly unknown[]): boolean =>
  idsOf(stack, 'AWS::Lambda::EventSourceMapping').some((id) => names.includes(stack.properties(id)['FunctionName']));

function folderOf(stack: Stack, id: string, s3Key: string | undefined): string {
  const folder = s3Key === undefined ? undefined : stack.codeFolder(s3Key);
  if (folder === undefined) throw refusal(`Function ${id} has no bundle: run \`npm run build\`, then start again.`);
  return folder;
}

/** Not a secret: it names the caller to the host, which checks the call against the caller's role. */
const accessKeyOf = (id: string): string => `LOCAL${id.replace(/[^A-Za-z0-9]/g, '')}`;

type Keys = { readonly accessKey: string; readonly secretKey: string };

/** Loopback addresses and keys that are worth nothing elsewhere: no call can leave this computer. */
const platform = (name: string, memory: number, { accessKey, secretKey }: Keys, { aws }: Origins) => ({
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: accessKey,
  AWS_SECRET_ACCESS_KEY: secretKey,
  AWS_ENDPOINT_URL: aws,
  AWS_ENDPOINT_URL_DYNAMODB: aws,
  AWS_ENDPOINT_URL_SQS: aws,
  AWS_ENDPOINT_URL_SECRETS_MANAGER: aws,
  AWS_ENDPOINT_URL_SESV2: aws,
  AWS_ENDPOINT_URL_S3: aws,
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memory),
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  LAMBDA_TASK_ROOT: '/var/task',
  TZ: 'UTC',
});
