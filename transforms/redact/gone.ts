/** What stands for a value, and for all of which nothing may be shown. */
export const GONE = '?'
