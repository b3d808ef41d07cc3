/** A part of a file name, with a `-` before it, from a title that says anything; empty where nothing of it can stand there. */
export function slug(title: string): string {
  const words = title.toLowerCase().match(/[a-z0-9]+/g) ?? []
  return words.length === 0 ? '' : `-${words.join('-').slice(0, 40)}`
}
