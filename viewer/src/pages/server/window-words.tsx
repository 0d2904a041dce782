import { Clock } from '../../components/ago.tsx';
import type { HourWindow } from '../../hour-window.ts';

interface WindowProps {
  readonly window: HourWindow;
  readonly zone: string;
}

/** Which time a section looks at, where it is not exactly the period that was chosen. */
export const WindowWords = ({ window, zone }: WindowProps) => (
  <span class="dim">
    {window.widened ? 'in the four weeks from ' : 'from '}
    <Clock at={window.from} zone={zone} /> to <Clock at={window.to} zone={zone} />
  </span>
);
