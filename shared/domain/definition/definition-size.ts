// How large a definition may become: it is one item of the database, which has a limit of its own.
import type { Definition } from '../experiment.ts';
import { problem } from '../problem.ts';

/** Bytes of its JSON in UTF-8. */
export const maxDefinitionBytes = 300 * 1024;

/** Throws the 400 when the definition, with all that updates removed from it and old observations need, is too large. */
export function checkSize(definition: Definition): Definition {
  const bytes = new TextEncoder().encode(JSON.stringify(definition)).length;
  if (bytes <= maxDefinitionBytes) return definition;
  const rule = `the definition has ${bytes} bytes; at most ${maxDefinitionBytes} (300 KB) are allowed`;
  const fix =
    'Use shorter names, fewer categories or fewer grid values; removed ones count too, so a new experiment may be the way out.';
  throw problem(400, `Invalid parameters: ${rule}. ${fix}`, { errors: [{ field: 'parameters', rule, fix }] });
}
