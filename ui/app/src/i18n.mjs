/**
 * Fixed labels by flat keys. Sentences with values are formed in Rust; a label has at most the
 * value of the thing it labels, as `{name}`.
 */

/**
 * Makes the function that looks labels up.
 *
 * @param {Record<string, string>} labels
 * @param {{ isStrict?: boolean }} [options] - strict: throw in the developer's face
 * @returns {Translate}
 */
export function translator (labels, { isStrict = false } = {}) {
  return (key, values = {}) => {
    const label = labels[key]
    if (label === undefined) {
      if (isStrict) throw new Error(`no label ${key}`)
      return key
    }

    return label.replace(/\{(\w+)\}/g, (_, name) => {
      const value = values[name]
      if (value === undefined && isStrict) throw new Error(`no value ${name} for label ${key}`)
      return String(value ?? '')
    })
  }
}
