import { recentSection } from './recent.tsx';
import type { Section } from './section.ts';

/** The sections of a server's page below what it is now, in this order. */
export const SECTIONS: readonly Section[] = [recentSection];
