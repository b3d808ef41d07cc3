import path from 'node:path'
import type { Plan } from '../plan.ts'
import type { Plugin } from '../plugin.ts'
import { advise } from './advise.ts'
import { blameVariables } from './blame-variables.ts'
import { createCatalog, type Offer, OWN } from './catalog.ts'
import { createCheck } from './check.ts'
import { type Imported, importPlugins } from './import-plugins.ts'
import { isTooDeep, TOO_DEEP } from './levels.ts'
import { outline } from './outline.ts'
import { inSteps, type Problem } from './problem.ts'
import { publicValues } from './public-values.ts'
import { type Document, readDocument } from './read.ts'
import { resolve } from './resolve.ts'
import { listOf } from './resolve-branch.ts'
import { type Env, substitute } from './substitute.ts'

interface Common {
  readonly env: Env
  readonly builtins: readonly Plugin[]
  /** How long the import of a plugin may take, in milliseconds. Absent: 10 s. */
  readonly importMs?: number
}

/** A config in a file. */
export interface FileTerms extends Common {
  readonly file: string
}

/** A config that has been read already, as in a Lambda bundle; `folder` is what its paths start from. */
export interface ValueTerms extends Common {
  readonly value: unknown
  readonly folder: string
  /** Imported by the caller: then nothing is imported here, and what `plugins` names must be among them. */
  readonly plugins?: readonly Plugin[]
}

export interface Loaded {
  /** Absent if a problem is an error. */
  readonly plan?: Plan
  /** All of them at once, by their place in the file. */
  readonly problems: readonly Problem[]
  /** The plugins that can be used. */
  readonly plugins: readonly Plugin[]
}

/** A config as a plan, or everything that is wrong with it. Never rejects for what a user can get wrong. */
export async function loadConfig(terms: FileTerms | ValueTerms): Promise<Loaded> {
  const document: Document = 'file' in terms ? await readDocument(terms.file) : given(terms.value)
  if (document.value === undefined) return { problems: document.problems, plugins: terms.builtins }
  const folder = 'file' in terms ? path.dirname(path.resolve(terms.file)) : terms.folder
  const { offers, problems: missing } = await offersOf(document.value, folder, terms)
  const { catalog, problems: refused } = createCatalog(offers, missing.length > 0)

  const check = createCheck()
  const shape = outline()
  const { value, problems: unset } = substitute(document.value, shape, terms.env, [])
  const misshapen = check(shape, value, [], 'key')
  const { plan, tried, schemas, problems: faulty } = resolve(value, { catalog, env: terms.env, folder, check })

  const errors = [...document.problems, ...missing, ...refused, ...inSteps(inSteps(unset, misshapen), faulty)]
  const isSound = errors.length === 0
  const problems = document.place(
    isSound ? advise(plan, tried) : errors.map((problem) => blameVariables(problem, document.value, terms.env)),
    publicValues(schemas),
  )
  return { ...(isSound && { plan }), problems, plugins: catalog.plugins }
}

function given(value: unknown): Document {
  const place: Document['place'] = (problems) => problems
  if (!isTooDeep(value)) return { value: value ?? null, problems: [], place }
  return { problems: [{ level: 'error', code: 'LF_CONFIG_VALUE', path: [], message: TOO_DEEP }], place }
}

const IMPORT_MS = 10_000

/** The plugins that a config may use, before they are checked: those that ship, those passed, those that its `plugins` name. */
async function offersOf(config: unknown, folder: string, terms: FileTerms | ValueTerms) {
  const { plugins: written } = Object(config) as { readonly plugins?: unknown }
  // What is no text, or an empty one, is reported with the outline.
  const entries = listOf(written).flatMap((entry, i, all) =>
    typeof entry === 'string' && entry !== '' ? [{ entry, path: ['plugins', i], isSecond: all.indexOf(entry) < i }] : [],
  )
  const passed = 'plugins' in terms ? terms.plugins : undefined
  const ready = [
    ...terms.builtins.map((value): Offer => ({ from: OWN, value, path: [] })),
    ...(passed ?? []).map((value): Offer => ({ from: 'the plugins passed', value, path: ['plugins'] })),
  ]
  const named = await Promise.all(
    entries.map(async ({ entry, path, isSecond }) => {
      const load = () => (passed === undefined ? importPlugins(entry, folder, terms.importMs ?? IMPORT_MS) : wasPassed(entry, passed))
      const { values = [], fault }: Imported = isSecond ? TWICE : await load()
      const problems: readonly Problem[] = fault === undefined ? [] : [{ level: 'error', path, ...fault }]
      return { offers: values.map((value): Offer => ({ from: entry, value, path })), problems }
    }),
  )
  return { offers: [...ready, ...named.flatMap(({ offers }) => offers)], problems: named.flatMap(({ problems }) => problems) }
}

const TWICE: Imported = { fault: { code: 'LF_CONFIG_VALUE', message: 'stands here twice — remove one' } }

/** A plugin does not know where it came from: all that can be told is that nothing was passed. */
const wasPassed = (entry: string, passed: readonly Plugin[]): Imported =>
  passed.length > 0
    ? {}
    : { fault: { code: 'LF_PLUGIN_LOAD', message: `${entry} is not among the plugins passed — import it, and pass it with the config` } }
