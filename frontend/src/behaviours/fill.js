// Buttons that put a value into a field: [data-fill="id of the field"][data-value].
document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-fill]')
  const field = button && document.getElementById(button.dataset.fill)
  if (!field) return
  field.value = button.dataset.value
  field.dispatchEvent(new Event('input', { bubbles: true }))
  field.focus()
})
