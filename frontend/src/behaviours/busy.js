// A bar at the top while an answer is under way for longer than one notices: of htmx, or of a form that leaves the
// page. What happens by itself in the background (polling, look-ups while typing) shows none.
const NOTICED = 400
const underWay = new Set()
let timer = null

function show() {
  timer ??= setTimeout(() => (document.documentElement.dataset.busy = ''), NOTICED)
}

function hide() {
  clearTimeout(timer)
  timer = null
  delete document.documentElement.dataset.busy
}

document.addEventListener('htmx:beforeSend', ({ detail: { xhr, requestConfig } }) => {
  if (!['click', 'submit', 'change'].includes(requestConfig.triggeringEvent?.type)) return
  underWay.add(xhr)
  show()
})

for (const name of ['htmx:afterRequest', 'htmx:sendError', 'htmx:sendAbort', 'htmx:timeout']) {
  document.addEventListener(name, ({ detail: { xhr } }) => {
    if (underWay.delete(xhr) && !underWay.size) hide()
  })
}

// A link may bring a file and leave the page where it is; a form that is posted does not, as a rule.
window.addEventListener('submit', (event) => {
  if (!event.defaultPrevented && event.target.method === 'post') show()
})
window.addEventListener('pageshow', hide)
window.addEventListener('pagehide', hide)
