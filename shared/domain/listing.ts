// Lists inside of messages: long enough to help, never as long as what users send.

/** The first ten, comma separated, and how many more there are. */
export const someOf = (values: readonly (string | number)[]): string =>
  values.length > 10 ? `${values.slice(0, 10).join(', ')} and ${values.length - 10} more` : values.join(', ');

/** Most errors that one answer lists. */
export const mostErrors = 50;
