import initSqlJs, { type SqlValue } from 'sql.js'

/** SQLite compiled to WebAssembly, with a database in memory. */
export interface Sqlite {
  query(text: string, values?: readonly SqlValue[]): readonly Readonly<Record<string, SqlValue>>[]
  close(): void
}

/** Opens an empty database. */
export async function openSqlite(): Promise<Sqlite> {
  const { Database } = await initSqlJs()
  const database = new Database()
  return {
    query(text, values = []) {
      const statement = database.prepare(text, [...values])
      const rows = []
      while (statement.step()) rows.push(statement.getAsObject())
      statement.free()
      return rows
    },
    close: () => database.close(),
  }
}
