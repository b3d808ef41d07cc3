import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Deployment } from './deployment.ts'
import type { ArchiveFile } from './zip.ts'

/** Built for `dist/deploy/`: the module lies beside `dist/`, as it is written. */
const MODULE = path.resolve(import.meta.dirname, '../../deploy/terraform')

/** The Terraform module, and the values of a deployment, which `terraform apply` reads by itself. `zip`: its path as seen from there. */
export function terraformFiles(deployment: Deployment, zip: string): readonly ArchiveFile[] {
  const module = readdirSync(MODULE).map((name) => ({ name, bytes: readFileSync(path.join(MODULE, name)) }))
  const values = `${JSON.stringify(valuesOf(deployment, zip), undefined, 2)}\n`
  return [...module, { name: 'logferry.auto.tfvars.json', bytes: Buffer.from(values) }]
}

/** Secrets are not among them: `secret_environment` is a variable of the module. */
function valuesOf({ name, settings, rights, logGroups, streams, buckets, schedules }: Deployment, zip: string): object {
  const plain = settings.filter(({ isSecret, value }) => !isSecret && value !== undefined)
  return {
    name,
    zip,
    rights: rights.map(({ actions, resources }) => ({ actions, resources })),
    environment: Object.fromEntries(plain.map((setting) => [setting.name, setting.value])),
    log_group_names: logGroups,
    stream_arns: streams,
    bucket_names: buckets,
    schedules,
  }
}
