import path from 'node:path'
import { run } from './run.mjs'

/** AWS's linter of CloudFormation templates (MIT-0). Needs Python 3; in some seconds. */
export const cfnLint = {
  name: 'cfn-lint-1.58.0',
  async fetch(folder) {
    await run('python3', ['-m', 'venv', folder])
    await run(path.join(folder, 'bin/python'), ['-m', 'pip', 'install', '--quiet', 'cfn-lint==1.58.0'])
  },
}
