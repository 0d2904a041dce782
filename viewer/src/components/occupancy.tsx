/** Up to so many slots are drawn one by one. */
const MAX_STROKES = 32;
const STEP = 5;
const GROUP = 5;
const GAP = 4;
const HEIGHT = 16;

interface OccupancyProps {
  readonly players: number | null;
  readonly maxPlayers: number | null;
}

/**
 * How full a server is, as a tally: a stroke a slot, in fives. Nothing where either number is not known; the words beside it
 * say the same.
 */
export const Occupancy = ({ players, maxPlayers }: OccupancyProps) => {
  if (players === null || maxPlayers === null || maxPlayers < 1) return null;
  const taken = Math.min(Math.max(players, 0), maxPlayers);
  if (maxPlayers > MAX_STROKES) return <Bar share={taken / maxPlayers} />;
  const width = strokeAt(maxPlayers - 1) + 2;
  return (
    <svg
      class="occupancy"
      viewBox={`0 0 ${width} ${HEIGHT}`}
      width={width}
      height={HEIGHT}
      aria-hidden="true"
    >
      <path class="free" d={strokes(taken, maxPlayers)} />
      <path class="taken" d={strokes(0, taken)} />
    </svg>
  );
};

const Bar = ({ share }: { readonly share: number }) => (
  <svg class="occupancy" viewBox="0 0 180 16" width="180" height={HEIGHT} aria-hidden="true">
    <path class="free" d="M0 8h180" />
    <path class="taken" d={`M0 8h${Math.round(share * 180)}`} />
  </svg>
);

const strokeAt = (slot: number) => slot * STEP + Math.floor(slot / GROUP) * GAP + 1;

function strokes(from: number, to: number): string {
  let path = '';
  for (let slot = from; slot < to; slot += 1) path += `M${strokeAt(slot)} 1v14`;
  return path;
}
