import { Clock } from '../../components/ago.tsx';

interface NotYetProps {
  readonly what: string;
  /** Null where nothing is missing. */
  readonly sinceMs: number | null;
  readonly zone: string;
}

/** Says since when something is missing in what is summed up. */
export const NotYet = ({ what, sinceMs, zone }: NotYetProps) =>
  sinceMs !== null && (
    <p class="dim">
      {what} after <Clock at={new Date(sinceMs)} zone={zone} /> is not known, or not yet: after an
      update it is summed up within minutes.
    </p>
  );
