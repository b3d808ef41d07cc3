import { LogferryError } from '../../core/index.ts'

/**
 * The JSON documents that follow one another in a text, with or without blanks between them: aggregated records hold several. `at` is its
 * place in the trigger. Throws LF_EVENT_JSON, which quotes nothing of the text.
 */
export function documentsIn(text: string, at: string): readonly unknown[] {
  const whole = parse(text)
  if (whole !== undefined) return [whole.value]
  return partsOf(text).map((part) => {
    const document = parse(part)
    if (document === undefined) throw new LogferryError('LF_EVENT_JSON', `${at} holds ${text.length} characters that are not JSON`)
    return document.value
  })
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined // The error of JSON.parse quotes the text around the fault.
  }
}

/** The objects one after the other; what is around them is a part as well, and no JSON. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let from = 0
  let isInString = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (isInString) {
      if (character === '\\') at++
      else if (character === '"') isInString = false
    } else if (character === '"') isInString = true
    else if (character === '{') depth++
    else if (character === '}' && --depth === 0) {
      parts.push(text.slice(from, at + 1))
      from = at + 1
    }
  }
  const rest = text.slice(from)
  return rest.trim() === '' && parts.length > 0 ? parts : [...parts, rest]
}
