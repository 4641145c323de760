import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDrafts } from '../../app/src/drafts.mjs'

/** Texts on their way, each of which arrives when the test says so. */
function post () {
  /** @type {string[]} */
  const sent = []
  /** @type {(() => void)[]} */
  const arrivals = []
  /** @param {string} text */
  const send = (text) => () => {
    sent.push(text)
    return new Promise((resolve) => arrivals.push(() => resolve(undefined)))
  }
  const arrive = async () => {
    arrivals.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }

  return { sent, send, arrive }
}

test('a text goes out with its key, not a moment later', () => {
  const { sent, send } = post()
  createDrafts().send('notes', send('a'))

  assert.deepEqual(sent, ['a'], 'the window may be closed now')
})

test('of one field no text overtakes another, and of those that wait the newest goes', async () => {
  const { sent, send, arrive } = post()
  const drafts = createDrafts()
  for (const text of ['a', 'ab', 'abc']) drafts.send('notes', send(text))
  drafts.send('name', send('n'))
  assert.deepEqual(sent, ['a', 'n'], 'another field does not wait')

  await arrive()
  assert.deepEqual(sent, ['a', 'n', 'abc'])
})

test('a text counts as pending until it has arrived, and what follows waits for it', async () => {
  const { send, arrive } = post()
  const drafts = createDrafts()
  drafts.send('notes', send('a'))
  drafts.send('notes', send('ab'))
  let hasFlushed = false
  const flushed = drafts.flush().then(() => { hasFlushed = true })

  await arrive()
  assert.ok(drafts.isPending('notes'), 'the second one is on its way')
  assert.ok(!hasFlushed)
  await arrive()
  await flushed
  assert.ok(!drafts.isPending('notes'))
})

test('a text that could not be kept holds nothing up', async () => {
  const drafts = createDrafts()
  drafts.send('notes', async () => { throw new Error('refused') })

  await drafts.flush()
  assert.ok(!drafts.isPending('notes'))
})
