import { element } from '../dom.mjs'
import { field, primary, textOf } from '../parts/controls.mjs'
import { callout } from '../parts/notes.mjs'
import { pageOf, stepScreen } from '../parts/screen.mjs'

/**
 * Step 4: the account name and the notes that go with the token.
 *
 * @type {Draw}
 */
export function writeNotes (view, t, host) {
  const page = pageOf(view, 'write-notes')

  return stepScreen(view, t, host, {
    frame: page.frame,
    heading: t('step.write-notes'),
    submit: () => host.send('write_notes', { accountName: textOf('accountName'), notes: textOf('notes') }),
    primary: primary(t('write-notes.next'))
  },
  element('p', { class: 'lead' }, t('write-notes.text')),
  textField(view, t, host, 'accountName', page.accountName, t('write-notes.account-name')),
  textField(view, t, host, 'notes', page.notes, t('write-notes.notes'), 6),
  callout(t, 'point', element('p', {}, t('write-notes.point'))))
}

/**
 * @param {View} view
 * @param {Translate} t
 * @param {Host} host
 * @param {'accountName' | 'notes'} name
 * @param {TextField} text
 * @param {string} label
 * @param {number} [lines]
 */
function textField (view, t, host, name, text, label, lines) {
  const typed = host.local(name) ?? text.value
  const count = [...typed].length
  const isOver = text.max !== null && count > text.max
  const isChanged = typed !== text.before

  return field(t, {
    name,
    label,
    lines,
    value: text.value,
    problem: view.problem,
    hint: text.keptInRecord ? t('write-notes.in-record') : undefined,
    typed: (value) => {
      host.setLocal(name, value)
      host.type(name, value)
    },
    after: element('div', { class: 'field-foot' },
      element('p', { class: 'before' },
        element('span', { class: 'before-label' }, t('write-notes.before')),
        isChanged ? element('span', { class: 'value' }, text.before || t('empty')) : element('span', {}, t('write-notes.same'))),
      text.max !== null && element('p', { class: `count ${isOver ? 'is-over' : ''}`.trim() },
        t(isOver ? 'write-notes.over' : 'write-notes.count', { count, max: text.max, over: count - text.max })))
  })
}
