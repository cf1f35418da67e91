// Builds DynamoDB update and condition expressions from plain data; names and values always travel as placeholders.
import { type Attributes, toAttributes } from './attributes.ts';

export type Change = {
  readonly set?: Readonly<Record<string, unknown>>;
  /** Set only where the attribute is absent. */
  readonly setIfAbsent?: Readonly<Record<string, unknown>>;
  /** Numbers added to attributes; an absent one counts as 0. */
  readonly add?: Readonly<Record<string, number>>;
  /** Items put at the end of lists; an absent list counts as empty. */
  readonly append?: Readonly<Record<string, readonly unknown[]>>;
  /** Target attribute to the attribute whose present value it takes. */
  readonly copy?: Readonly<Record<string, string>>;
  readonly remove?: readonly string[];
};

/** `#name` stands for the attribute of that name, `:name` for `values.name`. */
export type Condition = { readonly expression: string; readonly values?: Readonly<Record<string, unknown>> };

/** Holds while an item's document is the one that was read; null: while there is none. */
export const asRead = (doc: object | null): Condition =>
  doc
    ? { expression: '#doc = :doc', values: { doc: JSON.stringify(doc) } }
    : { expression: 'attribute_not_exists(#pk)' };

type Expression = {
  ConditionExpression?: string;
  UpdateExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Attributes;
};

const namesIn = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/#(\w+)/g)].map(([placeholder, name]) => [placeholder, name ?? '']));

const valuesOf = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value]));

export function condition({ expression, values = {} }: Condition): Expression {
  return withMaps({ ConditionExpression: expression }, namesIn(expression), valuesOf(values));
}

export function update(change: Change, when?: Condition): Expression {
  const { set = {}, setIfAbsent = {}, add = {}, append = {}, copy = {}, remove = [] } = change;
  const sets = [
    ...Object.keys(set).map((name) => `#${name} = :set_${name}`),
    ...Object.keys(setIfAbsent).map((name) => `#${name} = if_not_exists(#${name}, :set_${name})`),
    ...Object.keys(append).map(
      (name) => `#${name} = list_append(if_not_exists(#${name}, :none_${name}), :add_${name})`,
    ),
    ...Object.entries(copy).map(([to, from]) => `#${to} = #${from}`),
  ];
  const clauses = [
    sets.length > 0 ? `SET ${sets.join(', ')}` : '',
    Object.keys(add).length > 0
      ? `ADD ${Object.keys(add)
          .map((name) => `#${name} :add_${name}`)
          .join(', ')}`
      : '',
    remove.length > 0 ? `REMOVE ${remove.map((name) => `#${name}`).join(', ')}` : '',
  ].filter(Boolean);
  const text = clauses.join(' ');
  const prefixed = (prefix: string, values: object) =>
    Object.entries(values).map(([name, value]) => [`:${prefix}_${name}`, value]);
  const values = Object.fromEntries([
    ...prefixed('set', { ...set, ...setIfAbsent }),
    ...prefixed('add', { ...add, ...append }),
    ...prefixed('none', emptied(append)),
  ]);
  return withMaps(
    { UpdateExpression: text, ...(when ? { ConditionExpression: when.expression } : {}) },
    namesIn(`${text} ${when?.expression ?? ''}`),
    { ...values, ...valuesOf(when?.values ?? {}) },
  );
}

const emptied = (lists: object): object => Object.fromEntries(Object.keys(lists).map((name) => [name, []]));

function withMaps(base: Expression, names: Record<string, string>, values: Record<string, unknown>): Expression {
  return {
    ...base,
    ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: toAttributes(values) } : {}),
  };
}
