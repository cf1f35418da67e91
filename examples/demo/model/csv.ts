// Comma-separated text to rows: just enough of RFC 4180 for the data set that the demo reads.

/** One object a line, keyed by the names in the first line. Fields may be quoted; a doubled quote stands for itself. */
export function parseCsv(text: string): Readonly<Record<string, string>>[] {
  const [header = '', ...lines] = text.split(/\r?\n/);
  const names = fields(header);
  return lines.filter(Boolean).map((line) => {
    const cells = fields(line);
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}

const field = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g;

const fields = (line: string): string[] =>
  [...line.matchAll(field)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
