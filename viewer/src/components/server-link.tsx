import type { View } from '../site.ts';

interface ServerLinkProps {
  readonly view: View;
  readonly id: number;
  readonly name: string;
  readonly removed: boolean;
}

/** The name of a server, and the way to its page where it still has one. */
export const ServerLink = ({ view, id, name, removed }: ServerLinkProps) =>
  removed ? (
    <span title="This server is no longer in Rollcall">
      <bdi>{name}</bdi> <span class="dim">(removed)</span>
    </span>
  ) : (
    <a href={view.link(`/servers/${id}`)}>
      <bdi>{name}</bdi>
    </a>
  );
