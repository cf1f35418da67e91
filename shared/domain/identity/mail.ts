// A mail as the service sends it: plain text to one address.
export type Mail = { readonly to: string; readonly subject: string; readonly text: string };
