export const OPENSEARCH_VERSION: string
export const opensearch: { readonly name: string; fetch(folder: string): Promise<void> }
export function javaFor(version: string): string
