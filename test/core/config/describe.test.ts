import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { configSchema, describePlugin } from '../../../core/config/describe.ts'
import { errorReference, generatedFiles, pluginReference } from '../../../core/config/reference.ts'
import { compileCondition, ERRORS, type Plugin } from '../../../core/index.ts'
import { examplePlugins, smallConfig } from './example-plugins.ts'

describe('the schema for editors', () => {
  const validate = new Ajv({ strict: false }).compile(configSchema(examplePlugins))
  const search = (options: object) => ({ ...smallConfig, sinks: { search: { use: 'opensearch', options } } })
  const branch = (terms: object) => ({ ...smallConfig, routes: [{ ...smallConfig.routes[0], to: [{ sink: 'search', ...terms }] }] })

  test.each<[string, object]>([
    ['a small config', smallConfig],
    ['references where no text goes', search({ url: '${URL}', format: '${F}', ids: '${IDS:-true}', maxBytes: '${N}' })],
    ['a plugin it does not know', { ...smallConfig, routes: [{ match: { logGroup: '**' }, parser: 'theirs', to: ['search'] }] }],
    ['a condition', branch({ when: { any: [{ A: { gt: 1 } }, { not: { B: { glob: ['x*'] } } }] }, every: '${E}' })],
  ])('takes %s', (_, config) => {
    expect(validate(config), JSON.stringify(validate.errors)).toBe(true)
  })

  test.each<[string, object]>([
    ['an unknown key', { ...smallConfig, extra: 1 }],
    ['an unknown option', search({ url: 'x', urll: 'x' })],
    ['a missing option', search({})],
    ['a wrong choice', search({ url: 'x', format: 'other' })],
    ['a text that is no number', search({ url: 'x', maxBytes: 'many' })],
    ['an unknown operator', branch({ when: { A: { above: 1 } } })],
    ['a condition of nothing', branch({ when: { all: [{}] } })],
    ['no dead letter', { ...smallConfig, deadLetter: undefined }],
  ])('refuses %s', (_, config) => {
    expect(validate(JSON.parse(JSON.stringify(config)))).toBe(false)
  })

  test('knows the operators that conditions have', () => {
    const schema = JSON.parse(JSON.stringify(configSchema([])))
    const operators = Object.keys(schema.definitions.condition.additionalProperties.properties)

    expect(() => compileCondition({ field: { nonsense: 1 } })).toThrow(`use ${operators.join(', ')}`)
  })

  test('is a schema even of no plugins', () => {
    expect(new Ajv({ strict: false }).validateSchema(configSchema([]))).toBe(true)
  })

  test('survives JSON', () => {
    const schema = configSchema(examplePlugins)

    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema)
  })
})

test('a plugin is described as plain data', () => {
  const plugin = examplePlugins[0] as Plugin

  expect(describePlugin(plugin)).toEqual({
    kind: 'parser',
    name: 'lines',
    summary: 'Reads lines.',
    apiVersion: 1,
    options: plugin.options,
    fields: { Query_time: 'Seconds.', User: 'Who.' },
  })
})

test('the page of errors has a row for each code', () => {
  const codes = errorReference().match(/(?<=^\| `)LF_\w+/gm)

  expect(codes).toEqual(Object.keys(ERRORS))
})

test('the page of plugins has every kind, option and field', () => {
  const pipe: Plugin = { ...(examplePlugins[0] as Plugin), name: 'pipe', summary: 'Cuts at <|> or `<a|b>`.', options: {}, fields: {} }

  const page = pluginReference([...examplePlugins, pipe])

  expect(page).toContain(`### opensearch

Writes documents.

| Option       | Type               | Default     | Description      |
| ------------ | ------------------ | ----------- | ---------------- |
| \`url\`        | text               | required    | Where it is.     |
| \`format\`     | \`classic\` or \`ecs\` | \`"classic"\` | How.             |
| \`ids\`        | true or false      | \`true\`      | With ids.        |
| \`maxBytes\`   | whole number       | \`1000\`      | Most bytes.      |
| \`index\`      | text               |             | The index.       |
| \`password\`   | secret             |             | The password.    |
| \`tags\`       | list of text       | \`[]\`        | Tags.            |
| \`tls\`        | object             |             | How to trust it. |
| \`tls.verify\` | true or false      | \`true\`      | Whether.         |
| \`tls.key\`    | secret             |             | The key.         |
`)
  expect(page).toContain('| `Query_time` | Seconds. |\n| `User`       | Who.     |')
  expect(page).toContain('### pipe\n\nCuts at &lt;\\|> or `<a\\|b>`.\n\nIt has no options.')
  expect(page.match(/^## .*/gm)).toEqual(['## Sources', '## Parsers', '## Transforms', '## Sinks', '## Renderers'])
})

test('every generated file ends with one line end', () => {
  for (const text of Object.values(generatedFiles(examplePlugins))) expect(text).toMatch(/[^\n]\n$/)
})
