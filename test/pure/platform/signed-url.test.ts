// Signed URLs of a bucket: the example that AWS publishes, and where addresses come from.
import { expect, test } from 'vitest';
import { bucketAddress, makeSignUrl } from '../../../shared/platform/signed-url.ts';

const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const day = () => Date.UTC(2013, 4, 24);

// "Authenticating Requests: Using Query Parameters", Amazon S3 API reference: the very URL that its example ends with.
test('the published example', async () => {
  const sign = makeSignUrl(
    { address: 'https://examplebucket.s3.amazonaws.com', region: 'us-east-1', credentials },
    day,
  );
  expect(await sign({ method: 'GET', key: 'test.txt', lifetime: 86_400 })).toBe(
    'https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256' +
      '&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request' +
      '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
      '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  );
});

// In Lambda the credentials are a session's; without its token in the URL, S3 knows nobody of that key.
test('the session of temporary credentials is in the URL', async () => {
  const session = { ...credentials, sessionToken: 'a/session+token=' };
  const sign = makeSignUrl({ address: 'https://b.example', region: 'eu-west-1', credentials: session }, day);
  const url = new URL(await sign({ method: 'GET', key: 'files/1/2', lifetime: 60 }));
  expect(url.searchParams.get('X-Amz-Security-Token')).toBe('a/session+token=');
});

// In the cloud a bucket has a host of its own; another endpoint takes its name in the path.
test('addresses', () => {
  expect(bucketAddress('mine', 'eu-west-1', undefined)).toBe('https://mine.s3.eu-west-1.amazonaws.com');
  expect(bucketAddress('mine', 'eu-west-1', 'http://127.0.0.1:4000')).toBe('http://127.0.0.1:4000/mine');
});
