import type { Trouble } from '../live-state.ts';

type RealTrouble = Exclude<Trouble, 'never polled'>;

interface WhatToDoProps {
  readonly serverId: number;
  readonly trouble: RealTrouble;
}

/** What an operator can do about it, with the command. */
export const WhatToDo = ({ serverId, trouble }: WhatToDoProps) => (
  <>
    {HINTS[trouble]}{' '}
    <code>
      {trouble === 'auth'
        ? `rollcall servers set ${serverId} --password-stdin`
        : `rollcall poll ${serverId}`}
    </code>
  </>
);

const HINTS: Readonly<Record<RealTrouble, string>> = {
  auth: 'Set the password that its server.cfg has; it is tried at once:',
  timeout: 'It takes the connection and says nothing. Look for yourself:',
  unreachable: 'Is it running, and is its RCON port open to the collector? Look for yourself:',
  protocol: 'What it says is not understood. Look for yourself:',
};
