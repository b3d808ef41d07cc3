/** One check of a contract, for any test runner: `for (const { name, run } of parserSuite({ … })) test(name, run)`. */
export interface Case {
  readonly name: string
  /** Throws an AssertionError, or what the plugin threw, when the contract is broken. */
  readonly run: () => Promise<void>
}
