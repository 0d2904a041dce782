import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { seedBusyHistory } from './busy-history.ts';

it('invents a history that keeps the rules of observation', async () => {
  await using test = await createTestDatabase();
  const history = await seedBusyHistory(test.db, { servers: 11, days: 4, players: 900 });
  expect(history.sessions).toBeGreaterThan(1_000);
  const [wrong] = await test.db.$client`
    select
      (select count(*)::int from server_player_session a join server_player_session b
         on b.server_id = a.server_id and b.player_id = a.player_id and b.joined_at > a.joined_at
         and (a.left_at is null or b.joined_at < a.left_at)) as overlapping,
      (select count(*)::int from (select ended_at, lead(started_at) over (partition by server_id order by started_at) as next from server_state) s
         where ended_at > next or ended_at is null and next is not null) as doubled,
      (select count(*)::int from (select * from server_state order by id % 10, id limit 2000) s where players <> (
         select count(*) from server_player_session p where p.server_id = s.server_id
           and p.joined_at <= s.started_at and (p.left_at is null or p.left_at > s.started_at))) as disagreeing,
      (select count(*)::int from server_player_session p join servers s on s.id = p.server_id where p.left_at is null and (not s.enabled)) as ghosts`;
  const [there] = await test.db.$client`
    select (select count(*)::int from server_player_session where left_at is null) as online,
           (select count(*)::int from server_hour where watched_seconds > 0) as hours,
           (select count(*)::int from player_name) > (select count(*)::int from player) as renamed,
           (select count(distinct end_reason)::int from server_player_session) as reasons,
           (select array_agg(distinct status order by status)::text from server_reachability) as statuses`;
  expect(wrong).toEqual({ overlapping: 0, doubled: 0, disagreeing: 0, ghosts: 0 });
  expect(there).toMatchObject({
    renamed: true,
    reasons: 4,
    statuses: '{auth,ok,timeout,unreachable}',
  });
  expect(there?.['online']).toBeGreaterThan(5);
  expect(there?.['hours']).toBeGreaterThan(500);
});
