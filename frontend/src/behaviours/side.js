// The side navigation: small or wide on desks (remembered), a drawer on phones.
const root = document.documentElement

function toggleSmall() {
  const isSmall = root.dataset.side !== 'small'
  root.dataset.side = isSmall ? 'small' : 'wide'
  localStorage.setItem('jornada-side', root.dataset.side)
  document.querySelectorAll('[data-side-toggle]').forEach((b) => b.setAttribute('aria-expanded', String(!isSmall)))
}

function setDrawer(isOpen) {
  root.toggleAttribute('data-drawer', isOpen)
  document.querySelectorAll('[data-drawer-toggle]').forEach((b) => b.setAttribute('aria-expanded', String(isOpen)))
  if (isOpen) document.querySelector('.j-side a')?.focus()
}

document.addEventListener('click', (event) => {
  if (event.target.closest('[data-side-toggle]')) toggleSmall()
  if (event.target.closest('[data-drawer-toggle]')) setDrawer(!root.hasAttribute('data-drawer'))
  if (event.target.closest('.j-veil')) setDrawer(false)
})

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && root.hasAttribute('data-drawer')) setDrawer(false)
})
