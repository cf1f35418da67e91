// Items as plain values, and as DynamoDB writes them: { "S": "text" }, { "N": "1" } and so on, wherever items and keys stand in a call.

type Fields = Readonly<Record<string, unknown>>;

/** Fields of calls and replies that hold attributes by their names, or a list of such. */
const holders: ReadonlySet<string> = new Set([
  'Item',
  'Items',
  'Key',
  'Keys',
  'Attributes',
  'ExpressionAttributeValues',
  'ExclusiveStartKey',
  'LastEvaluatedKey',
]);

/** A call's input with its attributes written as DynamoDB takes them. */
export const written = (input: object): object => turned(Object(input), (fields) => mapped(fields, encode));

/** A reply with its attributes as plain values. */
export const read = (reply: unknown): Fields => turned(Object(reply), (fields) => mapped(fields, decode));

function turned(value: Fields, turn: (fields: Fields) => Fields): Fields {
  const one = (field: unknown) => (isFields(field) ? turn(field) : field);
  const inner = (field: unknown): unknown => {
    if (Array.isArray(field)) return field.map(inner);
    return isFields(field) ? turned(field, turn) : field;
  };
  return mapped(value, (field, name) => {
    if (holders.has(name)) return Array.isArray(field) ? field.map(one) : one(field);
    // A batch's replies: items by their table.
    if (name === 'Responses' && isFields(field))
      return mapped(field, (items) => (Array.isArray(items) ? items.map(one) : items));
    return inner(field);
  });
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** Fields that are undefined are left out. */
function mapped(fields: Fields, of: (value: unknown, name: string) => unknown): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined) result[name] = of(value, name);
  }
  return result;
}

function encode(value: unknown): Fields {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: decimal(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (value instanceof Uint8Array)
    return { B: Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64') };
  if (Array.isArray(value)) return { L: value.map(encode) };
  if (isFields(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value)))
    return { M: mapped(value, encode) };
  throw new TypeError(`DynamoDB has no attribute for a ${typeof value}`);
}

/** DynamoDB's numbers have 38 digits and no infinities; a whole number that a double does not hold would come back as another one. */
function decimal(value: number): string {
  if (Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return String(value);
  throw new TypeError(`${value} is no number for an attribute`);
}

function decode(attribute: unknown): unknown {
  const [type = ''] = isFields(attribute) ? Object.keys(attribute) : [];
  const value = isFields(attribute) ? attribute[type] : undefined;
  if (type === 'S' || type === 'BOOL') return value;
  if (type === 'N') return Number(value);
  if (type === 'NULL') return null;
  if (type === 'B') return Buffer.from(String(value), 'base64');
  if (type === 'L' && Array.isArray(value)) return value.map(decode);
  if (type === 'M' && isFields(value)) return mapped(value, decode);
  throw new TypeError(`the store holds no attributes of type ${type}`);
}
