import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDrafts } from '../../app/src/drafts.mjs'

test('only the last text of a field goes out, at once when something else follows', async () => {
  /** @type {string[]} */
  const sent = []
  const drafts = createDrafts()
  drafts.later('notes', async () => sent.push('a'))
  drafts.later('notes', async () => sent.push('ab'))
  drafts.later('name', async () => sent.push('n'))

  assert.ok(drafts.isPending('notes'))
  await drafts.flush()
  assert.deepEqual(sent, ['ab', 'n'])
  assert.ok(!drafts.isPending('notes'))
})

test('a text on its way counts as pending until it is answered', async () => {
  /** @type {(() => void)[]} */
  const answers = []
  const drafts = createDrafts()
  drafts.later('notes', () => new Promise((resolve) => answers.push(() => resolve(undefined))))
  const flushed = drafts.flush()

  assert.ok(drafts.isPending('notes'))
  answers[0]?.()
  await flushed
  assert.ok(!drafts.isPending('notes'))
})

test('a text that could not be kept holds nothing up', async () => {
  const drafts = createDrafts()
  drafts.later('notes', async () => { throw new Error('refused') })

  await drafts.flush()
})
