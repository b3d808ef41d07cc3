import type { Fields, Value } from '../model.ts'

/**
 * What a filter pattern extracted, typed as the console-made function did: a number where the text is one, and beside a text that holds a
 * JSON object that object as `$name`. Empty ones are left out.
 */
export function extractedFields(extracted: Readonly<Record<string, string>>): Fields {
  const fields: [string, Value][] = []
  for (const [name, text] of Object.entries(extracted)) {
    if (text === '') continue
    if (isNumeric(text)) fields.push([name, Number(text)])
    else {
      const json = objectIn(text)
      if (json !== undefined) fields.push([`$${name}`, json])
      fields.push([name, text])
    }
  }
  return Object.fromEntries(fields)
}

const isNumeric = (text: string) => !Number.isNaN(Number.parseFloat(text)) && Number.isFinite(Number(text))

function objectIn(text: string): Value | undefined {
  const start = text.indexOf('{')
  if (start < 0) return undefined
  try {
    return JSON.parse(text.slice(start)) as Value
  } catch {
    return undefined // Text with a brace in it, no JSON.
  }
}
