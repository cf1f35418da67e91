// The table that `npm start -- --explain` prints: what is run, checked or cloud only in the present template.
import type { Stack } from './stack.ts';
import { type Treated, treat } from './treatment.ts';

const legend = [
  'run         works on this computer as in the cloud',
  'checked     read, and refused when it is not what the local host serves; nothing runs for it',
  'cloud only  has no meaning on one computer',
];

/** Lines of text: types with their number of resources, properties under them. */
export function explain(stack: Stack): string {
  const { treated, unknown } = treat(stack);
  const types = [...new Set(treated.map(({ type }) => type))];
  const known = types.flatMap((type) => [
    heading(stack, type),
    ...treated.filter((row) => row.type === type).map(line),
  ]);
  const refused = unknown.map(({ id, type, property }) => `REFUSED     ${type} ${property} of ${id}`);
  return [...legend, '', ...known, ...refused].join('\n');
}

const heading = (stack: Stack, type: string): string =>
  `${type} × ${stack.resources.filter((resource) => resource.type === type).length}`;

const line = ({ property, treatment }: Treated): string => `  ${treatment.padEnd(11)} ${property || 'all of it'}`;
