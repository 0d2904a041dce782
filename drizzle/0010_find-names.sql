-- Search by any part of a name. By functions of our own and Postgres's built-in index for arrays, not by pg_trgm and unaccent: those need the right
-- to create extensions, take letters beyond ASCII for no letters where the database has the locale C, and cannot find one or two of 雪狐.
CREATE FUNCTION name_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 100
BEGIN ATOMIC
  -- By tables of its own, not by locale: the index must mean the same on every machine.
  SELECT CASE
    WHEN $1 COLLATE "C" ~ '^[!-~]*( [!-~]+)*$' THEN lower($1 COLLATE "C")
    ELSE btrim(regexp_replace(replace(replace(replace(replace(translate(lower(
      -- 𝓦𝓪𝓷𝓳𝓪 → Wanja, é → e and its accent; then accents, points of Hebrew and Arabic, and what nobody sees.
      regexp_replace(normalize($1, NFKD) COLLATE "C",
        '[\u0001-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u061c\u064b-\u065f\u0670\u115f\u1160\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u2800\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]+',
        '', 'g')),
      'ÆÐØÞĐĦŁŊŒŦƁƂƄƆƇƉƊƋƎƏƐƑƓƔƖƗƘƜƝƟƢƤƦƧƩƬƮƱƲƳƵƷƸƼǤǶǷȜȠȢȤȺȻȽȾɁɃɄɅɆɈɊɌɎͰͲͶͿΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩϏϘϚϜϞϠϢϤϦϨϪϬϮϷϺϽϾϿЂЄЅІЈЉЊЋЏАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯѠѢѤѦѨѪѬѮѰѲѴѸѺѼѾҀҊҌҎҐҒҔҖҘҚҜҞҠҢҤҦҨҪҬҮҰҲҴҶҸҺҼҾӀӃӅӇӉӋӍӔӘӠӨӶӺӼӾԀԂԄԆԈԊԌԎԐԒԔԖԘԚԜԞԠԢԤԦԨԪԬԮԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖᲐᲑᲒᲓᲔᲕᲖᲗᲘᲙᲚᲛᲜᲝᲞᲟᲠᲡᲢᲣᲤᲥᲦᲧᲨᲩᲪᲫᲬᲭᲮᲯᲰᲱᲲᲳᲴᲵᲶᲷᲸᲹᲺᲽᲾᲿẞỺỼỾςøđðłħŧıᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ',
      'ædoþdhlŋœtɓƃƅɔƈɖɗƌǝəɛƒɠɣɩɨƙɯɲɵƣƥʀƨʃƭʈʊʋƴƶʒƹƽǥƕƿȝƞȣȥⱥȼƚⱦɂƀʉʌɇɉɋɍɏͱͳͷϳαβγδεζηθικλμνξοπρστυφχψωϗϙϛϝϟϡϣϥϧϩϫϭϯϸϻͻͼͽђєѕіјљњћџабвгдежзиклмнопрстуфхцчшщъыьэюяѡѣѥѧѩѫѭѯѱѳѵѹѻѽѿҁҋҍҏґғҕҗҙқҝҟҡңҥҧҩҫҭүұҳҵҷҹһҽҿӏӄӆӈӊӌӎӕәӡөӷӻӽӿԁԃԅԇԉԋԍԏԑԓԕԗԙԛԝԟԡԣԥԧԩԫԭԯաբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆაბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰჱჲჳჴჵჶჷჸჹჺჽჾჿßỻỽỿσoddlhtiabcdefghijklmnoprstuvwyz'),
      'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), '\s+', ' ', 'g'), ' ')
  END;
END;
--> statement-breakpoint
COMMENT ON FUNCTION name_key(text) IS 'A name as search sees it: without case, accents, ornament (𝓦𝓪𝓷𝓳𝓪 → wanja), invisible characters and blanks at its ends.';
--> statement-breakpoint
CREATE FUNCTION name_grams(name text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 2000
BEGIN ATOMIC
  -- All three characters in a row, with a mark before the first and one after the last; of scripts that say more in fewer, one and two as well.
  SELECT CASE WHEN $1 IS NOT NULL THEN ARRAY(
    SELECT left(k.marked, 2)
    UNION ALL
    SELECT substr(k.marked, i, 3) FROM generate_series(1, length(k.marked) - 2) AS i
    UNION ALL
    SELECT substr(k.marked, i, n) FROM generate_series(2, length(k.marked) - 1) AS i, generate_series(1, 2) AS n
    WHERE octet_length(k.marked) > length(k.marked) AND substr(k.marked, i, n) COLLATE "C" ~ '[^\u0001-\u007f]'
  ) END
  FROM (SELECT chr(2) || left(name_key($1), 200) || chr(3) AS marked OFFSET 0) AS k;
END;
--> statement-breakpoint
COMMENT ON FUNCTION name_grams(text) IS 'What the index of names holds of a name: every three characters in a row of its name_key.';
--> statement-breakpoint
CREATE FUNCTION find_names(part text, at_most integer DEFAULT 500)
RETURNS TABLE (player_id bigint, name text, source text, fit text)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  -- Each branch reads by index and stops at its limit. name_key is compared once more, for the same grams may stand in another order.
  WITH q AS MATERIALIZED (
    SELECT k.key, k.part,
           ARRAY(SELECT substr(chr(2) || k.key || chr(3), i, 3) FROM generate_series(1, length(k.key)) AS i) AS whole,
           CASE WHEN length(k.key) = 1 THEN ARRAY[chr(2) || k.key]
                ELSE ARRAY(SELECT substr(chr(2) || k.key, i, 3) FROM generate_series(1, length(k.key) - 1) AS i) END AS start,
           CASE WHEN length(k.key) < 3 THEN ARRAY[k.key]
                ELSE ARRAY(SELECT substr(k.key, i, 3) FROM generate_series(1, length(k.key) - 2) AS i) END AS inside
    FROM (
      SELECT n.key, length(n.key) > 2 OR octet_length(n.key) > length(n.key) AS part
      FROM (SELECT left(name_key(find_names.part), 200) AS key) AS n WHERE n.key <> ''
    ) AS k
  )
  (SELECT n.player_id AS player_id, n.name AS name, 'game' AS source, 'whole' AS fit
   FROM q, player_name n WHERE name_grams(n.name) @> q.whole AND name_key(n.name) = q.key LIMIT at_most)
  UNION ALL
  (SELECT n.steam_id_64 AS player_id, n.persona_name AS name, 'steam' AS source, 'whole' AS fit
   FROM q, steam_user_profile n WHERE name_grams(n.persona_name) @> q.whole AND name_key(n.persona_name) = q.key LIMIT at_most)
  UNION ALL
  (SELECT n.player_id AS player_id, n.name AS name, 'game' AS source, 'start' AS fit
   FROM q, player_name n WHERE name_grams(n.name) @> q.start AND starts_with(name_key(n.name), q.key) LIMIT at_most)
  UNION ALL
  (SELECT n.steam_id_64 AS player_id, n.persona_name AS name, 'steam' AS source, 'start' AS fit
   FROM q, steam_user_profile n WHERE name_grams(n.persona_name) @> q.start AND starts_with(name_key(n.persona_name), q.key) LIMIT at_most)
  UNION ALL
  (SELECT n.player_id AS player_id, n.name AS name, 'game' AS source, 'part' AS fit
   FROM q, player_name n WHERE name_grams(n.name) @> q.inside AND strpos(name_key(n.name), q.key) > 0 AND q.part LIMIT at_most)
  UNION ALL
  (SELECT n.steam_id_64 AS player_id, n.persona_name AS name, 'steam' AS source, 'part' AS fit
   FROM q, steam_user_profile n WHERE name_grams(n.persona_name) @> q.inside AND strpos(name_key(n.persona_name), q.key) > 0 AND q.part LIMIT at_most);
END;
--> statement-breakpoint
COMMENT ON FUNCTION find_names(text, integer) IS 'Who has used a name (source: game) or is called on Steam (source: steam) like this: fit is whole, start (begins so) or part (contains it), and of each of these at most so many rows. Case and accents do not matter. One or two Latin letters find only what begins with them.';
--> statement-breakpoint
-- A name that is seen again stays on its page, so that no index has to be written.
ALTER TABLE player_name SET (fillfactor = 80);
--> statement-breakpoint
ALTER TABLE steam_user_profile SET (fillfactor = 80);
--> statement-breakpoint
CREATE INDEX "player_name_grams_idx" ON "player_name" USING gin (name_grams("name")) WITH (gin_pending_list_limit=4096);--> statement-breakpoint
CREATE INDEX "steam_user_profile_grams_idx" ON "steam_user_profile" USING gin (name_grams("persona_name")) WITH (gin_pending_list_limit=4096);