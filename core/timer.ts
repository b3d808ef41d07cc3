/** What a timer takes, in milliseconds: a longer one goes off at once (https://nodejs.org/docs/latest-v20.x/api/timers.html#settimeoutcallback-delay-args). */
export const LONGEST_TIMER_MS = 2 ** 31 - 1
