import type { Copy } from './copy.ts';
import type { HeaderReader } from './header-reader.ts';

/** Packing less wins nothing. */
const WORTH_PACKING_BYTES = 1_000;
const ACCEPTS_GZIP = /(?:^|[,\s])gzip(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i;

/** What one visitor is sent. */
export interface Reply {
  readonly status: 200 | 304;
  /** Null where there is nothing new. */
  readonly body: Uint8Array<ArrayBuffer> | null;
  readonly headers: Readonly<Record<string, string>>;
  /** The same, names and values in turn, as Node.js writes them without another look. */
  readonly rawHeaders: string[];
}

/** A copy with all its headers, ready to be sent. */
export interface Answer {
  /** Packed where the visitor can unpack it, and an empty 304 where they have it already. */
  to(header: HeaderReader): Reply | Promise<Reply>;
}

/** One way to send it. */
interface Form {
  readonly etag: string;
  readonly whole: Reply;
  readonly unchanged: Reply;
}

/** The copy with the headers that the app gave it. */
export function createAnswer(copy: Copy, given: Headers): Answer {
  const vary = given.get('Vary');
  const common = {
    ...Object.fromEntries(given),
    vary: vary === null ? 'Accept-Encoding' : `${vary}, Accept-Encoding`,
  };
  const plain = formOf(common, copy.etag, copy.bytes);
  let packed: Form | null = null;
  const isWorthPacking = copy.bytes.length >= WORTH_PACKING_BYTES;
  return {
    to(header) {
      const packs = isWorthPacking && ACCEPTS_GZIP.test(header('accept-encoding') ?? '');
      const known = header('if-none-match');
      if (!packs) return choose(plain, known);
      if (packed !== null) return choose(packed, known);
      return copy.packed().then((bytes) => {
        const etag = `${copy.etag.slice(0, -1)}-gzip"`;
        packed = formOf({ ...common, 'content-encoding': 'gzip' }, etag, bytes);
        return choose(packed, known);
      });
    },
  };
}

function formOf(
  common: Readonly<Record<string, string>>,
  etag: string,
  body: Uint8Array<ArrayBuffer>,
): Form {
  const headers = { ...common, etag };
  const unchanged = Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^content-(type|encoding|disposition)$/.test(name)),
  );
  return {
    etag,
    whole: replyOf(200, body, { ...headers, 'content-length': String(body.length) }),
    unchanged: replyOf(304, null, unchanged),
  };
}

const replyOf = (
  status: Reply['status'],
  body: Reply['body'],
  headers: Reply['headers'],
): Reply => ({ status, body, headers, rawHeaders: Object.entries(headers).flat() });

const choose = ({ etag, whole, unchanged }: Form, known: string | null): Reply =>
  known !== null && isAmong(etag, known) ? unchanged : whole;

/** RFC 9110, 13.1.2: `*` stands for whatever there is, and tags are compared weakly. */
const isAmong = (etag: string, known: string) =>
  known === etag ||
  known.trim() === '*' ||
  known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
