import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { fakeContext } from '../../../../core/testing/index.ts'
import { openClient } from '../../../../sinks/opensearch/client.ts'
import { connectionOf } from '../../../../sinks/opensearch/connection.ts'
import { folderPlace } from '../../../../sinks/opensearch/setup/folder-place.ts'
import { allParts, type Part, serverParts } from '../../../../sinks/opensearch/setup/part.ts'
import { type Comparison, compare, type Place } from '../../../../sinks/opensearch/setup/place.ts'
import { serverPlace } from '../../../../sinks/opensearch/setup/server-place.ts'
import { targetOf } from '../../../../sinks/opensearch/setup/target.ts'
import { filesIn, tempFolder } from '../../sink.ts'
import { setupServer } from './setup-server.ts'

const TARGET = targetOf({ fields: 'classic' })
const STREAM = targetOf({ fields: 'ecs', dataStream: 'logs-mysql.slowlog-default' })

function placeOn(url: string): Place {
  const client = openClient(connectionOf({ url, auth: 'auto' }), fakeContext('search'))
  onTestFinished(() => client.close())
  return serverPlace(client)
}

const look = (parts: readonly Part[], place: Place): Promise<readonly Comparison[]> =>
  Promise.all(parts.map((part) => compare(part, place)))

async function setUp(parts: readonly Part[], place: Place): Promise<void> {
  for (const { part, found } of await look(parts, place)) await place.write(part, found)
}

const states = (comparisons: readonly Comparison[]) => comparisons.map(({ state }) => state)

describe.each([
  ['indices', serverParts(TARGET, 30)],
  ['a data stream', serverParts(STREAM, 30)],
])('on a server, template and policy of %s', (_, parts) => {
  test('are new, then up to date', async () => {
    const place = placeOn((await setupServer()).url)
    const first = await look(parts, place)

    await setUp(parts, place)

    expect(states(first)).toEqual(['new', 'new'])
    expect(await look(parts, place)).toMatchObject([
      { state: 'same', differences: [] },
      { state: 'same', differences: [] },
    ])
  })
})

describe('on a server', () => {
  test('a policy of another age differs by that, and is written over as the version that was read', async () => {
    const server = await setupServer()
    const place = placeOn(server.url)
    await setUp(serverParts(TARGET, 30), place)

    const [, policy] = await look(serverParts(TARGET, 60), place)
    await setUp(serverParts(TARGET, 60), place)

    expect(policy).toMatchObject({
      state: 'changed',
      differences: [
        { path: 'policy.description', from: 'logferry: deletes cwl* after 30 days', to: 'logferry: deletes cwl* after 60 days' },
        { path: 'policy.states[0].transitions[0].conditions.min_index_age', from: '30d', to: '60d' },
      ],
    })
    expect(server.heard.at(-1)).toMatchObject({ method: 'PUT', query: { if_seq_no: '1', if_primary_term: '1' } })
    expect(states(await look(serverParts(TARGET, 60), place))).toEqual(['same', 'same'])
  })

  test('a policy that was given another step differs', async () => {
    const server = await setupServer()
    const place = placeOn(server.url)
    await setUp(serverParts(TARGET, 30), place)
    const policy = structuredClone(server.kept.get('/_plugins/_ism/policies/logferry-cwl')) as { policy: { states: object[] } }
    policy.policy.states.push({ name: 'warm', actions: [], transitions: [] })
    server.kept.set('/_plugins/_ism/policies/logferry-cwl', policy)

    const [, found] = await look(serverParts(TARGET, 30), place)

    expect(found).toMatchObject({ state: 'changed', differences: [{ path: 'policy.states[2]' }] })
  })

  test('policies are left out where there is no Index State Management, and why is said', async () => {
    const place = placeOn((await setupServer({ managesIndices: false })).url)

    const [, policy] = await look(serverParts(TARGET, 30), place)

    expect(policy).toMatchObject({
      state: 'unable',
      found: {
        why: expect.stringMatching(/^127\.0\.0\.1:\d+ has no Index State Management\. On Serverless, make a data lifecycle policy/),
      },
    })
  })

  test('a template that overlaps with another is told with what the server says of it', async () => {
    const reason =
      'index template [logferry-cwl] has index patterns [cwl*] matching patterns from existing templates [other] with patterns (other => [cwl-*]) that have the same priority [204], multiple index templates may not match during index creation, please use a different priority'
    const before = (method: string) =>
      method === 'PUT' ? { status: 400, body: { error: { type: 'illegal_argument_exception', reason }, status: 400 } } : undefined
    const place = placeOn((await setupServer({ before })).url)

    const failed = setUp(serverParts(TARGET), place)

    await expect(failed).rejects.toMatchObject({
      code: 'LF_SETUP_FAILED',
      detail: expect.stringMatching(
        /: PUT \/_index_template\/logferry-cwl: HTTP 400, index template \[logferry-cwl\] has .* same priority \[204\]/,
      ),
    })
  })

  test.each([
    [403, { error: { type: 'security_exception', reason: 'no permissions for [indices:admin/index_template/get]' } }, 'LF_SINK_DENIED'],
    [401, 'Unauthorized', 'LF_SINK_DENIED'],
    [502, '<html>', 'LF_SETUP_FAILED'],
    [200, { took: 1 }, 'LF_SETUP_FAILED'],
  ])('HTTP %i with %j is no template', async (status, body, code) => {
    const place = placeOn((await setupServer({ before: () => ({ status, body }) })).url)

    await expect(look(serverParts(TARGET), place)).rejects.toMatchObject({ code, detail: expect.stringContaining(`HTTP ${status}`) })
  })
})

describe('in a folder', () => {
  test('all parts are files that a server takes, and dashboards that are imported', async () => {
    const folder = join(tempFolder(), 'setup')
    const parts = allParts(TARGET, 30)

    await setUp(parts, folderPlace(folder))

    expect(filesIn(folder)).toEqual([
      'logferry-cwl.dashboards.ndjson',
      'logferry-cwl.index-template.json',
      'logferry-cwl.lifetime-policy.json',
    ])
    const read = (name: string) => readFileSync(join(folder, name), 'utf8')
    expect(JSON.parse(read('logferry-cwl.index-template.json'))).toEqual(parts[0]?.body)
    expect(
      read('logferry-cwl.dashboards.ndjson')
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
    ).toEqual(parts[2]?.body)
    expect(states(await look(parts, folderPlace(folder)))).toEqual(['same', 'same', 'same'])
  })

  test('a file that was changed by hand differs by that', async () => {
    const folder = tempFolder()
    const parts = allParts(TARGET)
    await setUp(parts, folderPlace(folder))
    const path = join(folder, 'logferry-cwl.index-template.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace('"10s"', '"1s"'))

    const [template, board] = await look(parts, folderPlace(folder))

    expect(template?.differences).toEqual([{ path: 'template.settings.index.refresh_interval', from: '1s', to: '10s' }])
    expect(board?.state).toBe('same')
  })

  test('a file that is no JSON is not written over unseen', async () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'logferry-cwl.index-template.json'), 'mine')

    await expect(look(allParts(TARGET), folderPlace(folder))).rejects.toMatchObject({
      code: 'LF_SETUP_FAILED',
      detail: `${folder}/logferry-cwl.index-template.json is there, but is no JSON; remove it`,
    })
  })

  test('a place that cannot be written is an error of the disk', async () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'setup'), '')

    await expect(setUp(allParts(TARGET), folderPlace(join(folder, 'setup')))).rejects.toMatchObject({ code: 'LF_DISK_FAILED' })
  })
})
