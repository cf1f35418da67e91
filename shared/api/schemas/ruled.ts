// Parts of bodies whose rules the domain enforces, in its own words and order; the schemas only tell of them, for the documents.
import * as z from 'zod';
import { maxMetadataKeyLength, maxMetadataKeys, maxMetadataTextLength } from '../../domain/metadata.ts';
import { maxCategoryLength, maxNameLength } from '../../domain/name.ts';
import { freeObject } from './common.ts';

export const nameText = z.string().meta({ minLength: 1, maxLength: maxNameLength });
export const categoryText = z.string().meta({ minLength: 1, maxLength: maxCategoryLength });

/** Budgets and the like. */
export const count = z.int().meta({ minimum: 1 });

export const metadataInput = freeObject.meta({
  maxProperties: maxMetadataKeys,
  propertyNames: { minLength: 1, maxLength: maxMetadataKeyLength },
  additionalProperties: { type: ['string', 'number', 'null'], maxLength: maxMetadataTextLength },
});

/** Names of parameters and conditionals, with a value each; which ones, the experiment says. */
export const assignmentsInput = freeObject.meta({ additionalProperties: { type: ['string', 'number', 'null'] } });
