// The table that `npm start -- --explain` prints: what is run, checked or cloud only in the present template.
import { mergeRoutes } from './merge.ts';
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
  return [...legend, '', ...known, ...refused, '', ...difference(stack)].join('\n');
}

/** The one thing that is run here and not in the cloud. */
const difference = (stack: Stack): readonly string[] => [
  'One difference from AWS: the method MERGE. API Gateway refuses it (the load balancer, option alb, does not); here these routes answer it:',
  ...mergeRoutes(stack).map(({ path }) => `  MERGE ${path}`),
];

const heading = (stack: Stack, type: string): string =>
  `${type} × ${stack.resources.filter((resource) => resource.type === type).length}`;

const line = ({ property, treatment }: Treated): string => `  ${treatment.padEnd(11)} ${property || 'all of it'}`;
