// A form that was refused: who wrote it stands at the first field that is wrong, or at what is wrong with the whole.
const FIELD = ':is(input:not([type="hidden"]), select, textarea)'

export function faults(part) {
  const field = part.querySelector(`main form [data-invalid] ${FIELD}, .j-form [data-invalid] ${FIELD}`)
  const alert = part.querySelector('form.j-form > .j-alert[data-tone="bad"]')
  const first = field ?? alert
  if (!first) return
  if (first === alert) alert.tabIndex = -1
  first.focus()
}
