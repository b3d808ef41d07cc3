import type { LogRecord } from '../model.ts'
import type { Branch } from './branch.ts'
import { type PictureDesk, type PictureTerms, pictureDesk } from './pictures.ts'

/** The pictures of dead letters, as the branches that offered them ask for them. Of the records around them nothing is known any more. */
export function letterPictures(
  letters: readonly LogRecord[],
  branches: ReadonlyMap<string, Branch>,
  terms: Pick<PictureTerms, 'limit' | 'signal' | 'failed'>,
): PictureDesk {
  const desks = new Map<string, PictureDesk>()
  for (const { id, refused } of letters) {
    const branch = branches.get(refused?.branch ?? '')
    if (branch !== undefined) desks.set(id, pictureDesk({ ...terms, renderers: branch.renderers, records: () => [] }))
  }
  return async (record) => (await desks.get(record.id)?.(record)) ?? []
}
