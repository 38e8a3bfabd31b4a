/** Writes a table as CSV (RFC 4180), UTF-8, the first row with the names of the columns. */
export function csvTable(columns: readonly string[], rows: Iterable<readonly string[]>): string {
  const lines = [csvLine(columns)]
  for (const row of rows) lines.push(csvLine(row))
  return `${lines.join('\r\n')}\r\n`
}

function csvLine(cells: readonly string[]): string {
  return cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')
}
