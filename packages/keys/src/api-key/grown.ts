/** A copy of a column with room for more; what is new is zero. */
export function grown<Column extends Float64Array | Int32Array | Uint8Array | Uint16Array | Uint32Array>(
  column: Column,
  room: number,
): Column {
  const Kind = column.constructor as new (length: number) => Column
  const wider = new Kind(room)
  wider.set(column)
  return wider
}
