// Evaluates CloudFormation's intrinsic functions, so that the host works with plain values.
import { refusal } from '../refusal.ts';
import type { Template } from './assembly.ts';

export type Scope = {
  /** The value of `Ref`: a resource's, a parameter's or a pseudo parameter's. `undefined` is `AWS::NoValue`. */
  readonly ref: (name: string) => unknown;
  readonly attribute: (resource: string, name: string) => unknown;
  readonly condition: (name: string) => boolean;
  readonly mappings: Template['Mappings'];
};

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, scope) => scope.ref(String(name)),
  'Fn::GetAtt': (path, scope) => getAttribute(path, scope),
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = list(argument, scope, 'Fn::Join');
    return list(parts, scope, 'Fn::Join').map(String).join(String(separator));
  },
  'Fn::Select': (argument, scope) => {
    const [index, from] = list(argument, scope, 'Fn::Select');
    return list(from, scope, 'Fn::Select')[Number(index)];
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text] = list(argument, scope, 'Fn::Split');
    return String(text).split(String(separator));
  },
  'Fn::Sub': (argument, scope) => substitute(argument, scope),
  'Fn::If': (argument, scope) => {
    const [condition, yes, no] = Array.isArray(argument) ? argument : [];
    return evaluate(scope.condition(String(condition)) ? yes : no, scope);
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map, first, second] = list(argument, scope, 'Fn::FindInMap').map(String);
    return scope.mappings[map ?? '']?.[first ?? '']?.[second ?? ''];
  },
};

const list = (value: unknown, scope: Scope, name: string): readonly unknown[] => {
  const evaluated = evaluate(value, scope);
  if (!Array.isArray(evaluated)) throw refusal(`The template gives ${name} something other than a list.`);
  return evaluated;
};

function getAttribute(path: unknown, scope: Scope): unknown {
  const [resource, ...names] = Array.isArray(path) ? path.map(String) : String(path).split('.');
  return scope.attribute(resource ?? '', names.join('.'));
}

/** `${Name}`, `${Resource.Attribute}` and the names of the second argument; `${!Name}` stands for `${Name}` itself. */
function substitute(argument: unknown, scope: Scope): string {
  const [text, own] = Array.isArray(argument) ? argument : [argument, {}];
  const names = new Map(Object.entries(Object(evaluate(own, scope))));
  return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_all, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (names.has(name)) return String(names.get(name));
    return String(name.includes('.') ? getAttribute(name, scope) : scope.ref(name));
  });
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A value of the template with every intrinsic replaced by what it stands for; what stands for nothing is left out. */
export function evaluate(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => evaluate(item, scope)).filter((item) => item !== undefined);
  if (!isObject(value)) return value;
  const [name, ...others] = Object.keys(value);
  if (name !== undefined && others.length === 0 && (name === 'Ref' || name.startsWith('Fn::')))
    return apply(name, value[name], scope);
  const entries = Object.entries(value).map(([key, item]) => [key, evaluate(item, scope)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

function apply(name: string, argument: unknown, scope: Scope): unknown {
  const intrinsic = intrinsics[name];
  if (!intrinsic) throw refusal(`The template uses ${name}, which the local host does not know.`);
  return intrinsic(argument, scope);
}
