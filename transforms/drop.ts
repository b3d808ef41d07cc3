import { compileCondition, defineTransform } from '../core/index.ts'

export default defineTransform({
  name: 'drop',
  summary: 'Drops the records that meet a condition',
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
    return { transform: (record) => (holds(record.fields) ? { dropped: 'left out by drop' } : record) }
  },
})
