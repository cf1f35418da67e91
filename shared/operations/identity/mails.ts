// The texts of mails. Each says who it is for, what it is good for, and until when.
import type { Mail } from '../../domain/identity/mail.ts';

export const verificationMail = (to: string, code: string): Mail => ({
  to,
  subject: 'Verify your e-mail address',
  text: [
    `Somebody, you we hope, uses the address ${to} with Cairn.`,
    '',
    'This code verifies it, once, within a week:',
    '',
    code,
    '',
    'Send it with POST /v1/sessions {"email": "...", "code": "..."}. If it was not you, do nothing.',
    '',
  ].join('\n'),
});

export const resetMail = (to: string, code: string): Mail => ({
  to,
  subject: 'Reset your password',
  text: [
    `Somebody, you we hope, wants another password for ${to} at Cairn.`,
    '',
    'This code sets one, once, within a day:',
    '',
    code,
    '',
    'Send it with PUT /v1/sessions {"email": "...", "password_reset_code": "...", "new_password": "..."}. If it was not you, do nothing: your password stays as it is.',
    '',
  ].join('\n'),
});

export const inviteMail = (to: string, organization: string, code: string): Mail => ({
  to,
  subject: `You are invited to ${organization}`,
  text: [
    `You are invited to work with ${organization} at Cairn.`,
    '',
    'If you have no user yet, make one with this code, which is for your address alone:',
    '',
    code,
    '',
    'POST /v1/users {"email": "...", "name": "...", "password": "...", "invite_code": "..."}. With a user whose address is verified, you are in already.',
    '',
  ].join('\n'),
});
