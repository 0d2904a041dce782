import type { Copy } from './copy.ts';
import type { HeaderReader } from './header-reader.ts';

/** Packing less wins nothing. */
const WORTH_PACKING_BYTES = 1_000;
const ACCEPTS_GZIP = /(?:^|[,\s])gzip(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i;

/** A copy with all its headers, ready to be sent. */
export interface Answer {
  /** Packed where the visitor can unpack it, and an empty 304 where they have it already. */
  to(header: HeaderReader): Response | Promise<Response>;
}

/** One way to send it. The headers are plain objects, which the server writes as they are. */
interface Form {
  readonly etag: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
  readonly headersUnchanged: Readonly<Record<string, string>>;
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
      if (!packs) return send(plain, known);
      if (packed !== null) return send(packed, known);
      return copy.packed().then((bytes) => {
        const etag = `${copy.etag.slice(0, -1)}-gzip"`;
        packed = formOf({ ...common, 'content-encoding': 'gzip' }, etag, bytes);
        return send(packed, known);
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
  return {
    etag,
    body,
    headers: { ...headers, 'content-length': String(body.length) },
    headersUnchanged: Object.fromEntries(
      Object.entries(headers).filter(
        ([name]) => !/^content-(type|encoding|disposition)$/.test(name),
      ),
    ),
  };
}

function send(form: Form, known: string | null): Response {
  if (known !== null && isAmong(form.etag, known)) {
    return new Response(null, { status: 304, headers: form.headersUnchanged });
  }
  return new Response(form.body, { status: 200, headers: form.headers });
}

const isAmong = (etag: string, known: string) =>
  known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
