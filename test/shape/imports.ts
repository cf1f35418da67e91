// Who imports what: each import of a file, as a path of this repository or the name of a package.
import { posix } from 'node:path';
import { type SourceFile, withoutComments } from './tree.ts';

export type Import = {
  readonly from: string;
  /** A path from the root, or a package. */
  readonly to: string;
  readonly local: boolean;
  /** Gone after compilation. */
  readonly typeOnly: boolean;
};

const statement = /\b(import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s*)?['"]([^'"\n]+)['"]/g;
const call = /\bimport\(\s*['"]([^'"\n]+)['"]/g;

export function importsOf({ path, text }: SourceFile): Import[] {
  const code = withoutComments(text);
  const written = [...code.matchAll(statement)].map((found) => resolved(path, found[3] ?? '', Boolean(found[2])));
  const called = [...code.matchAll(call)].map((found) => resolved(path, found[1] ?? '', false));
  return [...written, ...called];
}

function resolved(from: string, specifier: string, typeOnly: boolean): Import {
  const local = specifier.startsWith('.');
  return { from, to: local ? posix.join(posix.dirname(from), specifier) : specifier, local, typeOnly };
}

/** `shared/domain/x.ts` lies in `shared/domain`, `infra/local/x.ts` in `infra`. */
export function layerOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  return top === 'shared' ? `${top}/${second}` : top;
}
