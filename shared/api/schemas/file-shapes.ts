// Files of training runs: the body that notes one, and answers with the addresses of its bytes.
import * as z from 'zod';
import { type FileInput, fileTypes, maxFileLength, maxFilenameLength, md5Pattern } from '../../domain/runs/file.ts';
import { seconds } from './common.ts';
import { nameText } from './ruled.ts';

export const fileCreate = z
  .strictObject({
    name: nameText.nullish(),
    filename: z.string().meta({ minLength: 1, maxLength: maxFilenameLength }).nullish(),
    content_type: z.string().meta({ enum: fileTypes }),
    /** Bytes. */
    content_length: z.int().meta({ minimum: 1, maximum: maxFileLength }),
    /** Of the bytes, in base64. */
    content_md5: z.string().meta({ pattern: md5Pattern }),
  })
  .meta({
    examples: [
      {
        ...{ name: 'confusion matrix', filename: 'confusion.png' },
        ...{ content_type: 'image/png', content_length: 1024, content_md5: '1B2M2Y8AsgTpgAmY7PhCfg==' },
      },
    ],
  }) satisfies z.ZodType<FileInput>;

const file = {
  object: z.literal('file'),
  id: z.string(),
  client: z.string(),
  user: z.string().nullable(),
  created: seconds,
  name: z.string().nullable(),
  filename: z.string().nullable(),
  content_type: z.string(),
  content_length: z.int(),
  content_md5: z.string(),
};

/** Send the bytes to `url` with this method and all of these headers, within 15 minutes. */
export const fileUploadReply = z.strictObject({
  ...file,
  upload: z.strictObject({
    object: z.literal('s3_upload'),
    url: z.string(),
    method: z.literal('PUT'),
    headers: z.record(z.string(), z.string()),
  }),
});

/** The bytes are at `url` for 15 minutes. */
export const fileDownloadReply = z.strictObject({
  ...file,
  download: z.strictObject({ object: z.literal('s3_download'), url: z.string() }),
});
