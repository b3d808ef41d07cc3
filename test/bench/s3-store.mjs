/** Child of store.mjs: a store on loopback that takes every object, and keeps none. It prints its port; at the end of stdin, what it got. */
import { createServer } from 'node:http'

const got = { objects: 0, bytes: 0 }
const facts = new Map()

const server = createServer(async (request, response) => {
  const isFact = request.url.includes('_logferry')
  const chunks = []
  for await (const chunk of request) {
    if (isFact) chunks.push(chunk)
    else got.bytes += chunk.length
  }
  const body = Buffer.concat(chunks)
  if (request.method === 'PUT') {
    if (isFact) facts.set(request.url.replace(/\?.*/, ''), body)
    else got.objects++
    return response.writeHead(200, { etag: '"1"' }).end()
  }
  const fact = facts.get(request.url.replace(/\?.*/, ''))
  if (fact === undefined) return response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>')
  response.writeHead(200, { etag: '"1"' }).end(fact)
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
process.stdin.resume().on('end', () => {
  console.log(JSON.stringify(got))
  process.exit()
})
