// Holds a template against the catalogue: what happens to each of its properties, and what is not known at all.

import { refusal } from '../refusal.ts';
import { catalogue, type Properties, type Treatment } from './catalogue.ts';
import type { Stack } from './stack.ts';

/** `property` is a path such as `ScalingConfig.MaximumConcurrency`; empty where a whole type is treated alike. */
export type Treated = { readonly type: string; readonly property: string; readonly treatment: Treatment };
type Unknown = { readonly id: string; readonly type: string; readonly property: string };
type Found = { readonly property: string; readonly treatment: Treatment | undefined };

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Every leaf of `value` that `known` speaks of, and every one that it does not. */
function walk(value: unknown, known: Properties | undefined, path: string): readonly Found[] {
  if (typeof known === 'string' || known === undefined) return [{ property: path, treatment: known }];
  if (Array.isArray(value)) return value.flatMap((item) => walk(item, known, path));
  if (!isObject(value)) return [{ property: path, treatment: undefined }];
  const deeper = (key: string) => walk(value[key], Object.hasOwn(known, key) ? known[key] : undefined, join(path, key));
  return Object.keys(value).flatMap(deeper);
}

const join = (path: string, key: string): string => (path ? `${path}.${key}` : key);

/** Each type and property of the stack once, sorted, and all that the catalogue does not know. */
export function treat(stack: Stack): { readonly treated: readonly Treated[]; readonly unknown: readonly Unknown[] } {
  const treated = new Map<string, Treated>();
  const unknown: Unknown[] = [];
  for (const { id, type } of stack.resources) {
    const known = Object.hasOwn(catalogue, type) ? catalogue[type] : undefined;
    // What is treated alike as a whole is not worked out: it may speak of things that exist only in the cloud.
    const properties = typeof known === 'object' ? stack.properties(id) : {};
    for (const { property, treatment } of walk(properties, known, '')) {
      if (treatment) treated.set(`${type} ${property}`, { type, property, treatment });
      else unknown.push({ id, type, property });
    }
  }
  const sorted = [...treated.keys()].sort().flatMap((key) => treated.get(key) ?? []);
  return { treated: sorted, unknown };
}

/** @throws Refusal that names every type and property which the host does not know. */
export function refuseUnknown(stack: Stack): void {
  const { unknown } = treat(stack);
  if (unknown.length === 0) return;
  const names = unknown.map(({ id, type, property }) => `${property || 'the type'} of ${id} (${type})`);
  throw refusal(
    `The local host does not know ${names.join(', ')}. ` +
      'Say in infra/local/template/catalogue.ts what it does with each, or take it out of the stack.',
  );
}
