import type { Options, OptionsOf } from '../../core/index.ts'

export const widgetOptions = {
  widget: {
    type: 'object',
    additionalProperties: true,
    description:
      'The graph, as the console of CloudWatch shows it under "Source". In its texts `{Name}` is replaced by that field, or by `logGroup`, `logStream`, `account`, `region`. Dynamic labels are written `$${MAX}`.',
  },
  beforeMinutes: {
    type: 'integer',
    description: 'How much before the record is shown. Without it: as the widget says (`-PT12H`), or three hours.',
    minimum: 1,
    maximum: 655_200,
    optional: true,
  },
  afterMinutes: { type: 'integer', description: 'How much after the record is shown.', default: 0, minimum: 0, maximum: 1440 },
  timeZone: { type: 'string', description: 'The time zone of the time axis, such as `Asia/Seoul`. Without it: UTC.', optional: true },
  width: { type: 'integer', description: 'In pixels. Without it: as the widget says, or 900.', minimum: 1, maximum: 2000, optional: true },
  height: { type: 'integer', description: 'In pixels. Without it: as the widget says, or 450.', minimum: 1, maximum: 2000, optional: true },
  theme: { type: 'string', description: 'The colours. Without it: as the widget says.', enum: ['light', 'dark'], optional: true },
  region: {
    type: 'string',
    description: 'The region to ask. Without it: that of the widget, that of the log group, or that of the environment.',
    optional: true,
  },
  endpoint: {
    type: 'string',
    description: 'The url of CloudWatch, if it is another: an interface endpoint of a VPC.',
    pattern: '^https?://[^/?#]+/?$',
    optional: true,
  },
} as const satisfies Options

export type WidgetOptions = OptionsOf<typeof widgetOptions>
