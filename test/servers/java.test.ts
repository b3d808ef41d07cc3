import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const { javaHome }: { javaHome(from: number, to: number): string } = await import(path.join(import.meta.dirname, 'java.mjs'))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'logferry-java-'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

function makeJava(version: string): string {
  const home = path.join(folder, version)
  mkdirSync(home)
  writeFileSync(path.join(home, 'release'), `IMPLEMENTOR="x"\nJAVA_VERSION="${version}"\n`)
  return home
}

test('a Java is found by its version, the one of JAVA_HOME before others', () => {
  const [old, fit] = [makeJava('1.8.0_402'), makeJava('990.0.15')]
  vi.stubEnv('OPENSEARCH_JAVA_HOME', old)
  vi.stubEnv('JAVA_HOME', fit)

  expect(javaHome(990, 991)).toBe(fit)
  expect(javaHome(8, 9)).toBe(old)
})

test('where there is none, what to install is said', () => {
  expect(() => javaHome(900, 950)).toThrow('there is no Java from 900 to 949; install it')
})
