import { openSecrets } from '../aws/secrets.ts'
import type { Surroundings } from '../core/start.ts'
import { proxyFor } from '../lambda/proxy-for.ts'
import { say, visible } from './talk.ts'

/** What an engine gets on a laptop: the wall clock, and stderr to talk to. */
export const surroundings: Surroundings = {
  now: Date.now,
  random: Math.random,
  proxyFor,
  secret: openSecrets({ now: Date.now, proxyFor }),
  log(message, facts = {}) {
    const tail = Object.entries(facts).map(([name, value]) => ` ${name}=${value}`)
    say(visible(`${message}${tail.join('')}`))
  },
}
