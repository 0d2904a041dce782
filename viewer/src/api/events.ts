import { createHash } from 'node:crypto';
import { TROUBLE_WORDS } from '../live-state.ts';
import { formatDuration } from '../duration.ts';
import type { Outage } from '../queries/outages-lately.ts';
import type { PlayerRecord } from '../queries/records-lately.ts';
import { plainText } from './plain-text.ts';

/** Something worth telling of a server. */
export interface ServerEvent {
  /** The same for as long as it is told of, whoever tells it; no other has it. */
  readonly id: string;
  readonly kind: 'outage' | 'record';
  readonly serverId: number;
  readonly serverName: string;
  readonly at: Date;
  /** Of an outage; null = no end has been seen, or a record. */
  readonly endedAt: Date | null;
  readonly updatedAt: Date;
  readonly title: string;
  readonly text: string;
}

/** A server that fails is asked more and more rarely, but its collector lives on. */
const UNASKED_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;

/** Both, the newest first. */
export function eventsOf(
  outages: readonly Outage[],
  records: readonly PlayerRecord[],
  now: Date = new Date(),
): readonly ServerEvent[] {
  const events = [
    ...outages.map((outage) => outageEvent(outage, now)),
    ...records.map(recordEvent),
  ];
  return events.sort((a, b) => b.at.getTime() - a.at.getTime() || a.serverId - b.serverId);
}

function outageEvent(outage: Outage, now: Date): ServerEvent {
  const { serverId, startedAt, endedAt, knownUntil, status } = outage;
  const name = plainText(outage.serverName);
  const words = status === 'ok' ? '' : TROUBLE_WORDS[status];
  const asked = knownUntil === null || now.getTime() - knownUntil.getTime() < UNASKED_MS;
  const title =
    endedAt === null
      ? `${name} ${asked ? 'is down' : 'was down when last asked'}: ${words}`
      : `${name} was down for ${formatDuration((endedAt.getTime() - startedAt.getTime()) / 1_000)}: ${words}`;
  const end = endedAt === null ? 'no end has been seen' : `until ${spoken(endedAt)}`;
  return {
    id: uuidOf('outage', outage, startedAt),
    kind: 'outage',
    serverId,
    serverName: name,
    at: startedAt,
    endedAt,
    updatedAt: endedAt ?? startedAt,
    title,
    text: `Since ${spoken(startedAt)}, ${end}. Reason: ${words}.`,
  };
}

function recordEvent(record: PlayerRecord): ServerEvent {
  const { serverId, hour, players, before } = record;
  const name = plainText(record.serverName);
  const known = new Date(hour.getTime() + HOUR_MS);
  return {
    id: uuidOf('record', record, hour),
    kind: 'record',
    serverId,
    serverName: name,
    at: known,
    endedAt: null,
    updatedAt: known,
    title: `${name} had ${players} players at once: a record`,
    text: `Between ${spoken(hour)} and ${spoken(known)}. The record before was ${before}.`,
  };
}

const spoken = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** A UUID made of what the event is (version 8 of RFC 9562). */
function uuidOf(
  kind: string,
  { serverId, serverCreatedAt }: { readonly serverId: number; readonly serverCreatedAt: Date },
  at: Date,
): string {
  const what = JSON.stringify(['rollcall', kind, serverId, serverCreatedAt, at]);
  const hex = createHash('sha256').update(what).digest('hex');
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}
