import { getProxyForUrl } from 'proxy-from-env'

/** The proxy that `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in small letters or large, give for a URL, if any. */
export const proxyFor = (url: string): string | undefined => getProxyForUrl(url) || undefined
