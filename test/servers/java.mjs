import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import path from 'node:path'

/** Where Java lies on Debian and Fedora, and on a Mac. */
const FOLDERS = [
  ['/usr/lib/jvm', ''],
  ['/Library/Java/JavaVirtualMachines', 'Contents/Home'],
]

/** The home of a Java whose major version is at least `from`, and below `to`. Throws if there is none. */
export function javaHome(from, to) {
  const { OPENSEARCH_JAVA_HOME, JAVA_HOME, PATH = '' } = process.env
  const onPath = PATH.split(path.delimiter)
    .map((folder) => path.join(folder, 'java'))
    .filter((program) => existsSync(program))
    .map((program) => path.dirname(path.dirname(realpathSync(program))))
  const installed = FOLDERS.filter(([folder]) => existsSync(folder)).flatMap(([folder, below]) =>
    readdirSync(folder).map((name) => path.join(folder, name, below)),
  )
  const home = [OPENSEARCH_JAVA_HOME, JAVA_HOME, ...onPath, ...installed].find((home) => {
    const major = home === undefined ? undefined : majorOf(home)
    return major !== undefined && major >= from && major < to
  })
  if (home === undefined) throw new Error(`there is no Java from ${from} to ${to - 1}; install it`)
  return home
}

function majorOf(home) {
  const file = path.join(home, 'release')
  const [, version] = /^JAVA_VERSION="(?:1\.)?(\d+)/m.exec(existsSync(file) ? readFileSync(file, 'utf8') : '') ?? []
  return version === undefined ? undefined : Number(version)
}
