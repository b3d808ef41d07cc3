import { describe, test } from 'vitest'
import { exampleRecord, sinkSuite } from '../../../core/testing/index.ts'
import opensearch from '../../../sinks/opensearch/index.ts'
import { loopback, store } from './loopback.ts'

describe('the sink keeps its contract where it writes to a server', () => {
  const open = async () => {
    const { stored, answer } = store()
    const { url } = await loopback(answer)
    return { options: { url }, stored: () => [...stored] }
  }
  const openSilent = async () => ({ options: { url: (await loopback(() => 'hang')).url } })
  const refused = exampleRecord({ id: 'x'.repeat(513) })

  for (const { name, run } of sinkSuite({ plugin: opensearch, open, openSilent, refused })) test(name, run)
})
