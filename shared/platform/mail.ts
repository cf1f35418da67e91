// Sends mail through Amazon SES.
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { Mail } from '../domain/identity/mail.ts';
import type { Log } from './log.ts';

export type SendMail = (mail: Mail) => Promise<void>;

const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });

/**
 * Never rejects: an answer must not tell by an error whose addresses are known, and every mail can be asked for again. What fails is logged, without
 * the address. `from`: an address that SES has verified, or one of a domain that it has.
 */
export function makeMail(from: string, endpoint: string | undefined, log: Log): SendMail {
  const ses = new SESv2Client({
    ...(endpoint ? { endpoint } : {}),
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true },
  });
  return async ({ to, subject, text }) => {
    const command = new SendEmailCommand({
      FromEmailAddress: from,
      Destination: { ToAddresses: [to] },
      Content: { Simple: { Subject: utf8(subject), Body: { Text: utf8(text) } } },
    });
    await ses.send(command).catch((error: unknown) => {
      const { name } = error instanceof Error ? error : new Error(String(error));
      log.error('mail not sent', { subject, error: name });
    });
  };
}
