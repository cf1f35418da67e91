// How large an object may be: it is stored as one item, and a batch is answered in one piece.
import { invalid } from './problem.ts';

/** Bytes of an observation or suggestion; DynamoDB's items end at 400 KB. */
export const maxDocumentBytes = 350_000;
/** Of an answer as `handedOn` counts; a function's ends at 6 291 556, with the headers beside it (Lambda quotas, invocation payload). */
export const maxAnswerBytes = 6_200_000;
/** Of the elements of a batch's answer; what stands around them is short. */
const maxBatchBytes = 6_150_000;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** Bytes of a text as a function hands it on: inside of JSON once more, where quotes, backslashes and line ends count twice. */
export const handedOn = (text: string): number => bytesOf(text);

/** Throws the 400 for one that cannot be stored. `field` is the part of the request that makes it large. */
export function checkDocumentSize<Document>(document: Document, field: string, most = maxDocumentBytes): Document {
  const bytes = bytesOf(document);
  if (bytes <= most) return document;
  const rule = `must have at most ${most} bytes together with what belongs to it`;
  throw invalid(field, `${bytes} bytes`, rule, 'Shorten names and metadata.');
}

/** Throws the 400 for a batch whose answer could not be sent; before anything is stored. */
export function checkAnswerSize(answer: readonly unknown[], field: string): void {
  const bytes = answer.reduce<number>((sum, one) => sum + handedOn(JSON.stringify(one)), 0);
  if (bytes <= maxBatchBytes) return;
  const rule = `would be answered with more than ${maxBatchBytes} bytes`;
  throw invalid(field, `${answer.length} elements`, rule, 'Send them in several batches.');
}
