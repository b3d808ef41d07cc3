import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'

/** Starts a store that keeps no object, gives `work` a sink that writes there, and resolves with what the store got. */
export async function withStore(work) {
  const store = spawn(process.execPath, [path.join(import.meta.dirname, 's3-store.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface(store.stdout)[Symbol.asyncIterator]()
  const { value: port } = await lines.next()
  const options = { url: 's3://bench/logs', endpoint: `http://127.0.0.1:${port}`, accessKeyId: 'bench', secretAccessKey: 'bench' }
  try {
    await work({ use: 's3', options })
  } finally {
    store.stdin.end()
  }
  const { value: got } = await lines.next()
  await once(store, 'close')
  return JSON.parse(got)
}
