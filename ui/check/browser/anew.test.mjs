/** Looking once more, who renews, and what was typed right before the window closes. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { calls, settle, stage } from './stage.mjs'

/** @type {Awaited<ReturnType<typeof stage>>} */
let it

before(async () => { it = await stage() })
after(() => it.close())

test('what is typed has left the page with its key', async () => {
  const { page } = await it.open({ page: 'write-notes' })
  // Asked within the same turn as the key: whoever closes the window now loses nothing.
  const sent = await page.evaluate(() => {
    const test = /** @type {any} */ (window)
    const field = /** @type {HTMLTextAreaElement} */ (document.getElementById('field-notes'))
    field.value = '総務課'
    field.dispatchEvent(new InputEvent('input', { bubbles: true }))

    return test.calls.filter((/** @type {any[]} */ call) => call[0] === 'type_text')
  })

  assert.deepEqual(sent, [['type_text', { field: 'notes', value: '総務課' }]])
  await page.close()
})

test('keys one after the other arrive in their order', async () => {
  const { page } = await it.open({ page: 'write-notes' })
  await page.focus('#field-accountName')
  await page.keyboard.press('Control+A')
  await page.keyboard.type('VPP_tokyo', { delay: 0 })
  await settle(page)

  const texts = (await calls(page)).map((call) => call[1].value)
  assert.equal(texts.at(-1), 'VPP_tokyo', 'the whole text arrives')
  assert.deepEqual(texts, [...texts].sort((one, other) => one.length - other.length), 'none overtakes another')
  assert.equal(await page.inputValue('#field-accountName'), 'VPP_tokyo', 'and no answer takes back a key')
  await page.close()
})

test('step 1 reads once more without going on', async () => {
  const { page } = await it.open({ page: 'check-expiry' })
  await page.click('#read-again')
  await settle(page)
  assert.deepEqual(await calls(page), [['read_again', {}]])
  await page.close()

  const by = await it.open({ page: 'check-expiry.by-hand' })
  assert.equal(await by.page.locator('#read-again').count(), 0, 'without a server there is nothing to read')
  await by.page.close()
})

test('step 3 asks Apple once more without choosing a file', async () => {
  const { page } = await it.open({ page: 'choose-file.unseen' })
  await page.click('#ask-again')
  await settle(page)
  assert.deepEqual(await calls(page), [['ask_again', {}]])
  await page.close()

  const passed = await it.open({ page: 'choose-file.revoked' })
  assert.equal(await passed.page.locator('#ask-again').count(), 0, 'Apple has answered')
  await passed.page.close()
})

test('who renews is changed in the settings', async () => {
  const { page } = await it.open({ page: 'settings' })
  await page.fill('#field-person', '佐藤 花子')
  await settle(page)

  assert.deepEqual(await calls(page), [['set_person', { name: '佐藤 花子' }]], 'also where the window is closed next')
  await page.close()
})

test('the days of the warning are kept while they are typed, and told once they stand', async () => {
  const { page } = await it.open({ page: 'settings' })
  await page.fill('#field-warnDays', '45')
  await settle(page)
  await page.fill('#field-warnDays', '450')
  await settle(page)
  assert.deepEqual(await calls(page), [['set_warn_days', { days: 45 }]])
  await page.press('#field-warnDays', 'Tab')
  await settle(page)
  assert.deepEqual((await calls(page)).at(-1), ['set_warn_days', { days: 450 }])
  await page.close()
})

test('the site’s own words stand beside what they mean, and say which language they are', async () => {
  const { page } = await it.open({ page: 'server-test', language: 'en' })
  assert.equal(await page.textContent('.seen tbody tr >> nth=0 >> .site-word >> nth=0'), 'ログインsign-in')
  assert.equal(await page.getAttribute('.seen tbody [lang] >> nth=0', 'lang'), 'ja')
  await page.close()

  const ja = await it.open({ page: 'server-test' })
  assert.equal(await ja.page.locator('.site-word .hint').count(), 0, 'nothing is to be explained')
  await ja.page.close()
})

test('where a page tells of a way on, the way is there', async () => {
  /** @type {[string, string, [string, unknown]][]} */
  const ways = [
    ['server-test.missing', '#primary', ['start_by_hand', { server: 's1' }]],
    ['server-test.missing', '#home', ['open_page', { page: 'home' }]],
    ['server-test', '#primary', ['open_page', { page: 'home' }]],
    ['sign-in', '#edit', ['edit_server', { server: 's1' }]],
    ['choose-file.revoked', '#download-again', ['go_back', { step: 'get-token' }]],
    ['home', '.licenses .last button', ['read_server', { server: 's1' }]]
  ]
  for (const [name, control, call] of ways) {
    const { page } = await it.open({ page: name })
    await page.click(control)
    await settle(page)
    assert.deepEqual(await calls(page), [call], `${name} ${control}`)
    await page.close()
  }
})

test('the first thing to do is the primary one', async () => {
  for (const [name, primary] of [['home.empty', 'サーバーを登録する'], ['home', '読み取る']]) {
    const { page } = await it.open({ page: name })
    assert.equal(await page.textContent('.button.primary >> nth=-1'), primary, name)
    await page.close()
  }
})

test('text breaks where a reader pauses, and never in a name, a date, “once more” or a verb of two', async () => {
  const { page } = await it.open({ page: 'home' })
  /** @type {[string, string][]} */
  const texts = [
    ['管理サイトにログインし、［設定］→［VPP ライセンス］を開きます。', '管理サイトに|ログインし、|[［設定］]→|[［VPP ライセンス］]を|開きます。'],
    ['「本社」は2026/12/04 17:30 まで使えます。', '[「本社」]は[2026/12/04 17:30] まで|使えます。'],
    ['もう一度読み取ってください。お支払いと請求を見ます。', 'もう一度読み取ってください。|お支払いと|請求を|見ます。'],
    ['この操作では、何も保存していません。その値を消します。', 'この操作では、|何も|保存していません。|その値を|消します。'],
    ['Confirm that “本社” is right.', 'Confirm that [“本社”] is right.']
  ]
  for (const [text, wanted] of texts) {
    const broken = await page.evaluate(async (it) => {
      const { element } = await import('/src/dom.mjs')
      const shown = (/** @type {any} */ node) => node.nodeName === 'WBR' ? '|' : node.nodeName === 'SPAN' ? `[${node.textContent}]` : node.textContent
      const paragraph = element('p', {}, it)
      return { text: paragraph.textContent, broken: [...paragraph.childNodes].map(shown).join('') }
    }, text)
    assert.deepEqual(broken, { text, broken: wanted })
  }
  await page.close()
})
