// One function with its log group and its role; the role has the granted actions on the named resources and nothing else.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { bundleHandler, type FunctionName, type FunctionSpec } from '../functions.ts';

/** The operator's is there where it is switched on. */
export type Functions = Readonly<Record<Exclude<FunctionName, 'operator'>, LambdaFunction>> & {
  readonly operator?: LambdaFunction;
};

export type Statement = { readonly actions: readonly string[]; readonly resource: string };

type Settings = {
  readonly spec: FunctionSpec;
  readonly code: Code;
  readonly environment: Readonly<Record<string, string>>;
  readonly statements: readonly Statement[];
  /** Only where somebody must find the function by its name; a fixed name is in the way of a replacement. */
  readonly name?: string;
  readonly logRetention: RetentionDays;
};

export function makeFunction(scope: Construct, id: string, settings: Settings): LambdaFunction {
  const logGroup = makeLogGroup(scope, `${id}Logs`, settings.logRetention);
  const writeLogs = { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resource: logGroup.logGroupArn };
  return new LambdaFunction(scope, id, {
    ...(settings.name ? { functionName: settings.name } : {}),
    description: settings.spec.description,
    code: settings.code,
    handler: bundleHandler,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: settings.spec.memory,
    timeout: Duration.seconds(settings.spec.timeout),
    environment: { ...settings.environment },
    logGroup,
    role: makeRole(scope, `${id}Role`, [...settings.statements, writeLogs]),
  });
}

/** Logs are kept for their period and go with the stack: they hold nothing that is not elsewhere. */
export function makeLogGroup(scope: Construct, id: string, retention: RetentionDays, name?: string): LogGroup {
  return new LogGroup(scope, id, {
    retention,
    removalPolicy: RemovalPolicy.DESTROY,
    ...(name ? { logGroupName: name } : {}),
  });
}

function makeRole(scope: Construct, id: string, statements: readonly Statement[]): Role {
  return new Role(scope, id, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: { access: new PolicyDocument({ statements: statements.map(allow), minimize: false }) },
  });
}

const allow = ({ actions, resource }: Statement): PolicyStatement =>
  new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [resource] });
