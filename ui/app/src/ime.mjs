/**
 * Japanese conversion: the Enter that takes a candidate must never send a form.
 *
 * WKWebView ends the composition before the keydown, which then has `isComposing` false and the key
 * code 229; so three signs are looked at.
 */

let isConverting = false
let wasConverting = false

/**
 * Tells whether this key belongs to a conversion.
 *
 * @param {Pick<KeyboardEvent, 'isComposing' | 'keyCode'>} event
 */
export function belongsToConversion (event) {
  return event.isComposing || event.keyCode === 229 || isConverting
}

/** Tells whether a conversion is under way now. */
export function converts () {
  return isConverting
}

/** Tells whether the form event of this moment comes from a conversion's Enter. */
export function sentByConversion () {
  return isConverting || wasConverting
}

/**
 * Watches a document from its start.
 *
 * @param {Document} document
 */
export function watchConversion (document) {
  document.addEventListener('compositionstart', () => { isConverting = true }, true)
  document.addEventListener('compositionend', () => { isConverting = false }, true)
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !belongsToConversion(event)) return
    wasConverting = true
    setTimeout(() => { wasConverting = false }, 0)
    const isLine = event.target instanceof HTMLInputElement
    if (isLine && !event.isComposing) event.preventDefault()
  }, true)
}
