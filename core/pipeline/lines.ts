/** How bytes are cut where the parser does not say: every line is an entry. */
export function splitLines(piece: string): readonly number[] {
  if (piece.length === 0) return []
  const starts = [0]
  for (let at = piece.indexOf('\n'); at >= 0 && at + 1 < piece.length; at = piece.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}
