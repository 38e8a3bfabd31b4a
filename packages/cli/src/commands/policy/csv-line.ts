/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/

/**
 * A line of CSV as RFC 4180 has it, without its end. A cell that a spreadsheet would calculate gets an apostrophe before it: who
 * names a list must not run anything on the machine of its reader.
 */
export function csvLine(cells: readonly string[]): string {
  return cells.map(cellOf).join(',')
}

function cellOf(text: string): string {
  const cell = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
