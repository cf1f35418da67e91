// Plain items and DynamoDB's attribute values, one into the other. The plain client is half as dear in processor time as the document client around it.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

export type Attributes = Record<string, AttributeValue>;

/** What is undefined, at any depth, is left out. Throws for numbers that are not finite or beyond 2^53: those travel inside of `doc`. */
export const toAttributes = (item: Readonly<Record<string, unknown>>): Attributes =>
  marshall(item, { removeUndefinedValues: true });

export const fromAttributes = (attributes: Attributes): Record<string, unknown> => unmarshall(attributes);
