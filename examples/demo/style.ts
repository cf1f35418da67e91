// The few colors and shapes of the demo's terminal output; plain text when nobody looks at a terminal.
import { styleText } from 'node:util';

const colored = Boolean(process.stdout.isTTY) && !process.env['NO_COLOR'];
const paint = (color: 'bold' | 'dim' | 'green' | 'red', text: string): string =>
  colored ? styleText(color, text) : text;

export const bold = (text: string): string => paint('bold', text);
export const dim = (text: string): string => paint('dim', text);
export const good = (text: string): string => paint('green', text);
export const bad = (text: string): string => paint('red', text);

const bars = '▁▂▃▄▅▆▇█';

/** One bar a value, the least value lowest; nothing where there is no finite value yet. */
export function sparkline(values: readonly number[]): string {
  const finite = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const share = (value: number): number => (high > low ? (value - low) / (high - low) : 0);
  return values.map((value) => bars[Math.round(share(value) * (bars.length - 1))] ?? ' ').join('');
}
