import { gzipSync } from 'node:zlib'

export const dataMessage = {
  messageType: 'DATA_MESSAGE',
  owner: '123456789012',
  logGroup: '/aws/rds/instance/shop-1/slowquery',
  logStream: 'shop-1',
  subscriptionFilters: ['all'],
  logEvents: [
    { id: '3668', timestamp: 1795345801847, message: '# Time: …\nSELECT 1;\n' },
    { id: '3669', timestamp: 1795345801848, message: 'SELECT 2;' },
  ],
}

export const subscriptionOf = (data: Uint8Array) => ({ awslogs: { data: Buffer.from(data).toString('base64') } })

/** As CloudWatch Logs sends it. */
export const encode = (document: unknown) => subscriptionOf(gzipSync(JSON.stringify(document)))
