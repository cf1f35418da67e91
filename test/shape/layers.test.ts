// The arrows of the architecture: which layer may import which, `import type` included.
import { expect, test } from 'vitest';
import { type Import, importsOf, layerOf } from './imports.ts';
import { sourceFiles } from './tree.ts';

const rooms = ['functions', 'shared', 'infra', 'bench', 'examples'];
const shared = ['shared/api', 'shared/operations', 'shared/domain', 'shared/engine', 'shared/store', 'shared/platform'];

/** Layer to the other layers it may import. Nothing outside of a deployment's own tools imports functions or infra. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  functions: ['shared/api', 'shared/operations', 'shared/domain', 'shared/store', 'shared/platform'],
  'shared/api': ['shared/operations', 'shared/domain', 'shared/platform'],
  'shared/operations': ['shared/domain', 'shared/engine', 'shared/store', 'shared/platform'],
  'shared/store': ['shared/domain'],
  'shared/platform': ['shared/domain'],
  'shared/domain': [],
  'shared/engine': [],
  infra: shared,
  // What a call costs is counted with the tests' own kit: a tenant on a real database, and tables that can be listened to.
  bench: [...shared, 'infra', 'test'],
  // The engine is a package of its own, and an example says so.
  examples: ['bench', 'infra', 'shared/engine'],
};

const files = sourceFiles(...rooms);
const imports = files.flatMap(importsOf);
const told = ({ from, to }: Import) => `${from} imports ${to}`;

// The reader found something to judge: a rule over nothing would always hold.
test('imports are found, of values, types and packages', () => {
  expect(imports).toContainEqual({
    from: 'shared/api/route.ts',
    to: 'shared/domain/identity/identity.ts',
    local: true,
    typeOnly: true,
  });
  expect(imports).toContainEqual({ from: 'infra/synth.ts', to: 'infra/options.ts', local: true, typeOnly: false });
  expect(imports).toContainEqual({ from: 'infra/synth.ts', to: 'cdk-nag', local: false, typeOnly: false });
});

/** Whether an import goes where no arrow goes. */
function againstArrows({ from, to, local }: Import): boolean {
  const [here, there] = [layerOf(from), layerOf(to)];
  return local && here !== there && !arrows[here]?.includes(there);
}

// Every way of writing an import is seen, on however many lines, and a comment is none.
test('an import against the arrows is found', () => {
  const text = [
    "import type { Table } from '../store/table.ts';",
    'import {\n  handler,\n} from "../../functions/optimizer.ts";',
    "export * from '../engine/space.ts';",
    "const late = await import('../operations/load.ts');",
    "import '../platform/log.ts';",
    "// import '../api/door.ts'",
    "import { sorted } from './name.ts';",
  ].join('\n');
  const found = importsOf({ path: 'shared/domain/made-up.ts', text, code: text }).filter(againstArrows);
  const files = [
    'functions/optimizer',
    'shared/engine/space',
    'shared/operations/load',
    'shared/platform/log',
    'shared/store/table',
  ];
  expect(found.map(({ to }) => to).sort()).toEqual(files.map((file) => `${file}.ts`));
});

// Inner layers know nothing of outer ones, so that each can be read, tested and replaced by itself.
test('imports follow the arrows', () => {
  expect(imports.filter(againstArrows).map(told)).toEqual([]);
});

// A new folder gets its arrows here before it gets its files.
test('every folder of shared is a layer with arrows', () => {
  const unknown = files.map(({ path }) => layerOf(path)).filter((layer) => !(layer in arrows));
  expect([...new Set(unknown)]).toEqual([]);
});

// The engine runs anywhere the same, and the rules of the product need nothing but the language.
test('engine and domain stand on their own', () => {
  const allowed: Readonly<Record<string, readonly string[]>> = { 'shared/engine': ['ml-matrix'], 'shared/domain': [] };
  const wrong = imports.filter(({ from, to, local }) => !local && allowed[layerOf(from)]?.includes(to) === false);
  expect(wrong.map(told)).toEqual([]);
});

// AWS is spoken to in two places; all else can be run without it.
test('only store and platform know the AWS SDK', () => {
  const wrong = imports.filter(
    ({ from, to }) =>
      to.startsWith('@aws-sdk/') && !['shared/store', 'shared/platform', 'infra'].includes(layerOf(from)),
  );
  expect(wrong.map(told)).toEqual([]);
});

// `import { z }` takes all of zod's locales along: 443 kB of a bundle instead of 83.
test('zod is imported as a namespace', () => {
  expect(
    files.filter(({ text }) => /import\s*(type\s*)?\{[^}]*\}\s*from 'zod'/.test(text)).map(({ path }) => path),
  ).toEqual([]);
});

// Two files that need each other at run time are one file in two parts, and their order of loading decides whether they work.
test('no file imports itself by a detour', () => {
  const edges = new Map<string, string[]>();
  for (const { from, to, local, typeOnly } of imports)
    if (local && !typeOnly) edges.set(from, [...(edges.get(from) ?? []), to]);
  expect(cycles(edges)).toEqual([]);
});

/** Of the engine, from the ground up: each may import those before it. Numbers, the space, values, models of them, what they are worth, who proposes. */
const levels = [
  ...['types', 'ask', 'kernels', 'numerics', 'linear', 'space', 'values', 'model', 'learning', 'curves'],
  ...['acquisition', 'proposals', 'tasks', 'suggest', 'cost', 'insights', 'given', 'study'],
];

const levelOf = (path: string): number =>
  levels.indexOf(path === 'shared/engine/check-study.ts' ? 'study' : (path.split('/')[2]?.replace(/\.ts$/, '') ?? ''));

// Whoever reads the engine from its first level on meets nothing that was not explained before.
test('the engine is built level by level', () => {
  const inside = imports.filter(({ from, local }) => local && layerOf(from) === 'shared/engine');
  expect(inside.filter(({ from, to }) => levelOf(from) < levelOf(to)).map(told)).toEqual([]);
  expect(files.filter(({ path }) => layerOf(path) === 'shared/engine' && levelOf(path) < 0)).toEqual([]);
});

// Two folders that need each other are one folder in two places. Files that lie directly in a layer are no folder.
test('no folder of a layer needs itself by a detour, not even for a type', () => {
  const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/'));
  const edges = new Map<string, string[]>();
  for (const { from, to, local } of imports) {
    const [here, there] = [folderOf(from), folderOf(to)];
    const judged = local && here !== there && !shared.includes(here) && !shared.includes(there);
    if (judged && layerOf(from) === layerOf(to) && layerOf(from).startsWith('shared/'))
      edges.set(here, [...new Set([...(edges.get(here) ?? []), there])]);
  }
  expect(edges.size).toBeGreaterThan(10);
  expect(cycles(edges)).toEqual([]);
});

/** Depth-first search; each cycle is told once, where it closes. */
function cycles(edges: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) found.push([...trail.slice(trail.indexOf(file)), file].join(' > '));
    if (done.has(file) || trail.includes(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  return found;
}
