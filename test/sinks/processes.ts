/** Runs the sinks in processes of their own, which can be stopped and killed. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const ROOT = path.resolve(import.meta.dirname, '../..')

export interface Compiled {
  readonly remove: () => Promise<void>
  /** Starts `child.ts` with a job. */
  readonly start: (job: object, shell?: string) => Child
}

export interface Child {
  readonly process: ChildProcess
  /** The lines that it prints, as they come. */
  readonly lines: string[]
  /** Once it has printed so many lines. */
  readonly printed: (count: number) => Promise<void>
  /** Its exit status; null if it was killed. */
  readonly ended: Promise<number | null>
}

/** Node 20 runs no TypeScript, so what the child needs is compiled, and lies where it finds the packages. */
export async function compileChild(): Promise<Compiled> {
  const folder = path.join(ROOT, '.cache', `test-sinks-${process.pid}-${performance.now()}`)
  await mkdir(folder, { recursive: true })
  const config = {
    extends: path.join(ROOT, 'tsconfig.json'),
    compilerOptions: { noEmit: false, noCheck: true, rootDir: ROOT, outDir: folder },
    include: [],
    files: [path.join(import.meta.dirname, 'child.ts')],
  }
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(config))
  await promisify(execFile)(process.execPath, [path.join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder])
  return {
    remove: () => rm(folder, { recursive: true, force: true }),
    start: (job, shell) => startChild([process.execPath, path.join(folder, 'test/sinks/child.js'), JSON.stringify(job)], shell),
  }
}

function startChild(command: readonly string[], shell?: string): Child {
  const [program = '', ...args] = shell === undefined ? command : ['bash', '-c', `${shell}; exec "$@"`, 'bash', ...command]
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines: string[] = []
  let rest = ''
  let look = () => {}
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    const [last = '', ...before] = (rest + piece).split('\n').reverse()
    rest = last
    lines.push(...before.reverse())
    look()
  })
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const printed = (count: number) =>
    new Promise<void>((resolve, reject) => {
      look = () => lines.length >= count && resolve()
      look()
      ended.then(() => reject(new Error(`it ended after ${lines.length} lines`)))
    })
  return { process: child, lines, printed, ended }
}
