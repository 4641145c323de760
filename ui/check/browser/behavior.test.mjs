/** What a person does: typing, converting, pressing keys, going on, being asked. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { view } from '../fixtures/views.mjs'
import { arrive, calls, settle, stage } from './stage.mjs'

/** @typedef {import('playwright-core').Page} Page */

/** @type {Awaited<ReturnType<typeof stage>>} */
let it

before(async () => { it = await stage() })
after(() => it.close())

/**
 * @param {string} title
 * @param {Partial<import('../fixtures/views.mjs').Wanted>} wanted
 * @param {(page: Page, errors: string[]) => Promise<void>} walk
 */
function walk (title, wanted, walk) {
  test(title, async () => {
    const { page, errors } = await it.open(wanted)
    try {
      await walk(page, errors)
      assert.deepEqual(errors, [])
    } finally {
      await page.close()
    }
  })
}

/**
 * A fixture arrives by itself, with this in it changed.
 *
 * @param {Page} page
 * @param {Partial<import('../fixtures/views.mjs').Wanted>} wanted
 * @param {object} [more]
 */
function change (page, wanted, more = {}) {
  return arrive(page, { ...view({ page: 'write-notes', language: 'ja', theme: 'light', state: 'normal', ...wanted }), ...more })
}

walk('the keyboard reaches the primary button and presses it', { page: 'get-token' }, async (page) => {
  for (let tabs = 0; tabs < 40 && await page.evaluate('document.activeElement.id') !== 'primary'; tabs += 1) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')

  assert.deepEqual(await calls(page), [['token_fetched', {}]])
})

walk('what cannot be read goes on by hand on its own server', { page: 'home', state: 'problem' }, async (page) => {
  await page.click('.problem-acts button:has-text("ブラウザーで操作する")')
  await settle(page)

  assert.deepEqual(await calls(page), [['start_by_hand', { server: 's1' }]])
})

walk('every server can be gone on with by hand from its card', { page: 'home' }, async (page) => {
  for (const server of ['本社 管理サイト', '名古屋 管理サイト']) await page.click(`button[aria-label="ブラウザーで操作する：${server}"]`)
  await settle(page)

  assert.deepEqual(await calls(page), [['start_by_hand', { server: 's1' }], ['start_by_hand', { server: 's3' }]])
})

walk('a server without a connection is added without a password', { page: 'add-server.by-hand' }, async (page) => {
  await page.click('#primary')
  await settle(page)

  const [[name, sent]] = await calls(page)
  assert.deepEqual([name, sent.form.kind, sent.form.url, sent.password, sent.keep], ['add_server', 'by-hand', 'https://mdm.example.co.jp', '', false])
})

walk('Enter in a field goes on, and keeps the text before', { page: 'by-hand' }, async (page) => {
  await page.fill('#field-shown', '2027/11/22')
  await page.keyboard.press('Enter')
  await settle(page)

  assert.deepEqual(await calls(page), [
    ['type_text', { field: 'shown', value: '2027/11/22' }],
    ['saved_by_hand', { shown: '2027/11/22' }]
  ])
})

walk('the Enter of a conversion does not go on', { page: 'by-hand' }, async (page) => {
  await page.focus('#field-shown')
  const keys = await page.context().newCDPSession(page)
  await keys.send('Input.imeSetComposition', { text: 'にせん', selectionStart: 3, selectionEnd: 3 })
  await keys.send('Input.dispatchKeyEvent', { type: 'keyDown', key: 'Enter', windowsVirtualKeyCode: 229, text: '\r' })
  await keys.send('Input.dispatchKeyEvent', { type: 'keyUp', key: 'Enter', windowsVirtualKeyCode: 13 })
  await keys.send('Input.insertText', { text: '二千' })
  // As WKWebView does it: the composition has ended, the key code still says so.
  await page.evaluate(() => {
    const field = /** @type {HTMLInputElement} */ (document.getElementById('field-shown'))
    const goesOn = field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }))
    if (goesOn) field.form?.requestSubmit()
  })
  await settle(page)

  assert.deepEqual((await calls(page)).map((call) => call[0]).filter((name) => name === 'saved_by_hand'), [])
  assert.equal(await page.inputValue('#field-shown'), '二千')
})

