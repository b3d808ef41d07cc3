import { describe, expect, test } from 'vitest'
import type { Aggregation } from '../../../../sinks/opensearch/setup/dashboards/aggregation.ts'
import { dashboards } from '../../../../sinks/opensearch/setup/dashboards/dashboards.ts'
import { RATIO } from '../../../../sinks/opensearch/setup/dashboards/index-pattern.ts'
import type { SavedObject } from '../../../../sinks/opensearch/setup/dashboards/saved-object.ts'
import { indexTemplate } from '../../../../sinks/opensearch/setup/index-template.ts'
import type { Mapping } from '../../../../sinks/opensearch/setup/mapping.ts'
import { type Target, targetOf } from '../../../../sinks/opensearch/setup/target.ts'

interface Properties {
  readonly [name: string]: Mapping & { readonly properties?: Properties; readonly fields?: Properties }
}

/** The fields that an index of the template has, by dotted path, read from the template itself. */
function fieldsOf(target: Target): Readonly<Record<string, Mapping>> {
  const { template } = indexTemplate(target) as { template: { mappings: { properties: Properties } } }
  const within = (properties: Properties, above: string): readonly (readonly [string, Mapping])[] =>
    Object.entries(properties).flatMap(([name, mapping]) =>
      mapping.properties === undefined
        ? [[above + name, mapping] as const, ...within(mapping.fields ?? {}, `${above}${name}.`)]
        : within(mapping.properties, `${above}${name}.`),
    )
  return Object.fromEntries(within(template.mappings.properties, ''))
}

const json = <T>(object: SavedObject | undefined, attribute: string): T => JSON.parse(String(object?.attributes[attribute]))
const ofType = (objects: readonly SavedObject[], type: SavedObject['type']) => objects.filter((object) => object.type === type)
const aggsOf = (picture: SavedObject) => json<{ readonly aggs: readonly Aggregation[] }>(picture, 'visState').aggs

const TARGETS = [
  targetOf({ fields: 'classic' }),
  targetOf({ fields: 'ecs', dataStream: 'logs-mysql.slowlog-default' }),
  targetOf({ fields: 'ecs', index: 'slow-{YYYY.MM}' }),
]

