import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Many tests wait for a server or a program more than they compute.
    maxWorkers: Math.max(4, availableParallelism() - 1),
    // No module does anything when it is imported, so the test files of a worker may share them: that is a quarter of the time.
    isolate: false,
    // Real servers on a machine that others load, too, may be late once. A run says which test was tried again.
    retry: process.env['CI'] === 'true' ? 1 : 0,
    // The AWS SDK warns of Node 20; where that must not be seen, a test runs the program without this.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
})
