// Menus and definitions are <details>: they open without script; here they close again and stay on the screen.
const OPEN = '.j-menu[open], .j-def[open]'

function close(except) {
  document.querySelectorAll(OPEN).forEach((menu) => menu !== except && menu.removeAttribute('open'))
}

document.addEventListener('click', (event) => {
  close(event.target.closest('.j-menu, .j-def'))
})

document.addEventListener('keydown', (event) => {
  const menu = event.key === 'Escape' && document.querySelector(OPEN)
  if (!menu) return
  menu.querySelector('summary').focus()
  close()
})

// What opens upwards would lie under the bar at the top where its button stands high, as below a short list.
function turn(pop) {
  pop.removeAttribute('data-down')
  const head = document.querySelector('.j-top')?.getBoundingClientRect().bottom ?? 0
  if (pop.getBoundingClientRect().top < head) pop.setAttribute('data-down', '')
}

document.addEventListener('toggle', (event) => {
  if (!event.target.matches?.(OPEN)) return
  const pop = event.target.querySelector('.j-pop')
  pop.style.translate = ''
  turn(pop)
  const box = pop.getBoundingClientRect()
  const left = event.target.closest('.j-main')?.getBoundingClientRect().left ?? 0 // beside the menu, not under it
  const beyond = Math.max(0, box.right + 12 - document.documentElement.clientWidth) || Math.min(0, box.left - 12 - left)
  if (beyond) pop.style.translate = `${-beyond}px 0`
  // Below the last row of a page half of it would lie out of sight, and nothing would say so.
  pop.scrollIntoView({ block: 'nearest' })
}, true)
