// The side navigation: small or wide on desks (remembered), a drawer on phones; its groups fold (remembered).
const root = document.documentElement

function toggleSmall() {
  const isSmall = root.dataset.side !== 'small'
  root.dataset.side = isSmall ? 'small' : 'wide'
  localStorage.setItem('jornada-side', root.dataset.side)
  document.querySelectorAll('[data-side-toggle]').forEach((b) => b.setAttribute('aria-expanded', String(!isSmall)))
}

function setDrawer(isOpen) {
  const wasOpen = root.hasAttribute('data-drawer')
  root.toggleAttribute('data-drawer', isOpen)
  document.querySelectorAll('[data-drawer-toggle]').forEach((b) => b.setAttribute('aria-expanded', String(isOpen)))
  if (isOpen) document.querySelector('.j-side a')?.focus()
  else if (wasOpen) document.querySelector('[data-drawer-toggle]')?.focus()
}

// The drawer keeps the focus while it is open: Tab goes round in it.
function goRound(event) {
  const stops = [...document.querySelectorAll('.j-side :is(a, summary)')].filter((stop) => stop.checkVisibility())
  const [from, to] = event.shiftKey ? [stops[0], stops[stops.length - 1]] : [stops[stops.length - 1], stops[0]]
  if (document.activeElement !== from && document.activeElement.closest('.j-side')) return
  event.preventDefault()
  to.focus()
}

// The server opens and folds by this cookie, so that nothing moves when the page arrives.
function keepGroup(code, isOpen) {
  const kept = document.cookie.match(/(?:^|; )menu=([^;]*)/)?.[1] ?? ''
  const others = kept.split('.').filter((part) => part && !part.startsWith(`${code}-`))
  document.cookie = `menu=${[...others, `${code}-${Number(isOpen)}`].join('.')}; path=/; max-age=31536000; samesite=lax`
}

document.addEventListener('click', (event) => {
  const group = event.target.closest('summary')?.closest('[data-menu-group]')
  if (group) keepGroup(group.dataset.menuGroup, !group.open)
  if (event.target.closest('[data-side-toggle]')) toggleSmall()
  if (event.target.closest('[data-drawer-toggle]')) setDrawer(!root.hasAttribute('data-drawer'))
  if (event.target.closest('.j-veil')) setDrawer(false)
})

document.addEventListener('keydown', (event) => {
  if (!root.hasAttribute('data-drawer')) return
  if (event.key === 'Escape') setDrawer(false)
  if (event.key === 'Tab') goRound(event)
})

// Where the menu is longer than the screen, the page one is on is in sight.
const here = document.querySelector('.j-nav a[aria-current="page"]')
const nav = here?.closest('.j-nav')
if (nav && here.offsetTop + here.offsetHeight > nav.offsetTop + nav.clientHeight) nav.scrollTop = here.offsetTop - nav.offsetTop - nav.clientHeight / 2
