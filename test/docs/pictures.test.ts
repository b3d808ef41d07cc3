import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { loadConfig } from '../../core/config/load.ts'
import { formatProblems } from '../../core/config/problem.ts'
import { builtins } from '../../lambda/builtins.ts'
import { folderWith } from '../core/config/load-text.ts'

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/pictures.md'), 'utf8')

test('the examples of docs/pictures.md make a config without problems', async () => {
  const [branch, chart, widget, snapshots] = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, text]) => text)
  const config = `{
    "routes": [{ "match": { "logGroup": "**" }, "parser": "mysql-slow", "transforms": ["fingerprint"], "to": [${branch}] }],
    "sinks": {
      "alerts": { "use": "slack", "options": { "url": "file:./out", "channel": "#c" } },
      "kept": { "use": "s3", "options": { "url": "file:./kept" } }
    },
    "renderers": { ${chart}, ${widget}, "connections": { "use": "chart" } },
    ${snapshots},
    "deadLetter": "kept", "memory": "kept"
  }`
  const folder = await folderWith({ 'plugins.config.json': config })

  const { plan, problems } = await loadConfig({ file: path.join(folder, 'plugins.config.json'), env: {}, builtins })

  expect(formatProblems(problems)).toBe('')
  expect(Object.keys(plan?.snapshots ?? {})).toEqual(['morning'])
})
