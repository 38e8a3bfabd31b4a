import type { Migration } from './migration.js'

/** What must be able to die, and the cache of folds. */
export const vaults: Migration = {
  number: 2,
  sql: (schema) => `
CREATE TABLE ${schema}.secret (
  tenant text COLLATE "C",
  name text COLLATE "C",
  sealed text NOT NULL,
  PRIMARY KEY (tenant, name)
);
CREATE TABLE ${schema}.subject (
  tenant text COLLATE "C",
  id text COLLATE "C",
  lookup text COLLATE "C" NOT NULL,
  sealed text NOT NULL,
  PRIMARY KEY (tenant, id),
  CONSTRAINT subject_lookup UNIQUE (tenant, lookup)
);
CREATE TABLE ${schema}.snapshot (
  tenant text COLLATE "C",
  name text COLLATE "C",
  size bigint NOT NULL,
  state text NOT NULL,
  PRIMARY KEY (tenant, name)
);

-- Statistics are samples of values, and nobody would take the destroyed ones out of them.
ALTER TABLE ${schema}.secret ALTER name SET STATISTICS 0, ALTER sealed SET STATISTICS 0;
ALTER TABLE ${schema}.subject ALTER id SET STATISTICS 0, ALTER lookup SET STATISTICS 0, ALTER sealed SET STATISTICS 0;
ALTER TABLE ${schema}.snapshot ALTER name SET STATISTICS 0, ALTER state SET STATISTICS 0;

-- What was destroyed may not come back after a crash.
CREATE FUNCTION ${schema}.make_durable() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_setting('synchronous_commit') = 'off' THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
  RETURN NULL;
END
$$;
${['secret', 'subject', 'snapshot']
  .map(
    (table) => `CREATE TRIGGER durable BEFORE INSERT OR UPDATE OR DELETE ON ${schema}.${table}
  FOR EACH STATEMENT EXECUTE FUNCTION ${schema}.make_durable();
REVOKE ALL ON ${schema}.${table} FROM PUBLIC;
ALTER TABLE ${schema}.${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON ${schema}.${table} TO CURRENT_USER USING (true) WITH CHECK (true);`,
  )
  .join('\n')}
`,
}
