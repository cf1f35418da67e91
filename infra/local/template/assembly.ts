// Reads what a synthesis left in a folder: the stack's template and the folders of its functions' code.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { messageOf, refusal } from '../refusal.ts';

const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Condition: z.string().optional(),
  Metadata: z.record(z.string(), z.unknown()).default({}),
});

const template = z.looseObject({
  Parameters: z.record(z.string(), z.looseObject({ Default: z.unknown().optional() })).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(z.string(), resource),
});

const assets = z.object({
  files: z.record(z.string(), z.object({ source: z.object({ path: z.string().optional() }) })).default({}),
});

export type Resource = z.output<typeof resource>;
export type Template = z.output<typeof template>;

/** Where a synthesis wrote to, and the name its files begin with. */
export type Synthesized = { readonly outdir: string; readonly stack: string };

export type Assembly = {
  readonly stack: string;
  readonly template: Template;
  /** The folder of the code that a template names as `<hash>.zip`; undefined when the synthesis did not make it. */
  readonly codeFolder: (s3Key: string) => string | undefined;
};

function read<Schema extends z.ZodType>(path: string, schema: Schema): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw refusal(`Cannot read the synthesized stack from ${path}: ${messageOf(error)}. Run \`npm run synth\` again.`);
  }
}

/** @throws Refusal when a file is missing or is not what a synthesis writes. */
export function readAssembly({ outdir, stack }: Synthesized): Assembly {
  const { files } = read(join(outdir, `${stack}.assets.json`), assets);
  const codeFolder = (s3Key: string) => {
    const path = files[s3Key.replace(/\.zip$/, '')]?.source.path;
    return path === undefined ? undefined : resolve(outdir, path);
  };
  return { stack, template: read(join(outdir, `${stack}.template.json`), template), codeFolder };
}
