/** What OpenSearch Dashboards imports, one a line: https://docs.opensearch.org/latest/dashboards/management/saved-objects/ */
export interface SavedObject {
  readonly type: 'index-pattern' | 'search' | 'visualization' | 'dashboard'
  readonly id: string
  readonly attributes: Readonly<Record<string, unknown>>
  readonly references: readonly Reference[]
  /** The version whose form it has; later ones bring it up to date when they import it. All that stand here are known since 1.0. */
  readonly migrationVersion: Readonly<Record<string, string>>
}

export interface Reference {
  /** What the attributes call it. */
  readonly name: string
  readonly type: SavedObject['type']
  readonly id: string
}

const VERSIONS = { 'index-pattern': '7.6.0', search: '7.9.3', visualization: '7.10.0', dashboard: '7.9.3' }

export const savedObject = (
  type: SavedObject['type'],
  id: string,
  attributes: SavedObject['attributes'],
  references: readonly Reference[] = [],
): SavedObject => ({ type, id, attributes, references, migrationVersion: { [type]: VERSIONS[type] } })

const INDEX_REF = 'kibanaSavedObjectMeta.searchSourceJSON.index'

/** What a search or a picture looks at: the documents of an index pattern that have the field. */
export const searchSource = (pattern: SavedObject, field: string) => ({
  attributes: {
    kibanaSavedObjectMeta: {
      searchSourceJSON: JSON.stringify({ query: { query: `${field}:*`, language: 'kuery' }, filter: [], indexRefName: INDEX_REF }),
    },
  },
  references: [{ name: INDEX_REF, type: pattern.type, id: pattern.id }],
})
