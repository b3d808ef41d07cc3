import { expect, test } from 'vitest'
import { LogferryError, type Memory } from '../../core/index.ts'
import { localMemory } from '../../core/pipeline/guarded-memory.ts'
import { keptFact } from '../../sources/kept-fact.ts'

test('is written over and over, read by another, and forgotten', async () => {
  const memory = localMemory()
  const fact = keptFact(memory, 'k')

  await fact.write('one')
  await fact.write('two')

  expect(await keptFact(memory, 'k').read()).toBe('two')
  await fact.forget()
  expect(await fact.read()).toBeUndefined()
})

test('goes on from what it wrote, though the answer was lost', async () => {
  const local = localMemory()
  let isLost = false
  const memory: Memory = {
    ...local,
    async put(key, value, old) {
      const done = await local.put(key, value, old)
      if (isLost) throw new LogferryError('LF_MEMORY_UNAVAILABLE', 'no answer')
      return done
    },
  }
  const fact = keptFact(memory, 'k')
  await fact.write('one')

  isLost = true
  await expect(fact.write('two')).rejects.toThrow('no answer')
  isLost = false
  await fact.write('three')

  expect((await local.get('k'))?.value).toBe('three')
})

test('says so when another writes there, and leaves that as it is', async () => {
  const memory = localMemory()
  const [one, two] = [keptFact(memory, 'k'), keptFact(memory, 'k')]
  await one.write('one')

  await expect(two.write('two')).rejects.toThrow('LF_MEMORY_UNAVAILABLE another run keeps its own place there')
  await expect(two.write('two')).rejects.toThrow('LF_MEMORY_UNAVAILABLE')

  expect(await one.read()).toBe('one')
})