describe.each(TARGETS.map((target) => ({ ...target, target })))('the dashboard of $pattern ($profile)', ({ target }) => {
  const objects = dashboards(target)
  const known = fieldsOf(target)

  test('refers to nothing but objects that come before, by names that its attributes use', () => {
    const before = new Set<string>()
    for (const object of objects) {
      for (const { name, type, id } of object.references) {
        expect(before).toContain(`${type} ${id}`)
        expect(JSON.stringify(object.attributes)).toContain(name)
      }
      before.add(`${object.type} ${object.id}`)
    }
    expect(before.size).toBe(objects.length)
  })

  test('is asked for by nothing that is not referred to', () => {
    const asked = objects.flatMap(({ attributes }) => JSON.stringify(attributes).match(/(?<=RefName\\*":\\*")[\w.]+/g) ?? [])

    const referred = objects.flatMap(({ references }) => references.map(({ name }) => name))
    expect(asked.sort()).toEqual(referred.sort())
  })

  test('shows slow queries over time, time by fingerprint, user and instance, the rows read for each row sent, and the list', () => {
    const [dashboard] = ofType(objects, 'dashboard')
    const panels = json<readonly { readonly panelRefName: string }[]>(dashboard, 'panelsJSON').map(({ panelRefName }) => {
      const reference = dashboard?.references.find(({ name }) => name === panelRefName)
      return objects.find(({ id }) => id === reference?.id)?.attributes['title']
    })

    expect(panels).toEqual([
      'Slow queries over time',
      'Time by fingerprint',
      'Time by user',
      'Time by instance',
      'Rows examined per row sent',
      'Slow queries',
    ])
  })

  test('measures and groups by fields of the template only, each of a type that can be', () => {
    const steps = ofType(objects, 'visualization').flatMap((picture) => aggsOf(picture).filter(({ type }) => type !== 'count'))

    const types = steps.map(({ type, params }) => [type, String(params['field']), known[String(params['field'])]?.type] as const)

    for (const [type, field, fieldType] of types) {
      const fit = type === 'terms' ? ['keyword'] : type === 'date_histogram' ? ['date'] : ['double', 'long']
      if (field === RATIO) expect(['avg', 'max']).toContain(type)
      else expect([field, fit]).toEqual([field, expect.arrayContaining([fieldType])])
    }
    expect(types.length).toBeGreaterThan(15)
  })

  test('orders each group by a measure of its own, and looks at documents with a duration in its pattern only', () => {
    for (const picture of ofType(objects, 'visualization')) {
      const metrics = aggsOf(picture).filter(({ schema }) => schema === 'metric')
      for (const { type, params } of aggsOf(picture)) {
        if (type === 'terms') expect(metrics.map(({ id }) => id)).toContain(params['orderBy'])
      }
    }
    for (const object of [...ofType(objects, 'visualization'), ...ofType(objects, 'search')]) {
      const { searchSourceJSON } = object.attributes['kibanaSavedObjectMeta'] as { readonly searchSourceJSON: string }
      const { query } = JSON.parse(searchSourceJSON)
      const field = /^([\w.]+):\*$/.exec(query.query)?.[1] ?? ''
      expect(known[field]?.type).toMatch(/double|long/)
      expect(object.references).toEqual([expect.objectContaining({ type: 'index-pattern', id: target.name })])
    }
  })

  test('lists fields of the template', () => {
    const [list] = ofType(objects, 'search')

    const columns = list?.attributes['columns'] as readonly string[]
    expect(columns.filter((column) => known[column] === undefined)).toEqual([])
    expect(columns.length).toBeGreaterThan(5)
  })

  test('has a pattern with the fields of the template, a time, and a ratio of two of them', () => {
    const [pattern] = ofType(objects, 'index-pattern')

    const fields = json<readonly { name: string; scripted: boolean; script?: string; type: string; searchable: boolean }[]>(
      pattern,
      'fields',
    )
    expect(pattern?.attributes).toMatchObject({ title: target.pattern, timeFieldName: '@timestamp' })
    const names = fields.filter(({ scripted, name }) => !scripted && !name.startsWith('_')).map(({ name }) => name)
    expect(names.sort()).toEqual(Object.keys(known).sort())
    expect(fields.map(({ type }) => type)).not.toContain('unknown')
    const [ratio] = fields.filter(({ scripted }) => scripted)
    for (const [, field = ''] of String(ratio?.script).matchAll(/doc\['([^']+)'\]/g)) expect(known[field]?.type).toBe('double')
    expect(ratio?.name).toBe(RATIO)
    for (const field of Object.keys(json<object>(pattern, 'fieldFormatMap'))) expect(field === RATIO || field in known).toBe(true)
    const stored = fields.filter(({ searchable, name }) => !searchable && !name.startsWith('_')).map(({ name }) => name)
    expect(stored.sort()).toEqual(['@salvaged', target.profile === 'ecs' ? 'event.original' : '@message'].sort())
  })

  test('fills its rows without two panels on one place', () => {
    const [dashboard] = ofType(objects, 'dashboard')
    const cells = json<readonly { readonly gridData: Record<'x' | 'y' | 'w' | 'h', number> }[]>(dashboard, 'panelsJSON').flatMap(
      ({ gridData: { x, y, w, h } }) => Array.from({ length: w * h }, (_, i) => `${x + (i % w)} ${y + Math.floor(i / w)}`),
    )

    expect(new Set(cells).size).toBe(cells.length)
    expect(cells.every((cell) => Number(cell.split(' ')[0]) < 48)).toBe(true)
  })
})

test('dashboards of two targets share no object', () => {
  const ids = TARGETS.flatMap(dashboards).map(({ id }) => id)

  expect(new Set(ids).size).toBe(ids.length)
})
