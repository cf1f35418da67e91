// What the stack promises about files: the bucket is private, kept, and the same one for ever.
import { expect, test } from 'vitest';
import { ofType, synthesized } from './synthesized.ts';

// A bucket whose logical id changes is replaced by an empty one at the next deploy: this id is for ever. It is bound to no name that another
// stack, or anybody in the world, might have.
test('the bucket is kept, encrypted, and reached by nobody without a signature', () => {
  const template = synthesized();
  const [[id, bucket] = ['', undefined], ...others] = ofType(template, 'AWS::S3::Bucket');
  expect([id, others]).toEqual(['Files8E6940B8', []]);
  expect(bucket).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  expect(bucket?.Properties).toMatchObject({
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
  });
  expect(bucket?.Properties).not.toHaveProperty('BucketName');
});

// What is on the way is read by nobody: the bucket's policy denies whatever comes without TLS 1.2, and allows nothing.
test('its policy only denies', () => {
  const [[, policy] = ['', undefined]] = ofType(synthesized(), 'AWS::S3::BucketPolicy');
  const text = JSON.stringify(policy?.Properties);
  expect(text).toContain('"aws:SecureTransport":"false"');
  expect(text).toContain('"s3:TlsVersion":1.2');
  expect(text).not.toContain('"Allow"');
  // And stays with the bucket when the stack goes.
  expect(policy).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
});
