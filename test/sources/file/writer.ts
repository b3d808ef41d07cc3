import {
  appendFileSync,
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { entry } from './following.ts'

/** What is written later has a later mtime, whatever the clock of the disk can tell. */
const TICK_S = 0.01

/** A writer, the files that it leaves, and what must become of them. Whoever reads may read at each `yield`. */
export function writer(folder: string) {
  const path = join(folder, 'slow.log')
  let now = Math.floor(Date.now() / 1000)
  let target = path
  let next = 0
  let torn = ''
  /** Of each entry, whether it must come; the last one before a truncation may come cut off, or not at all. */
  const expected: { readonly text: string; readonly must: boolean }[] = []
  /** Files that were removed: while they are open no new file gets their inode. */
  const removed: number[] = []
  const written = (file: string) => {
    now += TICK_S
    utimesSync(file, now, now)
  }
  const append = (text: string) => {
    if (text === '') return
    appendFileSync(target, text)
    written(target)
  }
  const finish = () => {
    append(torn)
    torn = ''
  }
  const numbered = () =>
    readdirSync(folder)
      .flatMap((name) => (name === 'slow.log' ? [] : [{ name, number: Number(/\d+/.exec(name)?.[0]) }]))
      .sort((a, b) => b.number - a.number)
  function* shift() {
    for (const { name, number } of numbered()) {
      renameSync(join(folder, name), join(folder, name.replace(String(number), String(number + 1))))
      yield
    }
  }
  const empty = () => {
    truncateSync(path)
    written(path)
  }
  return {
    path,
    expected,
    finish,
    close: () => removed.forEach(closeSync),
    append(count: number, tear: number) {
      finish()
      const list = Array.from({ length: count }, () => entry(next++))
      expected.push(...list.map((text) => ({ text, must: true })))
      const text = list.join('')
      const cut = text.length - (tear % (list.at(-1) ?? '').length)
      append(text.slice(0, cut))
      torn = text.slice(cut)
    },
    *rename(tornBefore: boolean, created: boolean) {
      if (tornBefore) finish()
      if (!existsSync(path)) return
      yield* shift()
      target = join(folder, 'slow.log.1')
      renameSync(path, target)
      yield
      if (created) {
        writeFileSync(path, '')
        written(path)
        yield
      }
      finish()
      target = path
    },
    *copytruncate() {
      finish()
      if (!existsSync(path)) return
      yield* shift()
      const copy = join(folder, 'slow.log.1')
      copyFileSync(path, copy)
      written(copy)
      yield
      empty()
    },
    *compress() {
      const plain = join(folder, 'slow.log.1')
      if (!existsSync(plain) || torn !== '') return
      const seconds = Math.floor(statSync(plain).mtimeMs) / 1000
      const gzip = gzipSync(readFileSync(plain))
      writeFileSync(`${plain}.gz`, gzip.subarray(0, 20))
      yield
      writeFileSync(`${plain}.gz`, gzip)
      utimesSync(`${plain}.gz`, seconds, seconds)
      yield
      removed.push(openSync(plain, 'r'))
      rmSync(plain)
    },
    truncate() {
      finish()
      const last = expected.pop()
      if (last !== undefined) expected.push({ ...last, must: false })
      if (existsSync(path)) empty()
    },
  }
}
