/** Writes the files that follow from the code. Run by `npm run generate`, after a build. */
import { writeFileSync } from 'node:fs'
import { generatedFiles } from '../dist/core/config/reference.js'
import { builtins } from '../dist/lambda/builtins.js'

for (const [path, text] of Object.entries(generatedFiles(builtins))) writeFileSync(new URL(`../${path}`, import.meta.url), text)
