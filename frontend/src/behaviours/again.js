// A form that was sent and is shown anew by the browser's back button is still the same form: where the page was
// fetched again, it gets back its mark and what it came with (the time of a touch), so that the same sent again is known.
const KEPT = 'input[name="form_token"], input[data-same-again]'
const ownForms = () => [...document.querySelectorAll('form[method="post"]')]
const kept = (form) => [...form.querySelectorAll(KEPT)]
// Not `form.action`: a button of that name would stand in its place.
const goal = (form) => form.getAttribute('action') ?? ''
const isBack = () => performance.getEntriesByType('navigation')[0]?.type === 'back_forward'

window.addEventListener('submit', ({ target: form, defaultPrevented }) => {
  const place = ownForms().indexOf(form)
  if (defaultPrevented || place < 0) return
  const sent = { place, action: goal(form), values: kept(form).map(({ name, value }) => [name, value]) }
  history.replaceState({ ...history.state, sent }, '')
})

// The browser fills in what was typed when the page is shown; what it came with is put back after that.
window.addEventListener('pageshow', () => {
  const sent = history.state?.sent
  const form = sent && isBack() && ownForms()[sent.place]
  if (!form || goal(form) !== sent.action) return
  const values = new Map(sent.values)
  for (const field of kept(form)) if (values.has(field.name)) field.value = values.get(field.name)
})
