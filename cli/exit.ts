/** What the exit status means. */
export const EXIT = { done: 0, failed: 1, usage: 2, partly: 3, badConfig: 78 } as const
