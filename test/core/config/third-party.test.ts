import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Loaded, loadConfig } from '../../../core/config/load.ts'
import type { Plugin } from '../../../core/index.ts'
import { examplePlugins, smallConfig } from './example-plugins.ts'
import { folderWith } from './load-text.ts'

const GOOD = `{
  kind: 'parser', name: 'redis-slow', summary: 'Reads.',
  options: { minMs: { type: 'number', description: 'Faster ones are left out.', default: 0 } },
  create: ({ minMs }) => ({ parse: () => [{ fields: { minMs } }] }),
}`

/** Loads a config that names these plugins and uses the parser \`redis-slow\`, from a folder with these files. */
async function load(
  plugins: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<Loaded & { readonly messages: readonly string[] }> {
  const routes = [{ ...smallConfig.routes[0], parser: 'redis-slow' }]
  const folder = await folderWith({ ...files, 'plugins.config.json': JSON.stringify({ plugins, ...smallConfig, routes }) })
  const loaded = await loadConfig({ file: path.join(folder, 'plugins.config.json'), env: {}, builtins: examplePlugins, importMs: 1000 })
  return { ...loaded, messages: loaded.problems.map(({ code, message }) => `${code} ${message.replaceAll(folder, '<folder>')}`) }
}

const fromFile = async (plugin: string) => (await load(['./my-parser.mjs'], { 'my-parser.mjs': `export default ${plugin}` })).messages

describe('a plugin', () => {
  test('from a file beside the config, as a plain object', async () => {
    const { plan, messages, plugins } = await load(['./my-parser.mjs'], { 'my-parser.mjs': `export default ${GOOD}` })

    expect(messages).toEqual([])
    expect(plan?.routes[0]?.parser).toMatchObject({ id: 'redis-slow', plugin: { apiVersion: 1 }, options: { minMs: 0 } })
    expect(plugins).toHaveLength(examplePlugins.length + 1)
  })

  test('from a package that is installed beside the config, one of a list', async () => {
    const { plan, messages } = await load(['@acme/logferry-parsers'], {
      'node_modules/@acme/logferry-parsers/package.json': '{ "type": "module", "exports": "./main.js" }',
      'node_modules/@acme/logferry-parsers/main.js': `export default [${GOOD}, { ...${GOOD}, name: 'other' }]`,
    })

    expect(messages).toEqual([])
    expect(plan?.routes[0]?.parser.plugin.name).toBe('redis-slow')
  })
})

describe('a module that cannot be loaded', () => {
  test('a file that is not there', async () => {
    const { messages } = await load(['./my-parser.mjs'], {})

    expect(messages).toEqual(['LF_PLUGIN_LOAD ./my-parser.mjs: there is no file <folder>/my-parser.mjs'])
  })

  test('nor is a name that it may have had called unknown; one that is misspelt, or of another kind, is', async () => {
    const saidOf = async (parser: string) => {
      const value = { ...smallConfig, plugins: ['./nowhere.mjs'], routes: [{ ...smallConfig.routes[0], parser }] }
      const { problems } = await loadConfig({ value, folder: '/nowhere', env: {}, builtins: examplePlugins })
      return problems.map(({ code }) => code)
    }

    expect(await saidOf('redis-slow')).toEqual(['LF_PLUGIN_LOAD'])
    expect(await saidOf('lnies')).toEqual(['LF_PLUGIN_LOAD', 'LF_PLUGIN_UNKNOWN'])
    expect(await saidOf('chart')).toEqual(['LF_PLUGIN_LOAD', 'LF_PLUGIN_UNKNOWN'])
  })

  test('one that waits without end', async () => {
    const { messages } = await load(['./my-parser.mjs'], { 'my-parser.mjs': 'await new Promise(() => undefined)' })

    expect(messages).toEqual([
      'LF_PLUGIN_LOAD ./my-parser.mjs was not loaded within 1 s — what a plugin waits for, it must not wait for while it is imported',
    ])
  })

  test('one that stands twice is loaded once, and the second is an error', async () => {
    const { problems } = await load(['./my-parser.mjs', './my-parser.mjs'], { 'my-parser.mjs': `export default ${GOOD}` })

    expect(problems).toMatchObject([{ code: 'LF_CONFIG_VALUE', path: ['plugins', 1], message: 'stands here twice — remove one' }])
  })

  test('what is no text, or an empty one, is said once, in its place', async () => {
    const folder = await folderWith({ 'my-parser.mjs': `export default ${GOOD}` })
    const routes = [{ ...smallConfig.routes[0], parser: 'redis-slow' }]
    const value = { ...smallConfig, routes, plugins: ['', 5, './nowhere.mjs', './my-parser.mjs'] }

    const { problems } = await loadConfig({ value, folder, env: {}, builtins: examplePlugins })

    expect(problems.map((problem) => [problem.path.join('.'), problem.message.replace(folder, '')])).toEqual([
      ['plugins.2', './nowhere.mjs: there is no file /nowhere.mjs'],
      ['plugins.0', 'must be ./file.js, beside this config, or the name of a package'],
      ['plugins.1', 'must be ./file.js, beside this config, or the name of a package'],
    ])
  })

  test.each([
    ['logferry-redis', 'LF_PLUGIN_LOAD logferry-redis is not installed in <folder>'],
    ['my-parser.mjs', 'LF_PLUGIN_LOAD my-parser.mjs is taken for a package — a file beside the config is written "./my-parser.mjs"'],
  ])('the package %s that is not installed', async (name, message) => {
    expect((await load([name], {})).messages[0]).toBe(message)
  })

  test('one that imports logferry where it is not installed', async () => {
    const { messages } = await load(['./my-parser.mjs'], {
      'my-parser.mjs': `import { defineParser } from 'logferry'; export default defineParser(${GOOD})`,
    })

    expect(messages[0]).toBe(
      'LF_PLUGIN_LOAD ./my-parser.mjs imports "logferry", which cannot be found from there — install it there: npm install logferry; or export a plain object',
    )
  })

  test('one that throws', async () => {
    const { messages } = await load(['./my-parser.mjs'], { 'my-parser.mjs': `throw new Error('no license')` })

    expect(messages[0]).toBe('LF_PLUGIN_LOAD ./my-parser.mjs cannot be loaded: no license (line 1 of my-parser.mjs)')
  })

  test('one without a default export', async () => {
    const { messages } = await load(['./my-parser.mjs'], { 'my-parser.mjs': `export const parser = ${GOOD}` })

    expect(messages[0]).toBe(
      'LF_PLUGIN_CONTRACT ./my-parser.mjs is no plugin — export by default what defineParser({ … }) gives, a plain object like it, or a list',
    )
  })
})

describe('a plugin that breaks the contract', () => {
  const WHO = './my-parser.mjs: the plugin "redis-slow"'

  test.each([
    ['another apiVersion', `{ ...${GOOD}, apiVersion: 2 }`, `LF_PLUGIN_API ${WHO} is made for apiVersion 2 — this logferry takes 1`],
    ['no summary', `{ ...${GOOD}, summary: ' ' }`, `LF_PLUGIN_CONTRACT ${WHO} has no summary — say in a sentence what it does`],
    ['no options', `{ ...${GOOD}, options: undefined }`, `LF_PLUGIN_CONTRACT ${WHO} has no options — write options: {} if it takes none`],
    ['no create', `{ ...${GOOD}, create: 1 }`, `LF_PLUGIN_CONTRACT ${WHO} has no create — write create: (options, context) => ({ … })`],
    [
      'fields without meaning',
      `{ ...${GOOD}, fields: { A: '' } }`,
      `LF_PLUGIN_CONTRACT ${WHO} has fields that are not described — each takes a text`,
    ],
    [
      'no description',
      `{ ...${GOOD}, options: { a: { type: 'string' } } }`,
      `LF_PLUGIN_CONTRACT ${WHO}: the option "a" has no description`,
    ],
    [
      'no description further in',
      `{ ...${GOOD}, options: { a: { type: 'array', description: 'A.', items: { type: 'object', description: 'B.', properties: { c: { type: 'string' } } } } } }`,
      `LF_PLUGIN_CONTRACT ${WHO}: the option "a[].c" has no description`,
    ],
    [
      'an unknown type',
      `{ ...${GOOD}, options: { a: { type: 'text', description: 'A.' } } }`,
      `LF_PLUGIN_CONTRACT ${WHO}: the option "a" has a wrong "type" — types are: string, integer, number, boolean, array, object`,
    ],
    [
      'a misspelt attribute',
      `{ ...${GOOD}, options: { a: { type: 'string', description: 'A.', defualt: '' } } }`,
      `LF_PLUGIN_CONTRACT ${WHO}: the option "a" has an unknown "defualt" — did you mean "default"?`,
    ],
    [
      'a default of another type',
      `{ ...${GOOD}, options: { a: { type: 'number', description: 'A.', default: '1' } } }`,
      `LF_PLUGIN_CONTRACT ${WHO}: the option "a" has a wrong "default"`,
    ],
    [
      'a format of another type',
      `{ ...${GOOD}, options: { a: { type: 'number', description: 'A.', format: 'path' } } }`,
      `LF_PLUGIN_CONTRACT ${WHO}: the option "a" has a wrong "format"`,
    ],
    [
      'a create that throws',
      `{ ...${GOOD}, create: () => { throw new Error('no such zone') } }`,
      'LF_PLUGIN_CREATE the parser plugin "redis-slow" failed while it was set up: no such zone',
    ],
    [
      'a create that is not synchronous',
      `{ ...${GOOD}, create: async () => { throw new Error('too late') } }`,
      'LF_PLUGIN_CONTRACT the parser plugin "redis-slow": create must be synchronous, but it returned a promise',
    ],
    [
      'an instance without its method',
      `{ ...${GOOD}, create: () => ({ read: () => [] }) }`,
      'LF_PLUGIN_CONTRACT the parser plugin "redis-slow": create returned an object without the method parse',
    ],
  ])('%s', async (_, plugin, message) => {
    expect(await fromFile(plugin)).toEqual([message])
  })

  test('no kind: what to add', async () => {
    expect((await fromFile(`{ ...${GOOD}, kind: undefined }`))[0]).toBe(
      `LF_PLUGIN_CONTRACT ${WHO} is of no known kind — add kind: 'source' or 'parser' or 'transform' or 'sink' or 'renderer'`,
    )
  })

  test('no name', async () => {
    expect((await fromFile(`{ ...${GOOD}, name: 'Redis Slow' }`))[0]).toBe(
      `LF_PLUGIN_CONTRACT ./my-parser.mjs: the plugin "Redis Slow" needs a name in kebab-case, such as 'my-parser'`,
    )
  })

  test('all that is wrong with it, at its place in the config', async () => {
    const { problems } = await load(['./a.mjs'], { 'a.mjs': `export default { ...${GOOD}, summary: '', create: 0 }` })

    expect(problems.map(({ path }) => path)).toEqual([
      ['plugins', 0],
      ['plugins', 0],
    ])
  })

  test('a name that is taken', async () => {
    const { messages } = await load(['./a.mjs', './b.mjs'], {
      'a.mjs': `export default ${GOOD}`,
      'b.mjs': `export default [${GOOD}, { ...${GOOD}, name: 'lines' }]`,
    })

    expect(messages).toEqual([
      'LF_PLUGIN_NAME ./b.mjs: there is a parser "redis-slow" already, from ./a.mjs',
      'LF_PLUGIN_NAME ./b.mjs: there is a parser "lines" already, from logferry',
    ])
  })
})

describe('plugins that were imported by the caller', () => {
  const value = { ...smallConfig, plugins: ['./extra.mjs'], routes: [{ ...smallConfig.routes[0], parser: 'extra' }] }
  const extra = { ...(examplePlugins[0] as Plugin), name: 'extra' }
  const terms = { value, folder: '/nowhere', env: {}, builtins: examplePlugins }

  test('are used, and nothing is imported', async () => {
    const { plan, problems } = await loadConfig({ ...terms, plugins: [extra] })

    expect(problems).toEqual([])
    expect(plan?.routes[0]?.parser.plugin.name).toBe('extra')
  })

  test('must be passed', async () => {
    const { problems } = await loadConfig({ ...terms, plugins: [] })

    expect(problems[0]).toMatchObject({
      code: 'LF_PLUGIN_LOAD',
      path: ['plugins', 0],
      message: './extra.mjs is not among the plugins passed — import it, and pass it with the config',
    })
  })
})
