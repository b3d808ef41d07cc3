/** Preloaded into a child: writes, when it ends, the processor time that it took into the file that LOGFERRY_BENCH_CPU names, in milliseconds. */
import { writeFileSync } from 'node:fs'

process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  writeFileSync(process.env.LOGFERRY_BENCH_CPU, String((user + system) / 1000))
})
