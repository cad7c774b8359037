/** Looks by meaning. `heat-0` (far from the best) to `heat-4` (the best) fill their background. */
export type Tone =
  | 'plain'
  | 'strong'
  | 'faint'
  | 'good'
  | 'bad'
  | 'caution'
  | 'accent'
  | 'running'
  | 'cursor'
  | 'heat-0'
  | 'heat-1'
  | 'heat-2'
  | 'heat-3'
  | 'heat-4';

/** Select Graphic Rendition codes of the sixteen basic colours, which every terminal theme keeps readable. */
const CODES: Readonly<Record<Exclude<Tone, 'plain'>, string>> = {
  strong: '1',
  faint: '2',
  good: '32',
  bad: '31',
  caution: '33',
  accent: '36',
  running: '30;43',
  cursor: '7',
  'heat-0': '97;100',
  'heat-1': '97;44',
  'heat-2': '30;46',
  'heat-3': '30;42',
  'heat-4': '30;102',
};

/** Text in its tone for a terminal; without colour as it is. */
export function paint(text: string, tone: Tone, colour: boolean): string {
  if (!colour || tone === 'plain' || text === '') return text;
  return `\u001b[${CODES[tone]}m${text}\u001b[0m`;
}
