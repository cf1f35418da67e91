// A bucket that outlives its stack: private, encrypted, TLS only; reached by signed URLs and nothing else.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  HttpMethods,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** What the rest of the stack has to know of the bucket, whether it makes it or takes it over. */
export type KnownBucket = Pick<IBucket, 'bucketName' | 'bucketArn' | 'arnForObjects'>;

/**
 * It has no name of its own, so two stacks never ask for the same one. No versions: an object is written under a key of its own with the MD5
 * of its bytes in the signature, so nothing is ever overwritten, and what is erased shall be gone.
 */
export function makeBucket(scope: Construct, id: string): Bucket {
  const bucket = new Bucket(scope, id, {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    // Nobody uploads in parts; should somebody, what was left half-done costs nothing for longer than a day.
    lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    // Pages may use a signed URL, as they may call the API: what they need is in the URL, and there are no cookies.
    cors: [
      {
        allowedMethods: [HttpMethods.GET, HttpMethods.HEAD, HttpMethods.PUT],
        allowedOrigins: ['*'],
        allowedHeaders: ['content-type', 'content-md5'],
        exposedHeaders: ['ETag'],
        maxAge: 3600,
      },
    ],
    removalPolicy: RemovalPolicy.RETAIN,
  });
  // A bucket that is kept stays closed to plain HTTP, also under the next stack, which takes it over as it is.
  bucket.policy?.applyRemovalPolicy(RemovalPolicy.RETAIN);
  return bucket;
}
