import { defineRenderer, LogferryError, type Picture, type Plugin, type Renderer } from '../../../core/index.ts'
import { examplePicture, rendererSuite } from '../../../core/testing/index.ts'
import { type Breach, proveSuite } from './failures.ts'

const forever = new Promise<never>(() => {})
const until = (signal: AbortSignal) => new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

/** Draws, cannot draw, or gets no answer, as its option says. */
const good: Plugin<'renderer'> = defineRenderer({
  name: 'toy',
  summary: 'Draws a pixel.',
  options: { place: { type: 'string', description: 'How it is there.', enum: ['fine', 'broken', 'silent'], default: 'fine' } },
  create: ({ place }) => ({
    async render({ subject }, signal) {
      signal.throwIfAborted()
      if (place === 'broken') throw new LogferryError('LF_PICTURE_FAILED', 'nothing listens there')
      if (place === 'silent') return until(signal)
      if (subject.fields['Query_time'] === undefined) throw new LogferryError('LF_PICTURE_FAILED', 'there is no Query_time')
      return examplePicture()
    },
  }),
})

const but = (change: (render: Renderer['render'], place: string) => Renderer['render']): Plugin<'renderer'> => ({
  ...good,
  create: (options: { readonly place: string }, context) => ({
    render: change(good.create(options as never, context).render, options.place),
  }),
})
const withPicture = (change: (picture: Picture) => unknown) =>
  but((render) => async (about, signal) => change(await render(about, signal)) as Picture)

const DRAWS = 'it draws a PNG with a title'
const breaches: readonly Breach<Plugin<'renderer'>>[] = [
  ['another kind', 'it is a renderer', { ...good, kind: 'sink' as 'renderer' }],
  ['a summary that is no text', 'it is plain data', { ...good, summary: undefined as never }],
  ['a create that throws', 'create leaves its options', { ...good, create: () => JSON.parse('') }],
  ['no title', DRAWS, withPicture(({ png }) => ({ title: '', png }))],
  ['another form of picture', DRAWS, withPicture((picture) => ({ ...picture, png: Buffer.from('GIF89a') }))],
  ['a picture that is cut off', DRAWS, withPicture(({ title, png }) => ({ title, png: png.subarray(0, -1) }))],
  ['a picture in base64', DRAWS, withPicture(({ title, png }) => ({ title, png: Buffer.from(png).toString('base64') }))],
  [
    'no records that it breaks on',
    DRAWS,
    but((render) => (about, signal) => render({ ...about, subject: about.records[0] as never }, signal)),
  ],
  [
    'many records that it breaks on',
    DRAWS,
    but((render) => (about, signal) => render(about.records.length > 1000 ? (undefined as never) : about, signal)),
  ],
  [
    'records that it sorts in place',
    'it leaves what it draws',
    but((render) => (about, signal) => {
      Object.assign(about.subject, { time: 0 })
      return render(about, signal)
    }),
  ],
  [
    'an odd record that it breaks on without a code',
    'it draws odd records',
    but((render) => (about, signal) => render(about.subject.origin.logGroup === '' ? (undefined as never) : about, signal)),
  ],
  ['a picture that is undefined', 'it draws odd records', withPicture(() => undefined)],
  [
    'a signal that it does not hear at the start',
    'a signal that has fired before',
    but((render) => (about, signal) => (signal.aborted ? forever : render(about, signal))),
  ],
  [
    'an error without a code',
    'where it cannot draw',
    but((render, place) => async (about, signal) => (place === 'broken' ? Promise.reject(new Error('no')) : render(about, signal))),
  ],
  [
    'a picture of nothing',
    'where it cannot draw',
    but((render, place) => async (about, signal) => (place === 'broken' ? examplePicture() : render(about, signal))),
  ],
  [
    'a signal that it does not hear',
    'the signal ends it',
    but((render, place) => (about, signal) => (place === 'silent' ? forever : render(about, signal))),
  ],
]

const open = () => ({ options: {} })
const openBroken = () => ({ options: { place: 'broken' } })
const openSilent = () => ({ options: { place: 'silent' } })
proveSuite((plugin) => rendererSuite({ plugin, open, openBroken, openSilent }), good, breaches)
