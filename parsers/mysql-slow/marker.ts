/** The lines that an entry can begin with; in the log they stand in this order. */
export const TIME = 1
export const USER = 2
export const CLIENT = 3
export const THREAD = 4
export const SCHEMA = 5
export const QUERY_TIME = 6

const MARKERS = ['# Time:', '# User@Host: ', '# Client: ', '# Thread_id: ', '# Schema: ', '# Query_time: ']

/** Which of these lines stands here, 0 for any other text. */
export function markerAt(text: string, at: number): number {
  switch (text.charCodeAt(at + 2)) {
    case 81:
      return text.startsWith('# Query_time: ', at) ? QUERY_TIME : 0
    case 85:
      return text.startsWith('# User@Host: ', at) ? USER : 0
    case 84:
      return text.startsWith('# Time:', at) ? TIME : text.startsWith('# Thread_id: ', at) ? THREAD : 0
    case 83:
      return text.startsWith('# Schema: ', at) ? SCHEMA : 0
    case 67:
      return text.startsWith('# Client: ', at) ? CLIENT : 0
    default:
      return 0
  }
}

/** Whether the text ends here in the middle of such a word. */
export const isCutMarker = (text: string, at: number): boolean => text.length - at < 14 && MARKERS.some((m) => m.startsWith(text.slice(at)))
