// Passkeys. A form with data-passkey makes one (add), proves one (use) or signs in with one (sign-in);
// the button data-passkey-go begins. Where the browser knows no passkeys the form stays hidden.
const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0))

function toText(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('')
  return btoa(letters).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

const withBytes = (items) => (items || []).map((item) => ({ ...item, id: toBytes(item.id) }))

async function make(options, alone) {
  const user = { ...options.user, id: toBytes(options.user.id) }
  const selection = { ...options.authenticatorSelection }
  selection.residentKey = alone ? 'required' : 'discouraged'
  selection.requireResidentKey = alone
  if (alone) selection.userVerification = 'required'
  const publicKey = {
    ...options,
    user,
    authenticatorSelection: selection,
    challenge: toBytes(options.challenge),
    excludeCredentials: withBytes(options.excludeCredentials),
  }
  const made = await navigator.credentials.create({ publicKey })
  const response = {
    clientDataJSON: toText(made.response.clientDataJSON),
    attestationObject: toText(made.response.attestationObject),
    transports: made.response.getTransports?.() ?? [],
  }
  return written(made, response)
}

async function prove(options) {
  const publicKey = { ...options, challenge: toBytes(options.challenge), allowCredentials: withBytes(options.allowCredentials) }
  const shown = await navigator.credentials.get({ publicKey })
  const { clientDataJSON, authenticatorData, signature, userHandle } = shown.response
  const response = {
    clientDataJSON: toText(clientDataJSON),
    authenticatorData: toText(authenticatorData),
    signature: toText(signature),
    userHandle: userHandle ? toText(userHandle) : null,
  }
  return written(shown, response)
}

const written = (key, response) => JSON.stringify({
  type: key.type,
  id: key.id,
  rawId: toText(key.rawId),
  authenticatorAttachment: key.authenticatorAttachment,
  clientExtensionResults: key.getClientExtensionResults(),
  response,
})

async function optionsOf(form) {
  if (form.dataset.passkey !== 'sign-in') return JSON.parse(document.getElementById('passkey-options').textContent)
  const answer = await fetch(form.action, { headers: { Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest' } })
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`)
  return answer.json()
}

async function begin(form) {
  const { creation_options: creation, request_options: request } = await optionsOf(form)
  const alone = form.querySelector('[name=passwordless]')?.checked ?? true
  form.elements.credential.value = creation ? await make(creation.publicKey, alone) : await prove(request.publicKey)
  form.submit()
}

function tell(form, error) {
  const place = form.parentElement.querySelector('[data-passkey-error]')
  place.textContent = form.dataset.failed
  place.hidden = false
  if (!['NotAllowedError', 'AbortError'].includes(error.name)) console.warn(error)
}

export function passkeys(part) {
  if (!window.PublicKeyCredential) return
  part.querySelectorAll('form[data-passkey]').forEach((form) => {
    form.hidden = false
    const go = form.querySelector('[data-passkey-go]')
    go.addEventListener('click', () => begin(form).catch((error) => tell(form, error)))
  })
}
