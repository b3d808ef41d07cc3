/** Entries begin at a whole line `# T…`; other lines belong to the entry before. */
export function splitHeaders(piece: string): readonly number[] {
  const starts: number[] = []
  for (let at = piece.indexOf('# T'); at >= 0; at = piece.indexOf('# T', at + 1)) {
    if ((at === 0 || piece[at - 1] === '\n') && piece.includes('\n', at)) starts.push(at)
  }
  return starts
}
