import { createHash } from 'node:crypto'
import { defineTransform } from '../core/index.ts'

/**
 * Each record is decided on by its own id, so a record that comes again is decided on alike, everywhere. What a smaller share keeps, a
 * greater one keeps, too.
 */
export default defineTransform({
  name: 'sample',
  summary: 'Keeps a share of the records, always the same ones',
  options: {
    keep: { type: 'number', description: 'The share that is kept: 0.1 is one record in ten.', minimum: 0, maximum: 1 },
  },
  fields: {},
  create: ({ keep }) => ({
    transform: (record) => (fractionOf(record.id) < keep ? record : { dropped: 'left out by sample' }),
  }),
})

/** From 0 to just below 1, and evenly spread. */
const fractionOf = (id: string): number => createHash('sha256').update(id).digest().readUIntBE(0, 6) / 2 ** 48
