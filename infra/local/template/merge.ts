// The routes of the method MERGE, which the template notes beside its API because the API itself cannot have them.
import * as z from 'zod';
import { mergeNote } from '../../merge.ts';
import { idsOf, type Stack } from './stack.ts';

const note = z.object({ [mergeNote]: z.record(z.string(), z.string()).default({}) });

/** `api` and `target` are logical ids, of the API and of the function. */
type MergeRoute = { readonly api: string; readonly path: string; readonly target: string };

export const mergeRoutes = (stack: Stack): readonly MergeRoute[] =>
  idsOf(stack, 'AWS::ApiGatewayV2::Api').flatMap((api) =>
    Object.entries(note.parse(stack.metadata(api))[mergeNote]).map(([path, target]) => ({ api, path, target })),
  );
