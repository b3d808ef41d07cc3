import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { compileGlob } from '../core/index.ts'

interface Room {
  /** The files in it. */
  readonly room: string
  /** What these may import beside each other: files, packages, modules of Node, or one name of them. */
  readonly may: readonly string[]
}

const GROUND = 'core/{model,errors,options,outcome}.ts'
const PIECES = 'core/{plugin,condition,field,glob,is-object,template,text,timer,timestamp}.ts'
const PLAN = 'core/plan.ts'
const DOOR = 'core/index.ts'
const TELEMETRY = 'core/telemetry.ts'
const PLUGINS = '{sources,parsers,transforms,sinks,renderers}/**'

/** Who may import what. A file belongs to the first room that it fits; one that fits none is a fault. */
const ROOMS: readonly Room[] = [
  { room: GROUND, may: [] },
  { room: PIECES, may: [GROUND] },
  { room: PLAN, may: [GROUND, PIECES] },
  { room: DOOR, may: [GROUND, PIECES] },
  { room: TELEMETRY, may: ['core/{model,errors,outcome}.ts'] },
  { room: 'core/pipeline/**', may: [GROUND, PIECES, PLAN, TELEMETRY, 'p-limit', 'node:crypto', 'node:timers{,/promises}'] },
  {
    room: 'core/config/**',
    may: [
      ...[GROUND, PIECES, PLAN, TELEMETRY],
      ...['ajv', 'jsonc-parser', 'fastest-levenshtein', 'import-meta-resolve', 'node:fs{,/promises}', 'node:path', 'node:url'],
    ],
  },
  { room: 'core/start.ts', may: ['core/**', 'p-limit', 'node:events'] },
  { room: 'core/testing/**', may: ['core/**', 'node:**'] },
  { room: 'parsers/**', may: [DOOR, 'node:crypto.createHash'] },
  { room: 'transforms/**', may: [DOOR, 'node:crypto.createHash'] },
  { room: 'sources/**', may: [DOOR, 'aws/**', '@aws-sdk/client-s3', 'node:**'] },
  { room: 'sinks/**', may: [DOOR, 'aws/**', 'node:**', '@aws-sdk/**', '@smithy/**', '@slack/web-api', 'https-proxy-agent'] },
  { room: 'renderers/chart/**', may: [DOOR, 'renderers/*.ts', 'node:**', 'd3-scale', 'd3-shape', '@resvg/*', 'import-meta-resolve'] },
  { room: 'renderers/**', may: [DOOR, 'aws/**', 'node:**', '@aws-sdk/**'] },
  { room: 'aws/**', may: [DOOR, '@aws-sdk/**', 'https-proxy-agent'] },
  { room: 'replay/**', may: ['core/**', PLUGINS, 'node:**'] },
  { room: 'lambda/**', may: ['{core,aws,replay}/**', PLUGINS, 'node:**', 'proxy-from-env'] },
  { room: 'deploy/**', may: ['{core,lambda}/**', PLUGINS, 'node:**', 'import-meta-resolve', 'rolldown', 'yazl'] },
  { room: 'cli/**', may: ['{core,aws,replay,lambda,deploy}/**', PLUGINS, 'node:**', 'commander', 'picocolors'] },
]

/** Only these read `process.env` and `process.argv`, or exit. */
const DOORS = ['lambda/**', 'cli/**']
/** Only this imports what it does not know before. */
const LOADER = 'core/config/import-plugins.ts'

interface Import {
  /** A file, from the root; a package; or `computed`. */
  readonly target: string
  /** What it takes of it, where that is said. */
  readonly names: readonly string[]
}

/** A source file's text, by its path from the root. */
type Sources = ReadonlyMap<string, string>

