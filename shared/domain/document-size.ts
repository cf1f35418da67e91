// How large an object may be: it is stored as one item, and a batch is answered in one piece.
import { invalid } from './problem.ts';

/** Bytes of an observation or suggestion; DynamoDB's items end at 400 KB. */
export const maxDocumentBytes = 350_000;
/** Bytes of an answer: a function's ends at 6 MB. */
const maxAnswerBytes = 5_500_000;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** Throws the 400 for one that cannot be stored. `field` is the part of the request that makes it large. */
export function checkDocumentSize<Document>(document: Document, field: string): Document {
  const bytes = bytesOf(document);
  if (bytes <= maxDocumentBytes) return document;
  const rule = `must have at most ${maxDocumentBytes} bytes together with what belongs to it`;
  throw invalid(field, `${bytes} bytes`, rule, 'Shorten names and metadata.');
}

/** Throws the 400 for a batch whose answer could not be sent; before anything is stored. */
export function checkAnswerSize(answer: readonly unknown[], field: string): void {
  const bytes = answer.reduce<number>((sum, one) => sum + bytesOf(one), 0);
  if (bytes <= maxAnswerBytes) return;
  const rule = `would be answered with more than ${maxAnswerBytes} bytes`;
  throw invalid(field, `${answer.length} elements`, rule, 'Send them in several batches.');
}
