// A call or a mail that is begun here can be recorded: a click on [data-offer-touch] (tel:, mailto:) offers it in a
// message; a click on [data-touch-now] (WhatsApp) records it at once, while the link itself opens.
import { say } from './toasts.js'

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('[data-offer-touch], [data-touch-now]')
  if (!link) return
  if (link.dataset.touchNow) window.htmx.ajax('POST', link.dataset.touchNow, { swap: 'none' })
  else say(link.dataset.offerText, 'good', null, { label: link.dataset.offerLabel, open: link.dataset.offerTouch })
})
