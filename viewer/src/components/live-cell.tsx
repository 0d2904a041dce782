import { liveStateWords, TROUBLE_WORDS, type LiveState, type Trouble } from '../live-state.ts';

/** The live-state cell of a server: what is known of now, in a few words. */
export const LiveCell = ({ state }: { readonly state: LiveState }) => {
  const [first, ...rest] = liveStateWords(state);
  return (
    <span class={`cell ${state.kind}`} title={EXPLAINED[state.kind]}>
      <b>{first}</b>
      {rest.map((word) => (
        <>
          {' · '}
          <bdi class={word === 'idle' ? undefined : 'map'}>{word}</bdi>
        </>
      ))}
    </span>
  );
};

const EXPLAINED: Readonly<Record<LiveState['kind'], string | undefined>> = {
  disabled: 'Not watched: disabled',
  stale: 'Not known: no answer recently',
  idle: 'Hibernating: the server idles until somebody joins',
  active: undefined,
};

/** What is wrong, in words. */
export const TroubleMark = ({ trouble }: { readonly trouble: Trouble }) => (
  <span class={`mark ${trouble === 'never polled' ? 'waiting' : trouble}`}>
    {TROUBLE_WORDS[trouble]}
  </span>
);
