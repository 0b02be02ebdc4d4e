// Links to a page that asks before it deletes: as deleting can be undone, a click does it. Without script, and in a new
// tab, the page asks.
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-at-once]')
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  const form = document.createElement('form')
  form.method = 'post'
  form.action = link.href
  const token = document.createElement('input')
  token.type = 'hidden'
  token.name = 'csrfmiddlewaretoken'
  token.value = document.querySelector('meta[name="csrf-token"]').content
  form.append(token)
  document.body.append(form)
  form.submit()
})
