// Finds what a person would call by this role and this name, as far as it can be seen.
// Arguments: role, name. With name null: returns the names of all of that role instead.
const [role, name] = arguments

const SELECTORS = {
  button: 'button, [role=button], input[type=submit], input[type=button], summary',
  link: 'a[href], [role=link]',
  heading: 'h1, h2, h3, h4, [role=heading]',
  field: 'input:not([type=hidden], [type=submit], [type=button], [type=radio], [type=checkbox]), ' +
    'textarea, select, [role=textbox], [role=combobox]',
  choice: 'input[type=radio], input[type=checkbox], [role=radio], [role=checkbox], [role=switch]'
}

const clean = (text) => (text ?? '').replace(/\s+/gu, ' ').trim()

const isSeen = (element) =>
  element.checkVisibility({ visibilityProperty: true }) &&
  !element.closest('[inert], [aria-hidden=true]')

// What is read aloud: not the icons beside the words.
const words = (element) => {
  const hidden = [...element.querySelectorAll('[aria-hidden=true]')]
  if (hidden.length === 0) return element.innerText
  const copy = element.cloneNode(true)
  copy.querySelectorAll('[aria-hidden=true]').forEach((it) => it.remove())
  return copy.textContent
}

const nameOf = (element) => {
  const ids = element.getAttribute('aria-labelledby')
  if (ids) return clean(ids.split(/\s+/u).map((it) => document.getElementById(it)?.innerText).join(' '))
  const label = element.getAttribute('aria-label')
  if (label) return clean(label)
  if (element.labels?.length) return clean([...element.labels].map(words).join(' '))
  if (element.matches('input[type=submit], input[type=button]')) return clean(element.value)
  if (element.matches('input, textarea, select')) return clean(element.title || element.placeholder)
  return clean(words(element))
}

const seen = [...document.querySelectorAll(SELECTORS[role])].filter(isSeen)

return name === null ? seen.map(nameOf) : seen.filter((it) => nameOf(it) === clean(name))
