// The template with its values worked out: which resources exist, under which names, with which properties.
import { refusal } from '../refusal.ts';
import type { Assembly, Resource } from './assembly.ts';
import { conditionsOf } from './conditions.ts';
import { evaluate, type Scope } from './intrinsics.ts';
import { account, nameProperty, type Origins, type Physical, physical, region } from './names.ts';

export type Stack = {
  readonly name: string;
  /** Logical ids and types of the resources whose condition holds, in the template's order. */
  readonly resources: readonly { readonly id: string; readonly type: string }[];
  /** A resource's properties, evaluated. */
  readonly properties: (id: string) => Readonly<Record<string, unknown>>;
  /** A resource's properties as they stand in the template, references unresolved. */
  readonly raw: (id: string) => Readonly<Record<string, unknown>>;
  /** What the template notes about a resource beside its properties. */
  readonly metadata: (id: string) => Readonly<Record<string, unknown>>;
  readonly names: (id: string) => Physical;
  readonly codeFolder: Assembly['codeFolder'];
};

/** Logical ids of one type or of several. */
export const idsOf = (stack: Stack, ...types: readonly string[]): readonly string[] =>
  stack.resources.filter((resource) => types.includes(resource.type)).map((resource) => resource.id);

/** @throws Refusal, on the first use of what cannot be resolved: a resource or attribute that is not there. */
export function workOut(assembly: Assembly, origins: Origins): Stack {
  const { template, stack } = assembly;
  const pseudo: Readonly<Record<string, unknown>> = pseudoParameters(stack);
  const resource = (id: string): Resource => template.Resources[id] ?? missing(id);
  const names = once((id: string) => physical(resource(id).Type, id, nameOf(id), origins));
  const nameOf = (id: string): string => {
    const chosen = resource(id).Properties[nameProperty(resource(id).Type) ?? ''];
    return chosen === undefined ? `${stack}-${id}` : String(evaluate(chosen, scope));
  };
  const scope: Scope = {
    ref: (name) => {
      if (name in pseudo) return pseudo[name];
      return name in template.Parameters ? template.Parameters[name]?.Default : names(name).ref;
    },
    attribute: (id, name) => names(id)[name] ?? unknownAttribute(id, resource(id).Type, name),
    condition: conditionsOf(template, () => scope),
    mappings: template.Mappings,
  };
  const exists = ([, { Condition }]: [string, Resource]) => Condition === undefined || scope.condition(Condition);
  const existing = Object.entries(template.Resources).filter(exists);
  return {
    name: stack,
    resources: existing.map(([id, { Type }]) => ({ id, type: Type })),
    properties: once((id) => Object(evaluate(resource(id).Properties, scope))),
    raw: (id) => resource(id).Properties,
    metadata: (id) => resource(id).Metadata,
    names,
    codeFolder: assembly.codeFolder,
  };
}

const pseudoParameters = (stack: string): Readonly<Record<string, unknown>> => ({
  'AWS::Region': region,
  'AWS::AccountId': account,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': stack,
  'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stack}/local`,
  'AWS::NoValue': undefined,
});

const missing = (id: string): never => {
  throw refusal(`The template refers to ${id}, which it does not define.`);
};

const unknownAttribute = (id: string, type: string, name: string): never => {
  throw refusal(`The template reads ${name} of ${id} (${type}); the local host does not know that attribute.`);
};

function once<Value>(compute: (id: string) => Value): (id: string) => Value {
  const known = new Map<string, Value>();
  return (id) => {
    const value = known.get(id) ?? compute(id);
    known.set(id, value);
    return value;
  };
}
