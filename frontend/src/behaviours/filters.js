// On phones the filters of a list fold away behind one button.
document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-filters-toggle]')
  if (!button) return
  const isOpen = button.closest('.j-filter-bar').toggleAttribute('data-open')
  button.setAttribute('aria-expanded', String(isOpen))
})

// A select that narrows a list shows that it does; what is in [data-auto-submit] is sent without htmx too.
document.addEventListener('change', (event) => {
  const field = event.target
  if (field.closest('.j-filter-bar')) field.toggleAttribute('data-on', Boolean(field.value) && field.querySelector('option')?.value === '')
  if (field.closest('[data-auto-submit]')) field.form.requestSubmit()
})
