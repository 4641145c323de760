/** Buttons, fields and choices. */

import { element } from '../dom.mjs'
import { icon } from '../icons.mjs'
import { sentByConversion } from '../ime.mjs'

/**
 * @param {string} label
 * @param {() => void} act
 * @param {ButtonOptions} [options]
 */
export function button (label, act, options = {}) {
  return element('button', {
    type: 'button',
    class: `button ${options.kind ?? ''}`.trim(),
    id: options.id,
    'aria-label': options.name,
    'data-always': options.isAlways,
    on: { click: act }
  }, options.icon && icon(options.icon), element('span', {}, label))
}

/**
 * The button that goes on: it sends the screen's form, as Enter in a field does.
 *
 * @param {string} label
 * @param {string} [drawn] - the icon after the label
 */
export function primary (label, drawn = 'forward') {
  return element('button', { type: 'submit', form: 'screen', id: 'primary', class: 'button primary' },
    element('span', {}, label), icon(drawn))
}

/**
 * Copies a value; the status line says so.
 *
 * @param {Host} host
 * @param {Translate} t
 * @param {string} value
 * @param {string} what - the value's label, for a screen reader
 */
export function copyButton (host, t, value, what) {
  return button(t('copy'), () => host.copy(value), { kind: 'quiet copy', icon: 'copy', name: t('copy.what', { what }), isAlways: true })
}

/**
 * A form: Enter sends it, but for the Enter of a conversion.
 *
 * @param {string} id
 * @param {() => void} act
 * @param {...(Child | Child[])} children
 */
export function form (id, act, ...children) {
  return element('form', {
    id,
    novalidate: true,
    on: {
      submit: (event) => {
        event.preventDefault()
        if (!sentByConversion()) act()
      }
    }
  }, ...children)
}

/**
 * A field with its label, its hint and, where it is what went wrong, the sentence about it.
 *
 * @param {Translate} t
 * @param {FieldOptions} options
 */
export function field (t, options) {
  const id = fieldId(options.name)
  const problem = options.problem?.field === options.name ? options.problem : null
  const described = [options.isOptional && `${id}-optional`, options.hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ')
  const attributes = {
    id,
    class: `input ${options.width ?? 'full'}`,
    name: options.name,
    'data-field': options.name,
    'aria-describedby': described || undefined,
    'aria-invalid': problem ? 'true' : undefined,
    autocomplete: 'off',
    spellcheck: 'false',
    autocapitalize: 'off',
    value: options.value ?? '',
    on: { input: (/** @type {any} */ event) => options.typed?.(event.target.value), change: () => options.changed?.() },
    ...options.attributes
  }

  return element('div', { class: 'field', 'data-key': `${id}-field` },
    element('div', { class: 'label' },
      element('label', { for: id }, options.label),
      options.isOptional && element('span', { class: 'hint', id: `${id}-optional` }, t('optional'))),
    options.hint && element('p', { class: 'hint', id: `${id}-hint` }, options.hint),
    problem && element('p', { class: 'field-problem', id: `${id}-problem` }, icon('stop'), element('span', {}, problem.what)),
    options.lines
      ? element('textarea', { rows: options.lines, ...attributes })
      : element('input', { type: options.type ?? 'text', ...attributes }),
    options.after)
}

/** @param {string} name */
export function fieldId (name) {
  return `field-${name}`
}

/**
 * What stands in a field now.
 *
 * @param {string} name
 */
export function textOf (name) {
  const input = document.getElementById(fieldId(name))

  return input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement ? input.value : ''
}

/**
 * Choices of which one is taken.
 *
 * @param {ChoicesOptions} options
 */
export function choices (options) {
  const name = options.problemName ?? options.name
  const problem = options.problem?.field === name ? options.problem : null

  return element('fieldset', { class: `choices ${options.isCards ? 'cards' : ''}`.trim(), 'data-key': options.name, disabled: options.isGoverned },
    element('legend', {}, options.legend),
    options.hint && element('p', { class: 'hint' }, options.hint),
    problem && element('p', { class: 'field-problem' }, icon('stop'), element('span', {}, problem.what)),
    ...options.choices.map((it, index) => {
      const id = index === 0 ? fieldId(name) : `${fieldId(name)}-${it.value}`

      return element('div', { class: 'choice', 'data-key': it.value },
        element('input', {
          type: 'radio',
          id,
          'data-key': 'radio',
          name: options.name,
          checked: it.value === options.chosen,
          'aria-describedby': it.hint ? `${id}-hint` : undefined,
          on: { change: () => options.choose(it.value) }
        }),
        element('div', { class: 'label' }, element('label', { for: id }, it.label), it.tag && element('span', { class: 'tag' }, it.tag)),
        it.hint && element('p', { class: 'hint', id: `${id}-hint` }, it.hint),
        it.inside && element('div', { class: 'inside' }, it.inside))
    }))
}

/**
 * Something that is there when it is wanted.
 *
 * @param {string} key
 * @param {string} label
 * @param {...(Child | Child[])} children
 */
export function disclosure (key, label, ...children) {
  return element('details', { class: 'disclosure', 'data-key': key },
    element('summary', {}, element('span', {}, label)),
    element('div', { class: 'disclosed' }, ...children))
}
