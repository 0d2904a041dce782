/** Which time is invented (in milliseconds since 1970), and how many times as many people come. */
export interface Span {
  readonly since: number;
  readonly now: number;
  readonly bustle: number;
}
