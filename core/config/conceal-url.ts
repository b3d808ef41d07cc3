/** User and password, the query, which may hold a signature, and the whole path of a webhook of Slack. */
const SECRETS = /(?<=:\/\/).+(?=@)|(?<=:\/\/[^?]*\?).+|(?<=\/\/hooks\.slack\.com\/).+/gs

/** A text in which what may be secret in its url is hidden: by a star for each character, or by `stars`. */
export const concealUrl = (text: string, stars?: string): string => text.replaceAll(SECRETS, (secret) => stars ?? '*'.repeat(secret.length))
