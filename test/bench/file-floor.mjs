/**
 * Child of file.mjs: what Node alone needs to read a slow log, to find its entries, and to write as many documents, such as are in a file that
 * logferry made of that log. Prints entries and milliseconds.
 */
import { readFileSync } from 'node:fs'

const NEXT = '\n# Time: '

const [log, body] = process.argv.slice(2)
const lines = readFileSync(body, 'utf8').trimEnd().split('\n')
const documents = lines.filter((_, i) => i % 2 === 1).map((line) => JSON.parse(line))

const began = performance.now()
const text = readFileSync(log).latin1Slice()
let entries = 0
let characters = 0
for (let at = 0; at >= 0; at = text.indexOf(NEXT, at + 1)) {
  characters += JSON.stringify(documents[entries % documents.length]).length
  entries++
}
const ms = performance.now() - began
if (characters < text.length) throw new Error('the documents are shorter than the log that they are made of')
console.log(JSON.stringify({ entries, ms }))
