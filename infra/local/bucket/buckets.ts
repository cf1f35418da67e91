// The template's buckets, each with its objects in the data folder.
import { join } from 'node:path';
import * as z from 'zod';
import { refusal } from '../refusal.ts';
import { idsOf, type Stack } from '../template/stack.ts';
import { type Objects, openObjects } from './objects.ts';

const rule = z.object({
  AllowedMethods: z.array(z.string()),
  AllowedOrigins: z.array(z.string()),
  AllowedHeaders: z.array(z.string()).default([]),
  ExposedHeaders: z.array(z.string()).default([]),
  MaxAge: z.number().optional(),
});
export type CorsRule = z.output<typeof rule>;

const properties = z.object({
  // Here nobody gets in without a signature; a bucket that lets somebody in would be another one in the cloud.
  PublicAccessBlockConfiguration: z.object({
    BlockPublicAcls: z.literal(true),
    BlockPublicPolicy: z.literal(true),
    IgnorePublicAcls: z.literal(true),
    RestrictPublicBuckets: z.literal(true),
  }),
  CorsConfiguration: z.object({ CorsRules: z.array(rule) }).default({ CorsRules: [] }),
});

export type LocalBucket = {
  readonly name: string;
  readonly arn: string;
  readonly cors: readonly CorsRule[];
  readonly objects: Objects;
};

/** By name. @throws Refusal for a bucket that somebody could reach without a signature. */
export function openBuckets(stack: Stack, folder: string, now: () => number): ReadonlyMap<string, LocalBucket> {
  const buckets = idsOf(stack, 'AWS::S3::Bucket').map((id): LocalBucket => {
    const { ref: name, Arn: arn = '' } = stack.names(id);
    const parsed = properties.safeParse(stack.properties(id));
    if (!parsed.success)
      throw refusal(
        `The local host cannot serve ${id}: ${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}.`,
      );
    return { name, arn, cors: parsed.data.CorsConfiguration.CorsRules, objects: openObjects(join(folder, name), now) };
  });
  return new Map(buckets.map((bucket) => [bucket.name, bucket]));
}
