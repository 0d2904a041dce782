import { RecentPlayers } from '../../components/recent-players.tsx';
import type { Section } from './section.ts';

/** Who was on lately, and is not now. */
export const recentSection: Section = {
  name: 'recent',
  label: 'Recent players',
  async read({ site, view, server, fragmentLink }) {
    const recent = await site.reads.recentPlayers(server.id);
    return {
      sources: [recent],
      render: () => <RecentPlayers {...{ site, view, recent }} href={fragmentLink('recent')} />,
    };
  },
};
