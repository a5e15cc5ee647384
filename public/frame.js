// Behaviour of the frame that does not wait for the client.
// A form sent before the client runs is held, and sent again by the client, so that nothing typed is lost. The document's
// start script dispatches `client` when the client runs, or cannot be started; then the browser posts the form.
// Menus are <details> and work without script; this closes them on Escape, a click outside, or one of their links.
// One pair of listeners serves all menus.
(() => {
  let held
  const hold = (event) => {
    if (!event.target.closest("#main")) return
    event.preventDefault()
    event.stopPropagation()
    held = [event.target, event.submitter]
    event.submitter?.setAttribute("aria-busy", "true")
  }
  addEventListener("submit", hold, true)
  addEventListener("client", () => {
    removeEventListener("submit", hold, true)
    const [form, submitter] = held ?? []
    submitter?.removeAttribute("aria-busy")
    if (form?.isConnected) form.requestSubmit(submitter?.isConnected ? submitter : null)
  }, { once: true })
  const open = () => document.querySelector("details.menu[open]")
  document.addEventListener("click", (event) => {
    const menu = open(), at = event.target
    if (menu && !(menu.contains(at) && !at.closest("a"))) menu.open = false
  })
  document.addEventListener("keydown", (event) => {
    const menu = event.key == "Escape" && open()
    if (!menu) return
    menu.open = false
    // Escape was handled; page shortcuts must not see it too.
    event.preventDefault()
    menu.querySelector("summary").focus()
  })
})()
