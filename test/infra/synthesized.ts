// A synthesized template as plain data, and the few questions the tests ask of it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
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
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder that is removed when the test file has ended. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-infra-'));
  folders.push(folder);
  return folder;
}

/** The template for these options, unchecked; without bundles, unless a folder that has them is named. */
export function synthesized(context: Record<string, unknown> = {}, bundles: string = temporaryFolder()): Template {
  const { outdir, stack } = synth({ outdir: temporaryFolder(), bundles, context, checks: false });
  return template.parse(JSON.parse(readFileSync(join(outdir, `${stack}.template.json`), 'utf8')));
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
