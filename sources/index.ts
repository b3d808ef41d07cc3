import cloudwatch from './cloudwatch/index.ts'
import file from './file/index.ts'
import kinesis from './kinesis/index.ts'
import s3Objects from './s3-objects/index.ts'

/** The sources that logferry brings. */
export const sources = [cloudwatch, file, kinesis, s3Objects]
