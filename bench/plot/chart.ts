// A line chart as SVG text: axes, bands, lines and a legend.

export type Line = {
  readonly name: string;
  /** Drawn thicker, and last. */
  readonly strong: boolean;
  /** The value at 1, 2, 3 … */
  readonly middle: readonly number[];
  /** Lower and upper end at 1, 2, 3 …; none: no band. */
  readonly bands: readonly (readonly [number, number])[];
};

type Chart = {
  readonly title: string;
  readonly note: string;
  /** What the axes are. */
  readonly across: string;
  readonly up: string;
  /** In the order of the legend. */
  readonly lines: readonly Line[];
};

const [width, height] = [760, 460];
const frame = { left: 62, right: 20, top: 46, bottom: 48 };
/** Told apart by people who see few colors (Okabe & Ito 2008), the strong line in the darkest. */
const strongest = '#0b3d91';
const palette = ['#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#7f7f7f'];

type Scale = (value: number) => number;

export function drawChart(chart: Chart): string {
  const { lines } = chart;
  const last = Math.max(...lines.map(({ middle }) => middle.length));
  const top = Math.ceil(4 * Math.max(...lines.flatMap(({ middle }) => middle.slice(4)))) / 4;
  const x: Scale = (value) => frame.left + (value / last) * (width - frame.left - frame.right);
  const y: Scale = (value) =>
    height - frame.bottom - (Math.min(value, top) / top) * (height - frame.top - frame.bottom);
  // By name, so that a method keeps its color from picture to picture.
  const weak = lines.filter(({ strong }) => !strong).sort((a, b) => (a.name < b.name ? -1 : 1));
  const color = (line: Line): string =>
    line.strong ? strongest : (palette[weak.indexOf(line) % palette.length] ?? '');
  const backToFront = [...lines].sort((a, b) => Number(a.strong) - Number(b.strong));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, sans-serif" font-size="13">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(frame.left, 20, chart.title, 'font-size="15" font-weight="bold"'),
    text(frame.left, 37, chart.note, 'font-size="11" fill="#555555"'),
    ...axes(chart, x, y, last, top),
    ...backToFront.map((line) => band(line, x, y, color(line))),
    ...backToFront.map((line) => stroke(line, x, y, color(line))),
    ...legend(lines, color),
    '</svg>\n',
  ].join('\n');
}

function axes({ across, up }: Chart, x: Scale, y: Scale, last: number, top: number): string[] {
  const levels = Array.from({ length: Math.round(top / 0.25) + 1 }, (_, i) => i * 0.25);
  const counts = Array.from({ length: Math.floor(last / 10) + 1 }, (_, i) => i * 10);
  const middle = (frame.top + height - frame.bottom) / 2;
  return [
    ...levels.flatMap((value) => [
      `<line x1="${frame.left}" x2="${width - frame.right}" y1="${place(y(value))}" y2="${place(y(value))}" stroke="#e3e3e3"/>`,
      text(frame.left - 8, y(value) + 4, value.toFixed(2), 'text-anchor="end" fill="#333333"'),
    ]),
    ...counts.map((count) =>
      text(x(count), height - frame.bottom + 19, String(count), 'text-anchor="middle" fill="#333333"'),
    ),
    text((frame.left + width - frame.right) / 2, height - 10, across, 'text-anchor="middle" fill="#333333"'),
    text(16, middle, up, `text-anchor="middle" fill="#333333" transform="rotate(-90 16 ${middle})"`),
  ];
}

/** The first points are left out: where nothing has been learned yet, regret is far above the picture. */
const first = 2;

function band({ bands }: Line, x: Scale, y: Scale, color: string): string {
  const corner = (value: number, i: number): string => `${place(x(i + 1))},${place(y(value))}`;
  const upper = bands.map(([, high], i) => corner(high, i)).slice(first);
  const lower = bands.map(([low], i) => corner(low, i)).slice(first);
  return upper.length > 0
    ? `<polygon points="${[...upper, ...lower.reverse()].join(' ')}" fill="${color}" opacity="0.10"/>`
    : '';
}

function stroke({ middle, strong }: Line, x: Scale, y: Scale, color: string): string {
  const points = middle.map((value, i) => `${place(x(i + 1))},${place(y(value))}`).slice(first);
  return `<polyline points="${points.join(' ')}" fill="none" stroke="${color}" stroke-width="${strong ? 3 : 1.8}"/>`;
}

function legend(lines: readonly Line[], color: (line: Line) => string): string[] {
  const left = width - frame.right - 230;
  return lines.flatMap((line, i) => {
    const row = frame.top + 18 + 19 * i;
    const last = line.middle.at(-1) ?? 0;
    return [
      `<line x1="${left}" x2="${left + 24}" y1="${row - 4}" y2="${row - 4}" stroke="${color(line)}" stroke-width="${line.strong ? 3 : 1.8}"/>`,
      text(left + 32, row, line.name, line.strong ? 'font-weight="bold"' : ''),
      text(width - frame.right - 6, row, last.toFixed(3), 'text-anchor="end"'),
    ];
  });
}

const place = (value: number): string => value.toFixed(1);

const escaped = (words: string): string => words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const text = (x: number, y: number, words: string, style: string): string =>
  `<text x="${place(x)}" y="${place(y)}" ${style}>${escaped(words)}</text>`;
