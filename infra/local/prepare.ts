// Bundles and synthesizes, unless what they are made from is unchanged; so a second start does not even load the CDK.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { buildFacts } from '../build-facts.ts';
import { messageOf, refusal } from './refusal.ts';
import type { Synthesized } from './template/assembly.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = join(root, 'dist', '.local');

/** Milliseconds after which an unused build is removed, and between two signs of use: hosts load bundles late. */
const keep = 3_600_000;
const signOfUse = 600_000;

const stackFile = z.object({ stack: z.string() });

/** What the command line decides about the stack. */
export type Choices = { readonly operator?: boolean; readonly alb?: boolean };

/** Options of the stack; what the environment says of them holds. Anybody at this computer may sign up: nobody else can reach it. */
function contextOf({ operator = false, alb = false }: Choices): Readonly<Record<string, unknown>> {
  return {
    ...(operator ? { operator: true } : {}),
    // On this computer nothing is encrypted on its way.
    ...(alb ? { alb: true, albHttp: true } : {}),
    ...(process.env['CAIRN_SIGN_UP'] === undefined ? { signUp: true } : {}),
    // Mails become files in the data folder, so any sender will do.
    ...(process.env['CAIRN_MAIL_FROM'] === undefined ? { mailFrom: 'cairn@localhost.localdomain' } : {}),
    // What the environment says of things in AWS is not here.
    ...{ dataTable: '', tokensTable: '', filesBucket: '', tokenKeySecret: '' },
  };
}

/** Synthesized from the present sources. @throws Refusal with the compiler's or the CDK's own message. */
export async function prepare(say: (line: string) => void, choices: Choices = {}): Promise<Synthesized> {
  const context = contextOf(choices);
  const folder = join(cache, sourceHash(context));
  if (!existsSync(folder)) {
    say('Building the functions and synthesizing the stack ...');
    await buildAside(folder, context);
    await endCompiler();
    removeUnused(folder);
  }
  markUsed(folder);
  setInterval(() => markUsed(folder), signOfUse).unref();
  return synthesizedIn(folder);
}

/** The compiler's process would stay as long as the host, with hundreds of megabytes. */
async function endCompiler(): Promise<void> {
  const { stop } = await import('esbuild');
  await stop();
}

function markUsed(folder: string): void {
  if (existsSync(folder)) utimesSync(folder, new Date(), new Date());
}

/** Builds for watching: functions are loaded from where they are bundled, so a rebuilt one needs no other synthesis. */
export const buildInPlace = (folder: string, choices: Choices): Promise<Synthesized> =>
  build(folder, { ...contextOf(choices), 'aws:cdk:disable-asset-staging': true });

/** `context` is the CDK's. Without settings for its assets the assembly holds copies of the bundles and may be moved. */
async function build(folder: string, context: Readonly<Record<string, unknown>>): Promise<Synthesized> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    // The compiler is a process of its own, so the CDK loads while it works.
    const [{ synth }] = await Promise.all([import('../synth.ts'), makeBundles(bundlesIn(folder))]);
    // Security checks are for what is deployed: `npm run synth` and the tests make them, and here they would double the wait.
    const { stack } = synth({ outdir: join(folder, 'assembly'), bundles: bundlesIn(folder), context, checks: false });
    writeFileSync(join(folder, 'stack.json'), JSON.stringify({ stack }));
  } catch (error) {
    throw refusal(`The stack cannot be built: ${messageOf(error)}`);
  }
  return synthesizedIn(folder);
}

async function makeBundles(folder: string): Promise<void> {
  const { bundle } = await import('../bundle.ts');
  await bundle(undefined, folder);
}

export const bundlesIn = (folder: string): string => join(folder, 'bundles');

/** Another start may build the same at the same time: each builds apart, and the first to be ready gives its build the name. */
async function buildAside(folder: string, context: Readonly<Record<string, unknown>>): Promise<void> {
  const aside = `${folder}.${process.pid}`;
  try {
    await build(aside, context);
    // The assembly has copies.
    rmSync(bundlesIn(aside), { recursive: true });
    rename(aside, folder);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

function rename(aside: string, folder: string): void {
  try {
    renameSync(aside, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

function synthesizedIn(folder: string): Synthesized {
  const { stack } = stackFile.parse(JSON.parse(readFileSync(join(folder, 'stack.json'), 'utf8')));
  return { outdir: join(folder, 'assembly'), stack };
}

function removeUnused(current: string): void {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    if (path !== current && Date.now() - statSync(path).mtimeMs > keep) rmSync(path, { recursive: true, force: true });
  }
}

/** Over all that a build is made from: sources, locked packages, version and commit, and the options of the environment. */
function sourceHash(context: Readonly<Record<string, unknown>>): string {
  const hash = createHash('sha256');
  for (const file of [...['functions', 'shared', 'infra'].flatMap(filesIn), join(root, 'package-lock.json')])
    hash.update(`${relative(root, file)}\0`).update(readFileSync(file));
  const options = Object.entries(process.env).filter(([name]) => /^CAIRN_|^CDK_CONTEXT_JSON$/.test(name));
  hash.update(JSON.stringify([buildFacts(), context, options.sort()]));
  return hash.digest('hex').slice(0, 16);
}

/** Sorted; without the host itself, which nothing is built from. */
function filesIn(name: string): readonly string[] {
  const folder = join(root, name);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.filter((file) => !file.startsWith(join(root, 'infra', 'local'))).sort();
}
