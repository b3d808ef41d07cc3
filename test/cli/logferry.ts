import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'

export const ROOT = path.resolve(import.meta.dirname, '../..')
export const MAIN = path.join(ROOT, 'dist/cli/main.js')

export const sample = (name: string): string => path.join(ROOT, 'test/samples', name)

export interface Ran {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunTerms {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string | Uint8Array
  /** Called with what it has said so far, each time that it says something; what it returns is sent as a signal. */
  readonly onTalk?: (stderr: string) => NodeJS.Signals | undefined
}

/** Runs the built command line as a user would, in a process of its own. */
export function logferry(args: readonly string[], { cwd, env = {}, input, onTalk }: RunTerms): Promise<Ran> {
  if (!existsSync(MAIN)) throw new Error('dist/ is missing: run npm run build')
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, env: { PATH: process.env['PATH'], NO_COLOR: '1', ...env } })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => {
    said.stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    said.stderr += chunk
    const signal = onTalk?.(said.stderr)
    if (signal !== undefined) child.kill(signal)
  })
  child.stdin.on('error', () => undefined)
  if (input !== undefined) child.stdin.end(input)
  else if (onTalk === undefined) child.stdin.end()
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, ...said })))
}

/** A folder with the config that ships, which goes when the test has finished. */
export function shippedFolder(): string {
  const folder = emptyFolder()
  writeFileSync(path.join(folder, 'plugins.config.json'), readFileSync(path.join(ROOT, 'plugins.config.json')))
  return folder
}

export function emptyFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'logferry-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Each file below a folder with its content and the time of its last change. */
export const filesBelow = (folder: string): Readonly<Record<string, { readonly bytes: Buffer; readonly changed: number }>> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => [name, path.join(folder, name)] as const)
      .filter(([, file]) => statSync(file).isFile())
      .map(([name, file]) => [name, { bytes: readFileSync(file), changed: statSync(file).mtimeMs }]),
  )
