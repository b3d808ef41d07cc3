import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { emptyFolder, logferry, ROOT } from '../cli/logferry.ts'
import { describeWithServer } from '../servers/describe-with-server.ts'

const MODULE = path.join(ROOT, 'deploy/terraform')
const texts = () => readdirSync(MODULE).map((name) => [name, readFileSync(path.join(MODULE, name), 'utf8')] as const)

async function written() {
  const folder = emptyFolder()
  const config = {
    routes: [{ match: { logGroup: '**' }, parser: 'json', to: ['archive'] }],
    sinks: { archive: { use: 's3', options: { url: '${ARCHIVE_URL}', accessKeyId: '${KEY:-}', secretAccessKey: '${SECRET:-}' } } },
    deadLetter: false,
  }
  writeFileSync(path.join(folder, 'plugins.config.json'), JSON.stringify(config))
  const env = { ARCHIVE_URL: 's3://acme-logs/slow' }
  const ran = await logferry(['package', '--terraform', 'infra', '--log-group', '/aws/rds/x/slowquery'], { cwd: folder, env })
  return { ran, infra: path.join(folder, 'infra') }
}

describe('the Terraform module', () => {
  test('is written with the values of the config, and every value is a variable of it', async () => {
    const { ran, infra } = await written()

    const values = JSON.parse(readFileSync(path.join(infra, 'logferry.auto.tfvars.json'), 'utf8'))
    const variables = [...readFileSync(path.join(infra, 'variables.tf'), 'utf8').matchAll(/^variable "(\w+)"/gm)].map(([, name]) => name)
    expect(ran.status).toBe(0)
    expect(values).toEqual({
      name: 'logferry',
      zip: '../lambda.zip',
      rights: [{ actions: ['s3:PutObject'], resources: ['arn:{partition}:s3:::acme-logs/slow/*'] }],
      environment: { ARCHIVE_URL: 's3://acme-logs/slow' },
      log_group_names: ['/aws/rds/x/slowquery'],
      stream_arns: [],
      bucket_names: [],
      schedules: {},
    })
    expect(Object.keys(values).filter((name) => !variables.includes(name))).toEqual([])
  })

  test('uses every variable that it has, and no others', () => {
    const all = texts()
      .map(([, text]) => text)
      .join('\n')
    const declared = [...all.matchAll(/^variable "(\w+)"/gm)].map(([, name]) => name)
    const used = new Set([...all.matchAll(/\bvar\.(\w+)/g)].map(([, name]) => name))

    expect([...used].sort()).toEqual([...declared].sort())
  })

  test('refers to resources that it has', () => {
    const all = texts()
      .map(([, text]) => text)
      .join('\n')
    const declared = new Set([...all.matchAll(/^resource "(\w+)" "(\w+)"/gm)].map(([, type, name]) => `${type}.${name}`))
    const used = [...all.matchAll(/\b(aws_\w+\.\w+)(?:\.|\[)/g)].map(([, one]) => one).filter((one) => !all.includes(`data.${one}`))

    expect(used.filter((one) => !declared.has(one as string))).toEqual([])
  })
})

describeWithServer('hclfmt-2.23.0', (folder) => {
  test.each(texts())('%s is HCL, formatted as Terraform does', (name, text) => {
    expect(execFileSync(path.join(folder, 'hclfmt'), ['-check', path.join(MODULE, name)], { encoding: 'utf8' })).toBe(text)
  })

  test('it would refuse what is none', () => {
    const file = path.join(emptyFolder(), 'broken.tf')
    writeFileSync(file, 'resource "a" {')

    expect(() => execFileSync(path.join(folder, 'hclfmt'), ['-check', file], { stdio: 'pipe' })).toThrow()
  })
})
