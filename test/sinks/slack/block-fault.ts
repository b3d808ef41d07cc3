/** Whether Slack takes some blocks, by https://docs.slack.dev/reference/block-kit/blocks/: the kinds that are sent here, and no keys but theirs. */

type Part = Readonly<Record<string, unknown>>

/** What Slack says to these blocks; undefined: it takes them. */
export function blockFault(written: string): 'invalid_blocks_format' | 'invalid_blocks' | 'msg_blocks_too_long' | undefined {
  let blocks: unknown
  try {
    blocks = JSON.parse(written)
  } catch {
    return 'invalid_blocks_format'
  }
  if (!Array.isArray(blocks)) return 'invalid_blocks_format'
  if (blocks.length > 50 || !blocks.every(isBlock)) return 'invalid_blocks'
  return textLength(blocks) > 13_000 ? 'msg_blocks_too_long' : undefined
}

const isBlock = (block: Part): boolean => {
  if (block['type'] === 'header') return has(block, 'type', 'text') && isText(block['text'], 150, ['plain_text'])
  if (block['type'] === 'section') {
    const { text, fields } = block
    const areFields = Array.isArray(fields) && fields.length >= 1 && fields.length <= 10 && fields.every((field) => isText(field, 2000))
    return (
      has(block, 'type', 'text', 'fields') &&
      (text !== undefined || areFields) &&
      (text === undefined || isText(text, 3000)) &&
      (fields === undefined || areFields)
    )
  }
  if (block['type'] === 'context')
    return has(block, 'type', 'elements') && isList(block['elements'], 10, (element) => isText(element, 3000))
  if (block['type'] === 'actions') return has(block, 'type', 'elements') && isList(block['elements'], 25, isButton)
  return false
}

const isButton = (button: Part): boolean =>
  has(button, 'type', 'text', 'url') && button['type'] === 'button' && isText(button['text'], 75, ['plain_text']) && isUrl(button['url'])

const isUrl = (url: unknown): boolean => typeof url === 'string' && url.length <= 3000 && /^https?:/.test(url) && URL.canParse(url)

function isText(text: unknown, most: number, types: readonly string[] = ['plain_text', 'mrkdwn']): boolean {
  const { type, text: characters, emoji, verbatim } = Object(text) as Part
  if (typeof characters !== 'string' || characters === '' || characters.length > most || !characters.isWellFormed()) return false
  if (!has(Object(text), 'type', 'text', type === 'mrkdwn' ? 'verbatim' : 'emoji')) return false
  return types.includes(String(type)) && [emoji, verbatim].every((flag) => flag === undefined || typeof flag === 'boolean')
}

const isList = (list: unknown, most: number, is: (one: Part) => boolean): boolean =>
  Array.isArray(list) && list.length >= 1 && list.length <= most && list.every((one) => is(Object(one)))

const has = (part: Part, ...keys: readonly string[]): boolean => Object.keys(part).every((key) => keys.includes(key))

/** All that is shown, together: it is not documented, and was measured (https://github.com/slackapi/bolt-js/issues/2509). */
const textLength = (part: unknown): number => {
  if (Array.isArray(part)) return part.reduce((sum, one) => sum + textLength(one), 0)
  if (typeof part !== 'object' || part === null) return 0
  return Object.entries(part).reduce(
    (sum, [key, value]) => sum + (['text', 'url'].includes(key) && typeof value === 'string' ? value.length : textLength(value)),
    0,
  )
}
