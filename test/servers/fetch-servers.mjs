import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'

/**
 * Fetches each server (`{ name, fetch }`) that does not lie in `cache` yet. It gets its name there only once it is whole, so what was cut
 * off is fetched again. True if all of them are there.
 */
export async function fetchServers(servers, cache, say) {
  let complete = true
  for (const { name, fetch } of servers) {
    const folder = path.join(cache, name)
    const part = `${folder}.part`
    if (existsSync(folder)) {
      say(`${name}: is there`)
      continue
    }
    try {
      await rm(part, { recursive: true, force: true })
      await mkdir(part, { recursive: true })
      await fetch(part)
      await rename(part, folder)
      say(`${name}: fetched`)
    } catch (thrown) {
      complete = false
      say(`${name}: cannot be fetched: ${thrown instanceof Error ? thrown.message : thrown}`)
    }
  }
  return complete
}
