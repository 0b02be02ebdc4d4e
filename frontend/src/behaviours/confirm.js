// A form or link with data-confirm="…" asks first, in a dialog of ours (#confirm); its button says what will be done.
const sure = new WeakSet()

function asks(event, element, go) {
  if (!element || sure.delete(element)) return
  event.preventDefault()
  event.stopImmediatePropagation()
  ask(element.dataset.confirm, event.submitter ?? element, () => {
    sure.add(element)
    go()
  })
}

function ask(question, doer, go) {
  const dialog = document.getElementById('confirm')
  if (!dialog) return void (window.confirm(question) && go())
  const yes = dialog.querySelector('[data-confirm-yes]')
  dialog.querySelector('h2').textContent = question
  yes.textContent = doer.textContent.trim() || yes.dataset.usual
  yes.onclick = () => {
    dialog.close()
    go()
  }
  dialog.showModal()
}

document.addEventListener('submit', (event) => {
  const { submitter, target } = event
  const element = submitter?.dataset.confirm ? submitter : target.closest('form[data-confirm]')
  asks(event, element, () => target.requestSubmit(submitter))
}, true)
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-confirm]')
  asks(event, link, () => link.click())
}, true)
