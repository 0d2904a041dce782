import { HTTPException } from 'hono/http-exception';
import { Clock, Duration } from '../../components/ago.tsx';
import { Player } from '../../components/player.tsx';
import { momentParam } from '../../period.ts';
import { shownName } from '../../player-name.ts';
import type { MomentPlayer, ServerMoment } from '../../queries/server-moment.ts';
import { formatFull } from '../../time-zone.ts';
import { fieldTime, HiddenFields } from './period-nav.tsx';
import type { ServerPage } from './section.ts';

const EARLIEST_MS = Date.UTC(2000, 0);
/** Somebody's clock may be ahead of ours. */
const AHEAD_MS = 60_000;

interface KnownMoment {
  readonly at: Date;
  readonly known: ServerMoment;
}

/** What is known of the moment of `?at=`; null where none is asked for. Answers 400 to what is no time and 422 to the future. */
export async function readMoment({ site, view, server, period, param }: ServerPage) {
  const given = param('at')?.trim() ?? '';
  if (given === '') return null;
  const { data: at } = momentParam(view.zone).safeParse(given);
  if (at === undefined) {
    throw new HTTPException(400, {
      message: '“at” is no time: write it like 2026-11-20T21:30 or 2026-11-20T20:30:00Z.',
    });
  }
  if (at.getTime() > period.now.getTime() + AHEAD_MS || at.getTime() < EARLIEST_MS) {
    throw new HTTPException(422, { message: 'Nothing is known of that moment: see “at”.' });
  }
  return { at, known: await site.reads.serverMoment(server.id, at) } satisfies KnownMoment;
}

interface FormProps {
  readonly page: ServerPage;
  /** The moment that is shown; null where none is. */
  readonly at: Date | null;
}

/** The way to any moment that needs neither script nor a steady hand. */
export const MomentForm = ({ page, at }: FormProps) => (
  <form
    class="moment-form"
    action={`/servers/${page.server.id}#moment`}
    method="get"
    hx-get={`/servers/${page.server.id}`}
    hx-target="#history"
    hx-select="#history"
    hx-swap="outerMorph"
    hx-push-url="true"
  >
    <HiddenFields href={page.link({ at: null })} />
    <label>
      <b>Who was on</b> at{' '}
      <input
        type="datetime-local"
        name="at"
        step="1"
        required
        value={fieldTime(at ?? page.period.to, page.view.zone)}
      />
    </label>
    <button type="submit">Show</button>
    <span class="dim with-script">or click into the chart</span>
  </form>
);

interface MomentProps extends KnownMoment {
  readonly page: ServerPage;
}

/** Who was on at that moment. */
export const Moment = ({ page, at, known }: MomentProps) => {
  const { site, view } = page;
  return (
    <section id="moment" class="moment" aria-labelledby="moment-heading">
      <h3 id="moment-heading">
        On at <Clock at={at} zone={view.zone} />
        {known.online.length > 0 && <span class="count"> {known.online.length}</span>}
      </h3>
      <p class="facts">
        <StatusWords known={known} />
        <ChangeLink {...{ page }} label="← change before" atMs={known.previousMs} />
        <ChangeLink {...{ page }} label="next change →" atMs={known.nextMs} />
        <Swap href={page.link({ at: null })}>close</Swap>
      </p>
      <p class={known.online.length === 0 ? 'nobody' : 'dim'}>{explained(known, at)}</p>
      <ul class="players">
        {known.online.map((player) => (
          <Player site={site} view={view} player={player} list="moment">
            <span title={titleOf(player, view.zone)}>
              <Duration seconds={(at.getTime() - player.joinedAtMs) / 1_000} />
            </span>
            <span>{stay(player)}</span>
          </Player>
        ))}
      </ul>
    </section>
  );
};

const StatusWords = ({ known: { piece } }: { readonly known: ServerMoment }) => {
  if (piece === null || piece.status === 'unwatched') return <b>not watched</b>;
  if (piece.status === 'down') return <b class="mark">no answer</b>;
  return (
    <span>
      <b>{piece.players === null ? 'number not told' : people(piece.players)}</b>
      {piece.map !== null && (
        <>
          {' · '}
          <bdi class="map">{shownName(piece.map)}</bdi>
        </>
      )}
      {piece.bots !== null &&
        piece.bots > 0 &&
        ` · ${piece.bots} ${piece.bots === 1 ? 'bot' : 'bots'}`}
    </span>
  );
};

const people = (n: number) => `${n} ${n === 1 ? 'player' : 'players'}`;

/** What the list does and does not say. Empty where it speaks for itself. */
function explained({ piece, online, sessionsKeptSinceMs }: ServerMoment, at: Date): string {
  if (at.getTime() < (sessionsKeptSinceMs ?? -Infinity)) {
    return 'Who was on then is no longer kept, or only in part: SESSION_HISTORY_DAYS tells how long it is.';
  }
  if (piece?.status !== 'up') {
    const why =
      piece?.status === 'down'
        ? 'The server did not answer then'
        : 'Nobody watched the server then';
    return online.length === 0
      ? `${why}: who was on is not known.`
      : `${why}. These were on before and after it without a break.`;
  }
  if (online.length === 0) {
    return (piece.players ?? 0) > 0 ? 'Whoever was on was not identified.' : 'Nobody was on.';
  }
  const missing = (piece.players ?? 0) - online.length;
  return missing > 0 ? `The server counted ${missing} more, not identified.` : '';
}

const stay = ({ joinedAtMs, leftAtMs }: MomentPlayer) =>
  leftAtMs === null ? (
    'still in game'
  ) : (
    <>
      of <Duration seconds={(leftAtMs - joinedAtMs) / 1_000} />
    </>
  );

const titleOf = ({ joinedAtMs, leftAtMs }: MomentPlayer, zone: string) =>
  `in game since ${formatFull(new Date(joinedAtMs), zone)}` +
  (leftAtMs === null ? '' : ` until ${formatFull(new Date(leftAtMs), zone)}`);

interface ChangeProps {
  readonly page: ServerPage;
  readonly label: string;
  readonly atMs: number | null;
}

const ChangeLink = ({ page, label, atMs }: ChangeProps) =>
  atMs === null ? null : (
    // Never before the change itself, which the database knows to the microsecond.
    <Swap href={page.link({ at: new Date(Math.ceil(atMs)).toISOString() })}>{label}</Swap>
  );

const Swap = ({ href, children }: { readonly href: string; readonly children: string }) => (
  <a
    href={`${href}#moment`}
    hx-get={href}
    hx-target="#history"
    hx-select="#history"
    hx-swap="outerMorph"
    hx-push-url="true"
  >
    {children}
  </a>
);
