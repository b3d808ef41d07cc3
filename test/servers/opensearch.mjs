import { existsSync } from 'node:fs'
import { readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { javaHome } from './java.mjs'
import { run } from './run.mjs'

/** The one that tests run against: 2.19.3, unless LOGFERRY_OPENSEARCH names another. */
export const OPENSEARCH_VERSION = process.env.LOGFERRY_OPENSEARCH || '2.19.3'

/** The home of a Java that runs it. Throws if there is none. */
export const javaFor = (version) => (version.startsWith('2.') ? javaHome(11, 25) : javaHome(21, 100))

/**
 * OpenSearch without plugins, as its own integration tests have it (Apache-2.0). From Maven Central, 51 MB (3.x: 133 MB), in some seconds.
 * Needs Maven to fetch, and Java to run.
 */
export const opensearch = {
  name: `opensearch-${OPENSEARCH_VERSION}`,
  async fetch(folder) {
    javaFor(OPENSEARCH_VERSION)
    const artifact = `org.opensearch.distribution.integ-test-zip:opensearch:${OPENSEARCH_VERSION}:zip`
    const unpack = ['org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack', `-Dartifact=${artifact}`]
    // Maven leaves a folder of its own where it runs.
    await run('mvn', ['-q', '-B', ...unpack, `-DoutputDirectory=${folder}`, `-DmarkersDirectory=${folder}/markers`], { cwd: folder })
    const [home] = (await readdir(folder)).filter((name) => existsSync(path.join(folder, name, 'bin/opensearch')))
    if (home === undefined) throw new Error(`${artifact} has no bin/opensearch`)
    await rename(path.join(folder, home), path.join(folder, 'home'))
    for (const name of await readdir(folder)) if (name !== 'home') await rm(path.join(folder, name), { recursive: true })
  },
}
