// What a bucket refuses: S3's codes, said in S3's XML.
export type BucketFault = Error & { readonly status: number; readonly code: string };

export const fault = (status: number, code: string, message: string): BucketFault =>
  Object.assign(new Error(message), { status, code });

export const isFault = (error: unknown): error is BucketFault =>
  error instanceof Error && 'code' in error && 'status' in error;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
export const escaped = (text: string): string => text.replace(/[&<>]/g, (letter) => entities[letter] ?? letter);

export const xml = (body: string): string => `<?xml version="1.0" encoding="UTF-8"?>\n${body}`;

export const faultText = ({ code, message }: BucketFault): string =>
  xml(`<Error><Code>${code}</Code><Message>${escaped(message)}</Message></Error>`);
