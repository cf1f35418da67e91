// Amazon SES on this computer: each mail becomes a file in the data folder, as it would go over the wire.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Need } from '../access/needs.ts';
import { writeWhole } from '../data/folder.ts';
import { arn } from '../template/names.ts';

/** Path of the operation SendEmail (SES API v2), which is plain REST and has no target header. */
export const sendEmailPath = '/v2/email/outbound-emails';

const content = z.object({ Data: z.string() });
const email = z.object({
  FromEmailAddress: z.string(),
  Destination: z.object({ ToAddresses: z.array(z.string()).min(1) }),
  Content: z.object({ Simple: z.object({ Subject: content, Body: z.object({ Text: content }) }) }),
});

/** The right that sending needs: on the sender's address, as the identity that SES has verified. */
export const mailNeeds = (body: unknown): readonly Need[] => [
  { action: 'ses:SendEmail', resource: arn('ses', `identity/${email.parse(body).FromEmailAddress}`) },
];

let count = 0;

/** Names sort by time. The answer is SES's. */
export function keepMail(folder: string, body: unknown, now: Date): { readonly MessageId: string } {
  const { FromEmailAddress, Destination, Content } = email.parse(body);
  const { Subject, Body } = Content.Simple;
  const MessageId = `${now.toISOString().replace(/[:.]/g, '-')}-${String(++count).padStart(4, '0')}`;
  const head = [
    `From: ${FromEmailAddress}`,
    `To: ${Destination.ToAddresses.join(', ')}`,
    `Subject: ${Subject.Data}`,
    `Date: ${now.toUTCString()}`,
    `Message-ID: <${MessageId}@localhost>`,
    'Content-Type: text/plain; charset=UTF-8',
  ];
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeWhole(join(folder, `${MessageId}.eml`), `${head.join('\n')}\n\n${Body.Text.Data}`);
  return { MessageId };
}
