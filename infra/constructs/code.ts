// The code of a function: its bundle, or, where none was built, a stand-in that keeps the stack from being deployed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { bundleFile, type FunctionName } from '../functions.ts';

/** A template can be read and tested without bundles; the error annotation makes the cdk command refuse to go further. */
export function codeOf(scope: Construct, name: FunctionName, folder: string): Code {
  const path = join(folder, name);
  if (existsSync(join(path, bundleFile))) return Code.fromAsset(path);
  Annotations.of(scope).addError(
    `The bundle of function ${name} is missing in ${folder}. Run \`npm run build\` first.`,
  );
  return Code.fromInline(`throw new Error('The bundle of function ${name} was missing when the stack was made.');`);
}
