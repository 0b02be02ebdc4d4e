// Buttons that put a value into a field: [data-fill="id of the field"][data-value]; into several, with as many ids:
// [data-values='["1", "2"]'].
const fieldsOf = (ids) => ids.split(' ').map((id) => document.getElementById(id))

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-fill]')
  if (!button) return
  const values = button.dataset.values ? JSON.parse(button.dataset.values) : [button.dataset.value]
  const fields = fieldsOf(button.dataset.fill)
  fields.forEach((field, at) => put(field, values[at]))
  fields[0]?.focus()
})

// Choices that bring values with them: [data-fills="ids of the fields"][data-values]. What somebody typed stays, unless
// its unit, in the second field, becomes another one.
document.addEventListener('change', (event) => {
  const { fills, values } = event.target.dataset ?? {}
  if (!fills) return
  const choices = Object.entries(JSON.parse(values)).map(([choice, brought]) => [choice, [brought].flat()])
  const brought = Object.fromEntries(choices)[event.target.value]
  const [field, unit] = fieldsOf(fills)
  if (!field || !brought) return
  const isOurs = [field.defaultValue, '', ...choices.map(([, [first]]) => first)].includes(field.value)
  const isOther = unit && brought[1] && unit.value !== brought[1]
  if (!isOurs && !isOther) return
  field.value = brought[0]
  if (unit && brought[1]) unit.value = brought[1]
})

function put(field, value) {
  if (!field) return
  field.value = value
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
