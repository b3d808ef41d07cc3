import type { Secret } from '../../core/index.ts'

/** A key from the options. It says that it runs out at once, so each request asks for it, and a new secret is seen. */
export const givenKey = (accessKeyId: string, secretAccessKey: Secret, now: () => number) => async () => ({
  accessKeyId,
  secretAccessKey: await secretAccessKey(),
  expiration: new Date(now()),
})
