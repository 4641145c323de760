import assert from 'node:assert/strict'
import { test } from 'node:test'
import { translator } from '../../app/src/i18n.mjs'
import { belongsToConversion } from '../../app/src/ime.mjs'

test('a label is filled with its value', () => {
  assert.equal(translator({ copy: '{what}をコピー' })('copy', { what: '備考' }), '備考をコピー')
})

test('a missing label or value throws for the developer and shows its key to the person', () => {
  const strict = translator({ copy: '{what}' }, { isStrict: true })

  assert.throws(() => strict('none'), /no label none/)
  assert.throws(() => strict('copy'), /no value what/)
  assert.equal(translator({})('none'), 'none')
})

test('Enter belongs to the conversion by either sign', () => {
  assert.ok(belongsToConversion({ isComposing: true, keyCode: 13 }))
  // WKWebView ends the composition first.
  assert.ok(belongsToConversion({ isComposing: false, keyCode: 229 }))
  assert.ok(!belongsToConversion({ isComposing: false, keyCode: 13 }))
})
