// The bytes of files: they go between caller and bucket directly, by URLs that are signed here for one request and a quarter of an hour.
import { eraseObjects } from './erase-objects.ts';
import { encode, type SignUrl } from './signed-url.ts';

/** What is uploaded; the bucket takes nothing else at this URL. */
type Content = {
  readonly type: string;
  /** Bytes. */
  readonly length: number;
  /** Base64. */
  readonly md5: string;
};

export type Upload = {
  readonly url: string;
  readonly method: 'PUT';
  /** All of them have to be sent as they are. */
  readonly headers: Readonly<Record<string, string>>;
};

export type Files = {
  readonly upload: (key: string, content: Content) => Promise<Upload>;
  /** A URL that gives the bytes, under this file name where a browser keeps them. */
  readonly download: (key: string, filename: string) => Promise<string>;
  /** Takes away every object below a prefix. False when the time was over before all was gone. */
  readonly erase: (prefix: string, timeLeft: () => boolean) => Promise<boolean>;
};

/** Seconds that a URL can be used for; a transfer that has begun goes on. */
const lifetime = 900;

export const makeFiles = (sign: SignUrl): Files => ({
  upload: async (key, { type, length, md5 }) => {
    const headers = { 'content-type': type, 'content-length': String(length), 'content-md5': md5 };
    return { url: await sign({ method: 'PUT', key, headers, lifetime }), method: 'PUT', headers };
  },
  // As an attachment, so that a drawing with a script in it is kept and not run; as the source of an image it works all the same.
  download: (key, filename) =>
    sign({
      method: 'GET',
      key,
      query: { 'response-content-disposition': `attachment; filename*=UTF-8''${encode(filename)}` },
      lifetime,
    }),
  erase: (prefix, timeLeft) => eraseObjects(sign, prefix, timeLeft),
});
