import measure from 'anafanafo';
import { Hono } from 'hono';
import { collectorRunning } from '../components/collector-notice.tsx';
import { formatUptime, isLowUptime } from '../components/uptime.tsx';
import { svgCopy } from './embedded.ts';
import { sendCopy } from '../live/copy.ts';
import { liveState, troubleOf, TROUBLE_WORDS } from '../live-state.ts';
import type { ServerHistory } from '../queries/fleet-history.ts';
import type { ServerNow } from '../queries/servers-now.ts';
import { requireServer } from '../server-id.ts';
import type { Site } from '../site.ts';
import { charactersOf } from './plain-text.ts';

const COLOURS = { busy: '#14866d', quiet: '#5d6670', bad: '#a8261c' } as const;

interface BadgeWords {
  readonly text: string;
  readonly colour: keyof typeof COLOURS;
}

/** A picture of how a server is now, for other sites: `Versus 1 | 3/8`. */
export const badgeRoute = (site: Site) =>
  new Hono().get('/servers/:id/badge.svg', async (c) => {
    const server = await requireServer(c.req.param('id'), site.reads.server);
    const collectors = await site.reads.collectors();
    const copy = await site.copies.get(`badge ${server.id}`, [server, collectors], () => {
      const running = collectorRunning(collectors, site.staleSeconds);
      const words = wordsOf(server, running, site.staleSeconds);
      return svgCopy(<Badge name={fitting(server.name)} {...words} />);
    });
    return sendCopy(c, copy);
  });

/** A picture of how much of the last seven days a server was up, for other sites: `Versus 1 | up 99.98 % in 7 d`. */
export const uptimeBadgeRoute = (site: Site) =>
  new Hono().get('/servers/:id/uptime.svg', async (c) => {
    const server = await requireServer(c.req.param('id'), site.reads.server);
    const history = await site.reads.fleetHistory();
    const copy = await site.copies.get(`uptime ${server.id}`, [server, history], () =>
      svgCopy(
        <Badge name={fitting(server.name)} {...uptimeWords(history.servers.get(server.id))} />,
      ),
    );
    return sendCopy(c, copy);
  });

function uptimeWords(history: ServerHistory | undefined): BadgeWords {
  const { watchedSeconds = 0, upSeconds = 0 } = history ?? {};
  const text = formatUptime(watchedSeconds, upSeconds);
  if (text === null) return { text: 'uptime unknown', colour: 'quiet' };
  const low = isLowUptime(watchedSeconds, upSeconds);
  return { text: `up ${text} in 7 d`, colour: low ? 'bad' : 'busy' };
}

function wordsOf(server: ServerNow, running: boolean, staleSeconds: number): BadgeWords {
  const state = liveState(server, staleSeconds);
  if (state.kind === 'disabled') return { text: 'not watched', colour: 'quiet' };
  if (state.kind === 'stale') {
    const trouble = troubleOf(server, running);
    if (trouble === null || trouble === 'never polled') return { text: 'unknown', colour: 'quiet' };
    // That the password is wrong is for its operator.
    return { text: trouble === 'auth' ? 'unknown' : TROUBLE_WORDS[trouble], colour: 'bad' };
  }
  return { text: state.count, colour: (server.players ?? 0) > 0 ? 'busy' : 'quiet' };
}

const HEIGHT = 20;
const PAD = 6;
const TALLY = 20;

/** As wide as its words, as Verdana draws them; another font is stretched to the same width. */
const Badge = ({ name, text, colour }: BadgeWords & { readonly name: string }) => {
  const nameWidth = widthOf(name);
  const textWidth = widthOf(text);
  const left = TALLY + nameWidth + PAD;
  const width = left + PAD + textWidth + PAD;
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      width={width}
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      role="img"
      aria-label={`${name}: ${text}`}
    >
      <clipPath id="r">
        <rect width={width} height={HEIGHT} rx="3" />
      </clipPath>
      <g clip-path="url(#r)">
        <path fill="#1d2329" d={`M0 0h${left}v${HEIGHT}H0z`} />
        <path fill={COLOURS[colour]} d={`M${left} 0h${width - left}v${HEIGHT}H${left}z`} />
        <path
          fill="none"
          stroke="#58c9ab"
          stroke-width="1.3"
          stroke-linecap="round"
          d="M6 5.5v9M8.7 5.5v9M11.3 5.5v9M14 5.5v9M4.5 12.7 15.5 7.3"
        />
        <g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">
          <text x={TALLY} y="14" textLength={nameWidth} lengthAdjust="spacingAndGlyphs">
            {name}
          </text>
          <text x={left + PAD} y="14" textLength={textWidth} lengthAdjust="spacingAndGlyphs">
            {text}
          </text>
        </g>
      </g>
    </svg>
  );
};

const MAX_NAME_WIDTH = 220;
const MAX_CHARACTERS = 100;
/** The widest letter. Of what a font draws as one sign, such as a family of emoji, each part would be counted. */
const MAX_CHARACTER_WIDTH = 16;

function widthOf(text: string): number {
  const widths = charactersOf(text, MAX_CHARACTERS).map((character) =>
    Math.min(measure(character, { font: '11px Verdana' }), MAX_CHARACTER_WIDTH),
  );
  return Math.ceil(widths.reduce((sum, width) => sum + width, 0));
}

/** As much of a name as there is room for. */
function fitting(name: string): string {
  const characters = charactersOf(name, MAX_CHARACTERS);
  const whole = characters.join('');
  if (widthOf(whole) <= MAX_NAME_WIDTH) return whole;
  let kept = characters.length;
  while (widthOf(`${characters.slice(0, kept).join('')}…`) > MAX_NAME_WIDTH) kept -= 1;
  return `${characters.slice(0, kept).join('')}…`;
}
