/** What the administrator has set is shown as set, and nothing offers to change it. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { calls, settle, stage } from './stage.mjs'

/** @type {Awaited<ReturnType<typeof stage>>} */
let it

before(async () => { it = await stage() })
after(() => it.close())

test('step 5 says that nothing is saved, and offers nothing that would', async () => {
  const { page } = await it.open({ page: 'save.read-only' })
  const acts = await page.locator('.acts button').allInnerTexts()

  assert.match(await page.locator('.callout').innerText(), /読み取り専用.*管理者/s)
  assert.equal(await page.locator('#primary').count(), 0, `not ［管理サイトに保存する］: ${acts}`)
  assert.equal(await page.locator('#by-hand').count(), 0, `nor the way around it: ${acts}`)
  await page.evaluate(() => /** @type {HTMLFormElement} */ (document.getElementById('screen')).requestSubmit())
  await settle(page)
  assert.deepEqual(await calls(page), [], 'nor does Enter save')
  await page.close()

  const free = await it.open({ page: 'save' })
  assert.equal(await free.page.locator('#primary').count(), 1, 'which is there otherwise')
  await free.page.close()
})

test('the settings show what is set, and change none of it', async () => {
  const { page } = await it.open({ page: 'settings.governed' })
  const body = await page.locator('main').innerText()

  assert.match(body, /管理者が設定しています。/)
  assert.equal(await page.locator('input[name=language]:enabled').count(), 0, 'the language')
  assert.ok(await page.locator('input[name=theme]:enabled').count() > 1, 'the theme is the person’s')
  assert.equal(await page.locator('.server-card .button.danger').count(), 0, 'a server is not removed')
  assert.equal(await page.locator('.server-card').nth(0).getByText('設定を変更する').count(), 0, 'nor changed')
  assert.equal(await page.locator('.server-card').nth(1).getByText('設定を変更する').count(), 1, 'but for its user')
  assert.equal(await page.locator('#scenario').count(), 0, 'there is no practice')
  await page.close()
})

test('of a preset server only the user can be typed', async () => {
  const { page } = await it.open({ page: 'add-server.preset' })

  for (const name of ['url', 'company', 'name', 'caFile', 'proxy']) {
    assert.equal(await page.locator(`#field-${name}`).getAttribute('readonly'), '', name)
  }
  assert.equal(await page.locator('#field-user').getAttribute('readonly'), null)
  await page.close()
})

test('the first page offers neither practice nor another language where they are set', async () => {
  const { page } = await it.open({ page: 'welcome.governed' })

  assert.equal(await page.locator('#start-practice').count(), 0)
  assert.equal(await page.locator('button[lang]').count(), 0)
  assert.equal(await page.locator('#start-by-hand').count(), 1, 'the rest is there')
  await page.close()
})
