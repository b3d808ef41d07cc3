import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { isIP } from 'node:net'

export interface Authority {
  /** Its certificate, for who is to trust it. */
  readonly ca: string
  /** A certificate of its own for hosts and addresses. */
  issue(...hosts: readonly string[]): { readonly key: string; readonly cert: string }
}

/** A certificate authority that nobody knows, made anew (X.509 version 3 in DER: RFC 5280, X.690). */
export function makeAuthority(name = 'logferry tests'): Authority {
  const own = newKey()
  const issuer = nameOf(name)
  const ca = certificate({ issuer, subject: issuer, key: own.spki, by: own.key, extensions: [IS_CA] })
  return {
    ca: pem(ca),
    issue(...hosts) {
      const { key, spki } = newKey()
      const cert = certificate({ issuer, subject: nameOf(hosts[0] ?? ''), key: spki, by: own.key, extensions: [alternatives(hosts)] })
      return { key: key.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: pem(cert) }
    },
  }
}

function newKey(): { readonly key: KeyObject; readonly spki: Buffer } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    key: createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    spki: publicKey.export({ type: 'spki', format: 'der' }),
  }
}

interface Terms {
  readonly issuer: Buffer
  readonly subject: Buffer
  readonly key: Buffer
  readonly by: KeyObject
  readonly extensions: readonly Buffer[]
}

function certificate({ issuer, subject, key, by, extensions }: Terms): Buffer {
  const serial = Buffer.from([1 + Math.floor(Math.random() * 0x7e), ...Buffer.from(String(performance.now()))])
  const content = sequence(
    der(0xa0, integer(2)),
    der(0x02, serial),
    ECDSA_SHA256,
    issuer,
    sequence(time(Date.now() - DAY_MS), time(Date.now() + DAY_MS)),
    subject,
    key,
    der(0xa3, sequence(...extensions)),
  )
  return sequence(content, ECDSA_SHA256, der(0x03, Buffer.of(0), sign('sha256', content, by)))
}

const DAY_MS = 24 * 60 * 60 * 1000

function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents)
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

const sequence = (...contents: readonly Buffer[]) => der(0x30, ...contents)
const integer = (value: number) => der(0x02, Buffer.of(value))
const oid = (...bytes: readonly number[]) => der(0x06, Buffer.from(bytes))
const time = (ms: number) => der(0x18, Buffer.from(new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '')))
const nameOf = (text: string) => sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), der(0x0c, Buffer.from(text)))))

const ECDSA_SHA256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02))
const IS_CA = sequence(oid(0x55, 0x1d, 0x13), der(0x01, Buffer.of(0xff)), der(0x04, sequence(der(0x01, Buffer.of(0xff)))))

/** The names and IPv4 addresses that a certificate is for. */
function alternatives(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) => (isIP(host) === 4 ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host))))
  return sequence(oid(0x55, 0x1d, 0x11), der(0x04, sequence(...names)))
}

const pem = (bytes: Buffer) =>
  ['-----BEGIN CERTIFICATE-----', ...(bytes.toString('base64').match(/.{1,64}/g) ?? []), '-----END CERTIFICATE-----', ''].join('\n')