walk('a redraw in the middle of a conversion leaves it alone', { page: 'write-notes' }, async (page) => {
  await page.evaluate('window.before = document.getElementById("field-notes")')
  await page.focus('#field-notes')
  await page.keyboard.press('Control+End')
  const keys = await page.context().newCDPSession(page)
  await keys.send('Input.imeSetComposition', { text: 'ほんしゃ', selectionStart: 4, selectionEnd: 4 })
  await change(page, { state: 'busy' })
  await change(page, {}, { notice: '読み取りました。' })
  assert.match(await page.inputValue('#field-notes'), /ほんしゃ$/)
  await keys.send('Input.insertText', { text: '本社' })

  assert.match(await page.inputValue('#field-notes'), /本社$/)
  assert.equal(await page.evaluate('window.before === document.activeElement'), true)
})

walk('typed text survives redraws, also out of focus and before it was sent', { page: 'write-notes' }, async (page) => {
  await page.fill('#field-accountName', 'VPP_東京')
  await page.focus('#field-notes')
  await change(page, { state: 'busy' })
  await change(page, { state: 'problem' })

  assert.equal(await page.inputValue('#field-accountName'), 'VPP_東京')
})

walk('what was typed goes out before the command that follows', { page: 'write-notes' }, async (page) => {
  await page.fill('#field-accountName', 'VPP_東京')
  await page.click('#primary')
  await settle(page)

  const [first, second] = await calls(page)
  assert.deepEqual(first, ['type_text', { field: 'account-name', value: 'VPP_東京' }])
  assert.equal(second?.[0], 'write_notes')
  assert.equal(second?.[1].accountName, 'VPP_東京')
})

walk('a password is sent once and leaves the page', { page: 'sign-in' }, async (page) => {
  await page.fill('#field-password', 'himitsu-2026')
  await page.keyboard.press('Enter')
  await settle(page)

  assert.deepEqual(await calls(page), [['submit_password', { server: 's1', password: 'himitsu-2026', keep: true }]])
  assert.equal(await page.inputValue('#field-password'), '')
  assert.ok(!(await page.content()).includes('himitsu'))
})

walk('adding a server sends the form with the password, and keeps the form', { page: 'add-server' }, async (page) => {
  await page.fill('#field-url', 'https://biz.example.co.jp/sample/login')
  await page.fill('#field-user', 'kanri-taro')
  await page.fill('#field-password', 'himitsu-2026')
  await page.click('label:text-is("今回だけ使う")')
  await page.click('#primary')
  await settle(page)

  assert.deepEqual(await calls(page), [['add_server', {
    form: { kind: 'site', name: '', url: 'https://biz.example.co.jp/sample/login', company: '', user: 'kanri-taro', caFile: '', proxy: '' },
    password: 'himitsu-2026',
    keep: false
  }]])
  assert.equal(await page.inputValue('#field-url'), 'https://biz.example.co.jp/sample/login')
})

walk('a registered server is changed without its password', { page: 'add-server.editing' }, async (page) => {
  assert.equal(await page.isVisible('#field-password'), false)
  await page.fill('#field-company', 'sample2')
  await page.click('#primary')
  await settle(page)

  assert.deepEqual(await calls(page), [['change_server', {
    server: 's1',
    form: { kind: 'site', name: '本社 管理サイト', url: 'https://biz.example.co.jp/sample/login', company: 'sample2', user: 'kanri-taro', caFile: '', proxy: '' }
  }]])
})

walk('Enter in the date of an unknown outcome tells the date, the button reads again', { page: 'confirm.unknown' }, async (page) => {
  await page.fill('#field-shown', '2027/11/22 17:30')
  await page.keyboard.press('Enter')
  await settle(page)
  assert.deepEqual((await calls(page)).at(-1), ['saved_by_hand', { shown: '2027/11/22 17:30' }])
  await page.click('#primary')
  await settle(page)

  assert.deepEqual((await calls(page)).at(-1), ['read_again', {}])
})

