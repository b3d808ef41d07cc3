import assert from 'node:assert/strict'
import { checkPlugin } from '../config/check-plugin.ts'
import type { Kind, Plugin } from '../plugin.ts'
import type { Case } from './case.ts'
import { instanceOf } from './instance.ts'
import { lossInJson } from './lossless.ts'

/** Options as a config would give them, and what ends whatever they lead to. */
export interface Opened {
  readonly options?: Readonly<Record<string, unknown>>
  readonly close?: () => unknown
}

/** What is asked of a plugin of any kind. */
export const pluginCases = <K extends Kind>(kind: K, plugin: Plugin<K>, open: () => Opened | Promise<Opened>): readonly Case[] => [
  {
    name: `it is a ${kind} with a name, a summary and options that are described`,
    async run() {
      const { faults } = checkPlugin(plugin, 'it')
      const messages = faults.map(({ message }) => message)
      assert.deepEqual(messages, [])
      assert.equal(plugin.kind, kind)
    },
  },
  {
    name: 'it is plain data, but for create',
    async run() {
      const { create: _, ...data } = plugin
      assert.equal(lossInJson(data, plugin.name), undefined)
    },
  },
  {
    name: 'create leaves its options as they are, gives an instance at once, and opens nothing: no timer, no file, no connection',
    async run() {
      const { options, close } = await open()
      try {
        const before = process.getActiveResourcesInfo()
        instanceOf(plugin, options)
        assert.deepEqual(process.getActiveResourcesInfo(), before)
      } finally {
        await close?.()
      }
    },
  },
]
