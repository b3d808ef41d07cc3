import { describe, expect, test } from 'vitest'
import { formatProblems } from '../../../core/config/problem.ts'
import { smallConfig } from './example-plugins.ts'
import { loadValue } from './load-text.ts'

const load = (snapshots: unknown, more: object = {}) =>
  loadValue({ ...smallConfig, renderers: { cpu: { use: 'chart' } }, snapshots, ...more })
const saidOf = async (snapshots: unknown) => formatProblems((await load(snapshots)).problems)
const [sink = ''] = Object.keys(smallConfig.sinks)

describe('a snapshot of the config', () => {
  test('becomes branches that ask for its pictures, of all that it is for', async () => {
    const { plan, problems } = await load({
      'week.1': {
        pictures: ['cpu'],
        for: [{ Instance: 'prod-1' }, { Instance: 'prod-2', Cluster: 3 }],
        to: [sink, { sink, required: false }],
      },
      plain: { pictures: ['cpu'], to: [sink] },
    })

    expect(problems.filter(({ level }) => level === 'error')).toEqual([])
    expect(plan?.snapshots).toEqual({
      'week.1': {
        id: 'snapshots["week.1"]',
        name: 'week.1',
        pictures: ['cpu'],
        for: [{ Instance: 'prod-1' }, { Instance: 'prod-2', Cluster: 3 }],
        to: [
          { id: 'snapshots["week.1"].to[0]', sink, by: [], raw: false, required: true, pictures: ['cpu'] },
          { id: 'snapshots["week.1"].to[1]', sink, by: [], raw: false, required: false, pictures: ['cpu'] },
        ],
      },
      plain: expect.objectContaining({ for: [{}] }),
    })
  })

  test.each<[string, unknown, string]>([
    ['without pictures', { a: { to: [sink] } }, 'the key "pictures" is missing'],
    ['with none', { a: { pictures: [], to: [sink] } }, 'snapshots.a.pictures: must have at least one item'],
    ['that goes nowhere', { a: { pictures: ['cpu'], to: [] } }, 'snapshots.a.to: must have at least one item'],
    ['for nothing', { a: { pictures: ['cpu'], for: [], to: [sink] } }, 'snapshots.a.for: must have at least one item'],
    [
      'for a list',
      { a: { pictures: ['cpu'], for: [{ Instance: [] }], to: [sink] } },
      'snapshots.a.for[0].Instance: must be a text or a number or true or false',
    ],
    [
      'of a renderer that is not there',
      { a: { pictures: ['cpus'], to: [sink] } },
      'snapshots.a.pictures[0]: there is no renderer "cpus" — did you mean "cpu"?',
    ],
    ['to a sink that is not there', { a: { pictures: ['cpu'], to: ['nowhere'] } }, 'snapshots.a.to[0]: there is no sink "nowhere"'],
    [
      'with terms that only routes have',
      { a: { pictures: ['cpu'], to: [{ sink, raw: true }] } },
      'unknown key "raw" — allowed are: sink, required',
    ],
    ['with a name that is none', { '1': { pictures: ['cpu'], to: [sink] } }, 'snapshots'],
  ])('%s is a problem', async (_, snapshots, message) => {
    expect(await saidOf(snapshots)).toContain(message)
  })

  test('uses its sinks and renderers', async () => {
    const { problems } = await load(
      { a: { pictures: ['cpu'], to: ['other'] } },
      { sinks: { ...smallConfig.sinks, other: smallConfig.sinks.search } },
    )

    expect(formatProblems(problems)).not.toContain('nothing uses')
  })
})
