/** One step from an older form of the tables to the next. Steps that were released are never changed. */
export interface Migration {
  /** Counts from 1. */
  readonly number: number
  /** Its statements; `schema` needs no quotes. */
  sql(schema: string): string
}
