import { spawn } from 'node:child_process'

/** Runs a program to its end. Rejects when it is not there, or ends with another status than 0; then with the last lines that it said. */
export function run(program, args, { env = {}, cwd } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
    child.on('error', ({ code }) => reject(new Error(code === 'ENOENT' ? `there is no ${program}; install it` : `${program}: ${code}`)))
    child.on('close', (status) => {
      if (status === 0) resolve()
      else reject(new Error(`${program} ${args[0]} ended with ${status}: ${said.trim().split('\n').slice(-5).join('\n')}`))
    })
  })
}
