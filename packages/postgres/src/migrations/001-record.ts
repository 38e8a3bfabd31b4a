import { lockKey } from '../schema-name.js'
import type { Migration } from './migration.js'

/** The events, the head over them, and the only way to add to both. */
export const record: Migration = {
  number: 1,
  sql: (schema) => `
CREATE TABLE ${schema}.event (
  seq bigint PRIMARY KEY,
  -- Names as they stand in the JSON of the entry, between the quotes.
  tenant text COLLATE "C" NOT NULL,
  stream text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  -- The text whose UTF-8 bytes are hashed. Never jsonb: that would write it anew.
  entry text COLLATE "C" NOT NULL,
  leaf bytea NOT NULL,
  -- Which call of append wrote it: a call that is repeated because its answer was lost finds what it wrote.
  batch uuid NOT NULL,
  CONSTRAINT event_version UNIQUE (tenant, stream, version),
  CONSTRAINT event_columns CHECK (starts_with(entry,
    '{"seq":' || seq || ',"tenant":"' || tenant || '","stream":"' || stream || '","version":' || version || ',')),
  CONSTRAINT event_leaf CHECK (leaf = sha256(decode('00', 'hex') || convert_to(entry, 'UTF8')))
);
CREATE INDEX event_tenant ON ${schema}.event (tenant, seq);

-- Size and root of the Merkle tree (RFC 9162 section 2.1.1) and what it takes to go on: the roots of its full subtrees, the largest
-- first, 32 bytes each.
CREATE TABLE ${schema}.head (
  id integer PRIMARY KEY CHECK (id = 0),
  size bigint NOT NULL,
  root bytea NOT NULL,
  peaks bytea NOT NULL
);
INSERT INTO ${schema}.head (id, size, root, peaks) VALUES (0, 0, sha256(''), '');

CREATE FUNCTION ${schema}.refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'WX001', MESSAGE = 'the record only grows: nothing in it is changed or removed';
END
$$;
CREATE TRIGGER event_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON ${schema}.event
  FOR EACH STATEMENT EXECUTE FUNCTION ${schema}.refuse();
CREATE TRIGGER head_stays BEFORE DELETE OR TRUNCATE ON ${schema}.head
  FOR EACH STATEMENT EXECUTE FUNCTION ${schema}.refuse();
CREATE TRIGGER head_grows BEFORE UPDATE ON ${schema}.head
  FOR EACH ROW WHEN (NEW.size <= OLD.size) EXECUTE FUNCTION ${schema}.refuse();
-- Also for sessions that replay a replica.
ALTER TABLE ${schema}.event ENABLE ALWAYS TRIGGER event_stays;
ALTER TABLE ${schema}.head ENABLE ALWAYS TRIGGER head_stays, ENABLE ALWAYS TRIGGER head_grows;

ALTER TABLE ${schema}.event ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_reads ON ${schema}.event FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY owner_appends ON ${schema}.event FOR INSERT TO CURRENT_USER WITH CHECK (true);

-- Appends all of several appends but those that expect another length of their stream. One statement: nobody who dies or freezes
-- half-way holds the lock.
CREATE FUNCTION ${schema}.append(batch uuid, known_size bigint, known_root bytea, wait_ms integer, appends json)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  h ${schema}.head%ROWTYPE;
  one record;
  draft text;
  line text;
  node bytea;
  place bigint;
  length bigint;
  rest bigint;
  news json;
  answers json[] := '{}';
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION USING ERRCODE = 'WX002', MESSAGE = 'append needs the isolation level read committed';
  END IF;
  -- What is acknowledged has to be on the disk.
  IF current_setting('synchronous_commit') = 'off' THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
  PERFORM set_config('lock_timeout', wait_ms::text, true);
  PERFORM pg_advisory_xact_lock(${lockKey(schema, 'append')});
  SELECT * INTO STRICT h FROM ${schema}.head WHERE head.id = 0;
  IF h.size < known_size OR (h.size = known_size AND h.root <> known_root) THEN
    RAISE EXCEPTION USING ERRCODE = 'WX003', MESSAGE = 'the record is not the one that the caller knows';
  END IF;
  SELECT min(e.seq) INTO place FROM ${schema}.event e WHERE e.seq >= known_size AND e.batch = append.batch;
  -- What others wrote before it, for a caller who is not far behind.
  rest := coalesce(place, h.size);
  IF rest - known_size <= 500 THEN
    SELECT coalesce(json_agg(e.entry ORDER BY e.seq), '[]') INTO news
      FROM ${schema}.event e WHERE e.seq >= known_size AND e.seq < rest;
  END IF;
  FOR one IN
    SELECT * FROM json_to_recordset(appends) AS a(tenant text, stream text, expected bigint, drafts json)
  LOOP
    IF place IS NOT NULL AND json_array_length(one.drafts) > 0 THEN
      -- A repeated call. Its events stand together, in the order of its appends.
      SELECT e.version INTO length FROM ${schema}.event e
        WHERE e.seq = place AND e.batch = append.batch AND e.tenant = one.tenant AND e.stream = one.stream
          AND e.version = coalesce(one.expected, e.version);
      IF FOUND THEN
        answers := answers || json_build_object('seq', place, 'version', length);
        place := place + json_array_length(one.drafts);
        CONTINUE;
      END IF;
    END IF;
    SELECT e.version + 1 INTO length FROM ${schema}.event e
      WHERE e.tenant = one.tenant AND e.stream = one.stream ORDER BY e.version DESC LIMIT 1;
    length := coalesce(length, 0);
    IF one.expected <> length OR (place IS NOT NULL AND json_array_length(one.drafts) > 0) THEN
      answers := answers || json_build_object('length', length);
      CONTINUE;
    END IF;
    answers := answers || json_build_object('seq', h.size, 'version', length);
    FOR draft IN SELECT * FROM json_array_elements_text(one.drafts) LOOP
      line := '{"seq":' || h.size || ',"tenant":"' || one.tenant || '","stream":"' || one.stream
        || '","version":' || length || ',' || draft || '}';
      node := sha256(decode('00', 'hex') || convert_to(line, 'UTF8'));
      INSERT INTO ${schema}.event (seq, tenant, stream, version, entry, leaf, batch)
        VALUES (h.size, one.tenant, one.stream, length, line, node, append.batch);
      rest := h.size;
      WHILE rest % 2 = 1 LOOP
        node := sha256(decode('01', 'hex') || substr(h.peaks, octet_length(h.peaks) - 31) || node);
        h.peaks := substr(h.peaks, 1, octet_length(h.peaks) - 32);
        rest := rest / 2;
      END LOOP;
      h.peaks := h.peaks || node;
      h.size := h.size + 1;
      length := length + 1;
    END LOOP;
  END LOOP;
  rest := octet_length(h.peaks) / 32 - 1;
  IF rest >= 0 THEN
    h.root := substr(h.peaks, rest::integer * 32 + 1, 32);
    WHILE rest > 0 LOOP
      rest := rest - 1;
      h.root := sha256(decode('01', 'hex') || substr(h.peaks, rest::integer * 32 + 1, 32) || h.root);
    END LOOP;
  END IF;
  UPDATE ${schema}.head SET size = h.size, root = h.root, peaks = h.peaks WHERE head.id = 0 AND head.size < h.size;
  RETURN json_build_object(
    'size', h.size, 'root', encode(h.root, 'hex'), 'news', news, 'answers', array_to_json(answers))::text;
END
$$;
REVOKE ALL ON ${schema}.event, ${schema}.head FROM PUBLIC;
REVOKE ALL ON FUNCTION ${schema}.append(uuid, bigint, bytea, integer, json) FROM PUBLIC;
`,
}
