// Buttons that put a value into a field: [data-fill="id of the field"][data-value].
document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-fill]')
  const field = button && document.getElementById(button.dataset.fill)
  if (!field) return
  field.value = button.dataset.value
  field.dispatchEvent(new Event('input', { bubbles: true }))
  field.focus()
})

// Choices that bring a value with them: [data-fills="id of the field"][data-values]. What somebody typed stays.
document.addEventListener('change', (event) => {
  const field = event.target.dataset?.fills && document.getElementById(event.target.dataset.fills)
  if (!field) return
  const values = JSON.parse(event.target.dataset.values)
  const isOurs = [field.defaultValue, '', ...Object.values(values)].includes(field.value)
  if (isOurs && event.target.value in values) field.value = values[event.target.value]
})
