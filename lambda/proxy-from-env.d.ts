declare module 'proxy-from-env' {
  /** Empty if there is none. */
  export function getProxyForUrl(url: string): string
}
