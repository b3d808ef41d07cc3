import { compileCondition, defineTransform } from '../core/index.ts'

export default defineTransform({
  name: 'keep',
  summary: 'Keeps the records that meet a condition, and drops the others',
  options: {
    when: {
      type: 'object',
      additionalProperties: true,
      format: 'condition',
      description: 'Which records, in the language of `when` in a branch.',
    },
  },
  fields: {},
  create: ({ when }) => {
    const holds = compileCondition(when, ['when'])
    return { transform: (record) => (holds(record.fields) ? record : { dropped: 'left out by keep' }) }
  },
})
