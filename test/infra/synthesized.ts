// A synthesized template as plain data, and the few questions the tests ask of it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { synth } from '../../infra/synth.ts';

const record = z.record(z.string(), z.unknown());

const resource = z.object({
  Type: z.string(),
  Properties: record.default({}),
  Metadata: record.optional(),
  DependsOn: z.array(z.string()).optional(),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});

const template = z.object({ Resources: z.record(z.string(), resource), Outputs: record });

export type Resource = z.output<typeof resource>;
export type Template = z.output<typeof template>;

const folders: string[] = [];

/** For the end of a test file. */
export const removeTemporaryFolders = (): void => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
};

/** A new folder; who makes one removes it when the test file has ended. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-infra-'));
  folders.push(folder);
  return folder;
}

/** Texts of the templates without bundles, by their options: most files of tests ask for the same few, and share a process. */
const known = new Map<string, string>();

/** The template for these options, unchecked and the caller's own; without bundles, unless a folder that has them is named. */
export function synthesized(context: Record<string, unknown> = {}, bundles?: string): Template {
  const key = JSON.stringify(context);
  const text = (bundles === undefined ? known.get(key) : undefined) ?? made(context, bundles);
  if (bundles === undefined) known.set(key, text);
  return template.parse(JSON.parse(text));
}

function made(context: Record<string, unknown>, bundles: string | undefined): string {
  const scratch = mkdtempSync(join(tmpdir(), 'cairn-infra-'));
  try {
    const outdir = join(scratch, 'assembly');
    const { stack } = synth({ outdir, bundles: bundles ?? join(scratch, 'bundles'), context, checks: false });
    return readFileSync(join(outdir, `${stack}.template.json`), 'utf8');
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

export const ofType = ({ Resources }: Template, type: string): [string, Resource][] =>
  Object.entries(Resources).filter(([, { Type }]) => Type === type);

const one = <Item>(value: Item | Item[]): Item[] => (Array.isArray(value) ? value : [value]);

const statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: z.union([z.string(), z.array(z.string())]).transform(one),
  Resource: z.unknown(),
});

const policies = z.object({
  Policies: z.array(z.object({ PolicyDocument: z.object({ Statement: z.array(statement) }) })),
});

export type Statement = z.output<typeof statement>;

/** What a role allows or denies. */
export const statementsOf = (role: Resource): Statement[] =>
  policies.parse(role.Properties).Policies.flatMap((policy) => policy.PolicyDocument.Statement);

/** The logical id that a `Ref` or `Fn::GetAtt` points at. */
export function target(value: unknown): string {
  const pointer = z
    .union([z.object({ Ref: z.string() }), z.object({ 'Fn::GetAtt': z.array(z.string()) })])
    .parse(value);
  return 'Ref' in pointer ? pointer.Ref : (pointer['Fn::GetAtt'][0] ?? '');
}