walk('while a job runs nothing is sent but its end', { page: 'save', state: 'busy' }, async (page) => {
  assert.equal(await page.getAttribute('#primary', 'aria-disabled'), 'true')
  await page.click('#primary', { force: true })
  await page.click('#back', { force: true })
  await page.click('#cancel')

  assert.deepEqual(await calls(page), [['cancel', {}]])
})

walk('a second press while the first is on its way is not sent', { page: 'save' }, async (page) => {
  await page.evaluate(() => {
    const primary = /** @type {HTMLElement} */ (document.getElementById('primary'))
    primary.click()
    primary.click()
  })
  await settle(page)

  assert.deepEqual(await calls(page), [['save', { revision: 7 }]])
})

walk('a problem leads to its field, which tells it too', { page: 'write-notes', state: 'problem' }, async (page) => {
  await page.click('.problem a')

  assert.equal(await page.evaluate('document.activeElement.id'), 'field-notes')
  assert.equal(await page.getAttribute('#field-notes', 'aria-invalid'), 'true')
  assert.match(await page.getAttribute('#field-notes', 'aria-describedby') ?? '', /field-notes-problem/)
})

walk('the same problem again is told again', { page: 'write-notes', state: 'problem' }, async (page) => {
  await page.focus('#field-notes')
  await page.click('#primary')
  await settle(page)

  assert.equal(await page.evaluate('document.activeElement.dataset.heading'), 'problem')
})

walk('a command that is refused outright is told', { page: 'home' }, async (page) => {
  await page.evaluate('window.refuse = { code: "internal" }')
  await page.click('#add-server')
  await settle(page)

  assert.equal(await page.evaluate('document.activeElement.dataset.heading'), 'problem')
  assert.match(await page.textContent('.problem .code') ?? '', /internal/)
})

walk('a copied value is said in the status line', { page: 'check-expiry' }, async (page) => {
  await page.click('.rows .copy >> nth=0')
  await settle(page)

  assert.deepEqual(await calls(page), [['copy', 'VPP_本社']])
  assert.equal(await page.textContent('[role=status]'), 'コピーしました')
})

walk('a question of the server is answered in the middle of a job', { page: 'sign-in', state: 'question' }, async (page) => {
  await page.fill('#field-answer', '123456')
  await page.keyboard.press('Enter')
  await settle(page)

  assert.deepEqual(await calls(page), [['answer', { answer: '123456' }]])
  assert.equal(await page.inputValue('#field-answer'), '')
})

walk('the choice of the Apple ID opens its field and keeps the focus', { page: 'check-expiry' }, async (page) => {
  await page.click('text=別のApple ID')
  await settle(page)

  assert.deepEqual(await calls(page), [['choose_apple_id', { choice: 'other', other: '' }]])
  assert.equal(await page.evaluate('document.activeElement.type'), 'radio')
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate('document.activeElement.id'), 'field-appleId')
})

walk('another location is accepted only by typing its name', { page: 'choose-file.other-location' }, async (page) => {
  await page.fill('#field-location', '大阪')
  await page.keyboard.press('Enter')
  await settle(page)

  assert.deepEqual((await calls(page)).at(-1), ['accept_location', { name: '大阪' }])
  await page.click('#primary')
  await settle(page)
  assert.deepEqual((await calls(page)).at(-1), ['choose_file', {}])
})

walk('300 licenses are narrowed while typing', { page: 'home.many' }, async (page) => {
  await page.fill('#narrow', '大阪 0')
  await settle(page)

  const rows = await page.locator('.licenses tbody tr').count()
  assert.ok(rows > 1 && rows < 60, String(rows))
  assert.equal(await page.evaluate('document.activeElement.id'), 'narrow')
  assert.match(await page.textContent('.narrow [role=status]') ?? '', /300件中/)
})

