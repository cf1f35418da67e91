// Makes the CloudFormation template in this process: for the cdk command, for the local host and for the tests.
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { PriceBooks } from '../shared/domain/billing/price-book.ts';
import { bundleFolder } from './bundle.ts';
import { readOptions } from './options.ts';
import { makeStack } from './stacks/cairn.ts';
import { acknowledge } from './suppressions.ts';

export type SynthOptions = {
  /** Where the template goes; by default where the cdk command wants it, else a new temporary folder. */
  readonly outdir?: string;
  /** Where the bundles are, by default `dist`. */
  readonly bundles?: string;
  /** CDK context, e.g. `{ stage: 'prod' }`, beside what the cdk command gives. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** False leaves out the checks of security and of the template's own rules, which take longer than all else; by default true. */
  readonly checks?: boolean;
};

/** Returns the folder with the template, the name of the stack and what it charges; throws when an option is wrong or a check finds something. */
export function synth(options: SynthOptions = {}): { outdir: string; stack: string; prices: PriceBooks } {
  const app = makeApp(options);
  const chosen = readOptions(app.node.getAllContext(), process.env);
  const stack = makeStack(app, chosen, options.bundles ?? bundleFolder);
  acknowledge(stack, chosen);
  if (options.checks ?? true) addChecks(app);
  return { outdir: app.synth().directory, stack: stack.stackName, prices: chosen.prices };
}

/** A finding of these checks fails the synthesis, unless it was acknowledged with a reason. */
export function addChecks(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}

export const makeApp = ({ outdir, context, checks = true }: SynthOptions): App =>
  new App({
    ...(outdir ? { outdir } : {}),
    context: { ...context, ...settings },
    builtinCloudFormationValidation: checks,
    analyticsReporting: false,
    treeMetadata: false,
  });

/** Not left to cdk.json, so that the template is the same by whichever way it is made. */
const settings = {
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  'aws:cdk:enable-path-metadata': false,
  'aws:cdk:enable-asset-metadata': false,
  'aws:cdk:disable-stack-trace': true,
};
