// The line of the present hour in the agenda of today moves on by itself: [data-now] says when the hours begin.
setInterval(() => {
  const line = document.querySelector('[data-now]')
  line?.style.setProperty('--start', (Date.now() - new Date(line.dataset.now)) / 60000)
}, 30000)