walk('of 300 licenses the most urgent are drawn, and the others when they are wanted', { page: 'home.many' }, async (page) => {
  const rows = page.locator('.licenses tbody tr:not(.last)')
  assert.equal(await rows.count(), 25)
  assert.match(await rows.first().textContent() ?? '', /期限切れ/)
  assert.equal(await page.textContent('.narrow [role=status]'), '300件中25件を表示')

  await page.click('text=残りの275件を表示する')
  await settle(page)
  assert.equal(await rows.count(), 300)
  assert.equal(await page.locator('text=件を表示する').count(), 0)
})

walk('a done step is gone back to from the list', { page: 'write-notes' }, async (page) => {
  await page.click('.steps button >> nth=1')

  assert.deepEqual(await calls(page), [['go_back', { step: 'get-token' }]])
})

walk('another page takes the focus to its heading and names the window', { page: 'write-notes' }, async (page) => {
  await page.focus('#field-notes')
  await change(page, { page: 'save' })

  assert.equal(await page.evaluate('document.activeElement.tagName'), 'H1')
  assert.equal(await page.title(), '手順5／6：内容を確認して保存する — Koshin')
})

walk('what had the focus and is gone leaves it to the heading', { page: 'home' }, async (page) => {
  await page.focus('.unfinished li >> nth=0 >> button >> nth=0')
  await change(page, { page: 'home.expired' })

  assert.equal(await page.evaluate('document.activeElement.tagName'), 'H1')
})

walk('the language changes in place', { page: 'settings' }, async (page) => {
  await change(page, { page: 'settings', language: 'en' })

  assert.equal(await page.textContent('h1'), 'Settings')
  assert.equal(await page.getAttribute('html', 'lang'), 'en')
})

walk('of two views close together the later one stays', { page: 'settings' }, async (page) => {
  const [first, second] = [view({ page: 'settings', language: 'en', theme: 'light', state: 'normal' }), view({ page: 'about', language: 'ja', theme: 'light', state: 'normal' })]
  await page.evaluate(({ first, second }) => {
    const test = /** @type {any} */ (window)
    test.change(first)
    test.change(second)
  }, /** @type {any} */ ({ first, second }))
  await settle(page)

  assert.equal(await page.getAttribute('html', 'lang'), 'ja')
  assert.match(await page.title(), /Koshinについて/)
})

walk('an opened disclosure stays open over redraws', { page: 'get-token' }, async (page) => {
  await page.click('summary >> nth=0')
  await change(page, { page: 'get-token', state: 'busy' })

  assert.equal(await page.evaluate('document.querySelector("details").open'), true)
})

walk('the licenses of others are fetched when somebody wants to read them', { page: 'about' }, async (page) => {
  assert.equal(await page.locator('.notices').count(), 0)
  await page.click('summary')
  await page.waitForSelector('.notices')
  await change(page, { page: 'about', language: 'en' })

  assert.match(await page.textContent('.notices') ?? '', /^tauri \d/m)
})

walk('the steps by hand fit on two sheets, without the window around them', { page: 'by-hand' }, async (page) => {
  await page.emulateMedia({ media: 'print' })
  assert.equal(await page.isVisible('.side'), false)
  assert.equal(await page.isVisible('.acts'), false)
  const sheets = (await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1').match(/\/Type \/Page\b/g)

  assert.ok((sheets?.length ?? 0) <= 2, String(sheets?.length))
})

test('without a choice the theme is the system’s, and follows it', async () => {
  const { page } = await it.open({ page: 'home', theme: /** @type {any} */ ('system') }, { colors: 'dark' })
  const color = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor')
  const dark = await color()
  await page.emulateMedia({ colorScheme: 'light' })
  await page.waitForFunction((before) => getComputedStyle(document.documentElement).backgroundColor !== before, dark)

  assert.notEqual(await color(), dark)
  await page.close()
})

test('forced colors leave every control an edge', async () => {
  const { page } = await it.open({ page: 'write-notes' })
  await page.emulateMedia({ forcedColors: 'active' })
  const edges = await page.evaluate('[...document.querySelectorAll(".button:not(.quiet), .input")].map((it) => getComputedStyle(it).borderTopWidth)')

  assert.ok(/** @type {string[]} */ (edges).every((edge) => parseFloat(edge) >= 1))
  await page.close()
})
