import { steamAvatar } from '../avatar.ts';
import type { Site } from '../site.ts';

/** A player's picture on Steam, or the placeholder. */
export const Avatar = ({ site, url }: { readonly site: Site; readonly url: string | null }) => (
  <span class="avatar">
    <img
      src={steamAvatar(url) ?? site.assets.url('avatar.svg')}
      alt=""
      loading="lazy"
      decoding="async"
      referrerpolicy="no-referrer"
    />
  </span>
);