const STATIC = /(?:^(?:import|export)\s+(?:type\s+)?\{([^{}]*)\}\s*)?\bfrom\s*['"]([^'"]+)['"]/gm
const BARE = /^import\s*['"]([^'"]+)['"]/gm
const DYNAMIC = /\bimport\s*\(\s*(?:(['"`])([^'"`$]+)\1)?/g
const COMMENTS = /^\s*(?:\/\*[\s\S]*?\*\/|\/\/.*$)/gm

function importsOf(file: string, text: string): readonly Import[] {
  const code = text.replaceAll(COMMENTS, '')
  const to = (from: string) => (from.startsWith('.') ? path.posix.join(path.posix.dirname(file), from) : from)
  const namesIn = (list: string) =>
    list
      .replaceAll(/\/\/.*$|\btype\s|\sas\s+\w+/gm, '')
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean)
  return [
    ...[...code.matchAll(STATIC)].map(([, list = '', from = '']) => ({ target: to(from), names: namesIn(list) })),
    ...[...code.matchAll(BARE)].map(([, from = '']) => ({ target: to(from), names: [] })),
    ...[...code.matchAll(DYNAMIC)].map(([, , from]) => ({ target: from === undefined ? 'computed' : to(from), names: [] })),
  ]
}

const roomOf = (file: string) => ROOMS.find(({ room }) => compileGlob(room)(file))

function importFaults(file: string, text: string, sources: Sources): readonly string[] {
  const own = roomOf(file)
  if (own === undefined) return [`${file} is in no room`]
  const may = compileGlob([own.room, ...own.may])
  return importsOf(file, text).flatMap(({ target, names }) => {
    if (target === 'computed') return file === LOADER ? [] : [`${file} imports what it computes`]
    const isAllowed = may(target) || (names.length > 0 && names.every((name) => may(`${target}.${name}`)))
    if (!isAllowed) return [`${file} may not import ${target}`]
    return target.endsWith('.ts') && !sources.has(target) ? [`${file} imports ${target}, which is not there`] : []
  })
}

const PROCESS =
  /\bprocess\s*\??\.\s*(?:env|argv|argv0|execArgv|exit|exitCode|abort|kill)\b|=\s*process\s*(?:$|[;,)])|\bprocess\s*\[|['"]node:process['"]/m
const OTHER_WAYS = /\b(?:require\s*\(|createRequire|getBuiltinModule|import\.meta\.resolve)/

function wordFaults(file: string, text: string): readonly string[] {
  const code = text.replaceAll(COMMENTS, '')
  const isDoor = compileGlob(DOORS)(file)
  return [
    ...(!isDoor && PROCESS.test(code) ? [`${file} reads the environment or the arguments, or exits`] : []),
    ...(OTHER_WAYS.test(code) ? [`${file} imports in another way than by import`] : []),
  ]
}

/** Each circle once, from its first file on. */
function circlesIn(sources: Sources): readonly string[] {
  const circles: string[] = []
  const done = new Set<string>()
  const visit = (file: string, way: readonly string[]) => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' → '))
    if (way.includes(file) || done.has(file)) return
    for (const { target } of importsOf(file, sources.get(file) ?? '')) if (sources.has(target)) visit(target, [...way, file])
    done.add(file)
  }
  for (const file of sources.keys()) visit(file, [])
  return circles.map((circle) => `a circle: ${circle}`)
}

const faultsOf = (sources: Sources): readonly string[] => [
  ...[...sources].flatMap(([file, text]) => [...importFaults(file, text, sources), ...wordFaults(file, text)]),
  ...circlesIn(sources),
]

const ROOT = path.resolve(import.meta.dirname, '..')
/** Folders that hold no source of the package. */
const OTHERS = /^(?:node_modules|dist|out|coverage|docs|test|\..*)$/

const sources: Sources = new Map(
  readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !OTHERS.test(entry.name))
    .flatMap(({ name }) =>
      readdirSync(path.join(ROOT, name), { recursive: true, encoding: 'utf8' }).map((file) =>
        path.posix.join(name, file.replaceAll(path.sep, '/')),
      ),
    )
    .filter((file) => /\.[cm]?[jt]sx?$/.test(file))
    .map((file) => [file, readFileSync(path.join(ROOT, file), 'utf8')]),
)

test('every source file is in a room, imports only what that room may, and no files import each other in a circle', () => {
  expect(sources.size).toBeGreaterThan(100)
  expect(faultsOf(sources)).toEqual([])
})

test('every room that is listed is there', () => {
  const empty = ROOMS.filter(({ room }) => ![...sources.keys()].some(compileGlob(room))).map(({ room }) => room)

  expect(empty).toEqual([])
})

describe('a fault is found', () => {
  const around: readonly (readonly [string, string])[] = [
    ['core/model.ts', ''],
    ['core/index.ts', `export type { LogEvent } from './model.ts'`],
    ['core/plan.ts', ''],
    ['cli/exit.ts', ''],
  ]
  const faultsIn = (file: string, text: string) => faultsOf(new Map([...around, [file, text]]))

  test.each([
    ['a module of Node', 'parsers/x.ts', `import fs from 'node:fs'`, 'parsers/x.ts may not import node:fs'],
    [
      'another name of a module',
      'parsers/x.ts',
      `import { createHash, hash } from 'node:crypto'`,
      'parsers/x.ts may not import node:crypto',
    ],
    [
      'a module and its name',
      'parsers/x.ts',
      `import crypto, { createHash } from 'node:crypto'`,
      'parsers/x.ts may not import node:crypto',
    ],
    ['all of a module', 'parsers/x.ts', `import * as crypto from 'node:crypto'`, 'parsers/x.ts may not import node:crypto'],
    ['a package', 'sinks/x.ts', `import ky from 'ky'`, 'sinks/x.ts may not import ky'],
    ['past the front door', 'sinks/x.ts', `import type { LogEvent } from '../core/model.ts'`, 'sinks/x.ts may not import core/model.ts'],
    [
      'over several lines',
      'sinks/x.ts',
      `import {\n  type LogEvent, // read it (twice)\n  type Parsed,\n} from '../core/model.ts'`,
      'sinks/x.ts may not import core/model.ts',
    ],
    ['for its effect', 'core/text.ts', `import './plan.ts'`, 'core/text.ts may not import core/plan.ts'],
    ['by export', 'core/text.ts', `export * from './plan.ts'`, 'core/text.ts may not import core/plan.ts'],
    ['by export of a type', 'core/text.ts', `export type { Plan } from './plan.ts'`, 'core/text.ts may not import core/plan.ts'],
    ['as a type', 'core/text.ts', `type Plan = import('./plan.ts').Plan`, 'core/text.ts may not import core/plan.ts'],
    ['later', 'core/text.ts', `  const plan = await import('./plan.ts')`, 'core/text.ts may not import core/plan.ts'],
    ['a door', 'lambda/x.ts', `import { EXIT } from '../cli/exit.ts'`, 'lambda/x.ts may not import cli/exit.ts'],
    ['what it computes', 'core/start.ts', 'await import(`./${name}.ts`)', 'core/start.ts imports what it computes'],
    ['in another way', 'cli/x.ts', `const fs = process.getBuiltinModule('fs')`, 'cli/x.ts imports in another way than by import'],
    ['what is not there', 'sinks/x.ts', `import y from './y.ts'`, 'sinks/x.ts imports sinks/y.ts, which is not there'],
    ['in no room', 'core/utils.ts', '', 'core/utils.ts is in no room'],
    ['in no folder that is known', 'lib/x.ts', '', 'lib/x.ts is in no room'],
    ['the environment', 'sinks/x.ts', 'const { env } = process', 'sinks/x.ts reads the environment or the arguments, or exits'],
    ['the end', 'core/start.ts', 'process.exit(1)', 'core/start.ts reads the environment or the arguments, or exits'],
    [
      'process by its name',
      'sinks/x.ts',
      `import { argv } from 'node:process'`,
      'sinks/x.ts reads the environment or the arguments, or exits',
    ],
  ])('%s', (_, file, text, fault) => {
    expect(faultsIn(file, text)).toEqual([fault])
  })

  test('a circle, by types, too', () => {
    const circle = new Map([
      ['sinks/a.ts', `import { b } from './b.ts'`],
      ['sinks/b.ts', `import type { C } from './c.ts'`],
      ['sinks/c.ts', `export { a } from './a.ts'`],
    ])

    expect(faultsOf(circle)).toEqual(['a circle: sinks/a.ts → sinks/b.ts → sinks/c.ts → sinks/a.ts'])
  })

  test.each([
    ['the front door', 'parsers/x.ts', `import { defineParser, type LogEvent } from '../core/index.ts'`],
    ['createHash', 'parsers/x.ts', `import { createHash } from 'node:crypto'`],
    ['a comment', 'parsers/x.ts', `/**\n * import fs from 'node:fs'; process.exit()\n */\n// import('node:fs')`],
    ['the environment, in a door', 'cli/x.ts', 'process.exitCode = EXIT.done'],
    ['stdin', 'sources/x.ts', 'const input = process.stdin'],
  ])('and none in what is allowed: %s', (_, file, text) => {
    expect(faultsIn(file, text)).toEqual([])
  })
})
