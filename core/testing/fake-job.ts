import type { Job } from '../plugin.ts'

/** A first attempt that has all the time it wants, without pictures. */
export const fakeJob = (more: Partial<Job> = {}): Job => ({
  signal: new AbortController().signal,
  attempt: 1,
  pictures: async () => [],
  ...more,
})
