import { describe, test } from 'vitest'
import { exampleRecord, sinkSuite } from '../../../core/testing/index.ts'
import s3 from '../../../sinks/s3/index.ts'
import { optionsFor } from './bucket-sink.ts'
import { type FakeStore, openFakeStore } from './fake-store.ts'

describe.each(['events', 'text'])('s3 over the wire, format %s', (format) => {
  const open = async (mischief: FakeStore['mischief'] = () => undefined) => {
    const store = await openFakeStore()
    store.mischief = mischief
    const stored = () => [...store.objects].map(([path, body]) => [path, body.toString('base64')])
    return { options: optionsFor(store.endpoint, { format }), close: store.close, stored }
  }
  const refused = exampleRecord({ id: 'refused', time: 8.64e15 })

  for (const { name, run } of sinkSuite({ plugin: s3, open: () => open(), refused, openSilent: () => open(() => 'hang') })) test(name, run)
})
