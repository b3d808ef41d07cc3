/** https://www.w3.org/TR/png-3/#3PNGsignature, and the chunk that ends it. */
const START = Buffer.from('89504e470d0a1a0a', 'hex')
const END = Buffer.from('0000000049454e44ae426082', 'hex')
/** 2000 by 2000 pixels that do not compress. */
const MOST_BYTES = 16_000_000

/** What keeps bytes from being a whole PNG, if anything. */
export function pngFault(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined || bytes.length === 0) return 'an empty picture'
  if (bytes.length > MOST_BYTES) return `a picture of ${bytes.length} bytes`
  if (!START.equals(bytes.subarray(0, START.length))) return 'what is no PNG'
  return END.equals(bytes.subarray(-END.length)) ? undefined : 'a picture that is cut off'
}
