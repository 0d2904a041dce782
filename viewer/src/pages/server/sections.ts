import { mapsSection } from './maps.tsx';
import { historySection } from './history.tsx';
import { outagesSection } from './outages.tsx';
import { recentSection } from './recent.tsx';
import type { Section } from './section.ts';
import { topSection } from './top.tsx';
import { visitorsSection } from './visitors.tsx';
import { weekSection } from './week.tsx';

/** The sections of a server's page below what it is now, in this order. */
export const SECTIONS: readonly Section[] = [
  historySection,
  recentSection,
  outagesSection,
  weekSection,
  mapsSection,
  topSection,
  visitorsSection,
];
