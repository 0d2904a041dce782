interface MoreProps {
  readonly all: number;
  readonly shown: number;
}

/** Says how many older rows a list leaves out, where it does. */
export const More = ({ all, shown }: MoreProps) =>
  all > shown ? (
    <p class="dim">and {all - shown} before: choose a shorter time to see them.</p>
  ) : null;
