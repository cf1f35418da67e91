// Parameters in the bodies of requests. Unknown keys are let through: a client sends objects back as it read them, `object` and all.
import * as z from 'zod';
import type { ParameterInput, ParameterUpdate } from '../../domain/parameters/parameter-input.ts';
import { freeObject } from './common.ts';
import { categoryText, nameText } from './ruled.ts';

const type = z.enum(['double', 'int', 'categorical']);

/** A name alone is the object with it. Numbers and truth values would come back as text, which is another value to a program. */
const category = z
  .preprocess(
    (value, context) => {
      if (typeof value !== 'number' && typeof value !== 'boolean')
        return typeof value === 'string' ? { name: value } : value;
      const message = `Invalid type: a category is text, such as "${value}", or an object with its name`;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    },
    z.object({ name: categoryText }),
  )
  .meta({ also: [{ type: 'string' }] });

const known = {
  name: nameText,
  bounds: z.object({ min: z.number(), max: z.number() }).nullish(),
  categorical_values: z.array(category).nullish(),
  grid: z.array(z.unknown()).nullish(),
  default_value: z.union([z.number(), z.string()], { error: 'a number or text' }).nullish(),
  transformation: z.enum(['log', 'none']).nullish(),
  prior: freeObject.nullish(),
  conditions: freeObject.nullish(),
};

export const parameterCreate = z.object({ ...known, type }) satisfies z.ZodType<ParameterInput>;

export const parameterUpdate = z.object({ ...known, type: type.nullish() }) satisfies z.ZodType<ParameterUpdate>;
