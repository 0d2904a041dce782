-- Rewritten so that the index of grams is used whatever the planner believes: what is looked for is asked for alone, not joined.
CREATE OR REPLACE FUNCTION find_names(part text, at_most integer DEFAULT 500)
RETURNS TABLE (player_id bigint, name text, source text, fit text)
LANGUAGE sql STABLE PARALLEL SAFE
SET enable_seqscan = off
BEGIN ATOMIC
  -- Each branch reads by index and stops at its limit. name_key is compared once more, for the same grams may stand in another order.
  WITH q AS MATERIALIZED (
    SELECT k.key,
           ARRAY(SELECT substr(chr(2) || k.key || chr(3), i, 3) FROM generate_series(1, length(k.key)) AS i) AS whole,
           CASE WHEN length(k.key) = 1 THEN ARRAY[chr(2) || k.key]
                ELSE ARRAY(SELECT substr(chr(2) || k.key, i, 3) FROM generate_series(1, length(k.key) - 1) AS i) END AS start,
           CASE WHEN length(k.key) > 2 THEN ARRAY(SELECT substr(k.key, i, 3) FROM generate_series(1, length(k.key) - 2) AS i)
                WHEN octet_length(k.key) > length(k.key) THEN ARRAY[k.key] END AS inside
    -- Where nothing is left to look for there is no row, and nothing contains that.
    FROM (SELECT left(name_key(find_names.part), 200) AS key) AS k WHERE k.key <> ''
  )
  (SELECT n.player_id, n.name, 'game', 'whole' FROM player_name n
   WHERE name_grams(n.name) @> (SELECT q.whole FROM q) AND name_key(n.name) = (SELECT q.key FROM q) LIMIT at_most)
  UNION ALL
  (SELECT n.steam_id_64, n.persona_name, 'steam', 'whole' FROM steam_user_profile n
   WHERE name_grams(n.persona_name) @> (SELECT q.whole FROM q) AND name_key(n.persona_name) = (SELECT q.key FROM q) LIMIT at_most)
  UNION ALL
  (SELECT n.player_id, n.name, 'game', 'start' FROM player_name n
   WHERE name_grams(n.name) @> (SELECT q.start FROM q) AND starts_with(name_key(n.name), (SELECT q.key FROM q)) LIMIT at_most)
  UNION ALL
  (SELECT n.steam_id_64, n.persona_name, 'steam', 'start' FROM steam_user_profile n
   WHERE name_grams(n.persona_name) @> (SELECT q.start FROM q) AND starts_with(name_key(n.persona_name), (SELECT q.key FROM q)) LIMIT at_most)
  UNION ALL
  (SELECT n.player_id, n.name, 'game', 'part' FROM player_name n
   WHERE name_grams(n.name) @> (SELECT q.inside FROM q) AND strpos(name_key(n.name), (SELECT q.key FROM q)) > 0 LIMIT at_most)
  UNION ALL
  (SELECT n.steam_id_64, n.persona_name, 'steam', 'part' FROM steam_user_profile n
   WHERE name_grams(n.persona_name) @> (SELECT q.inside FROM q) AND strpos(name_key(n.persona_name), (SELECT q.key FROM q)) > 0 LIMIT at_most);
END;
