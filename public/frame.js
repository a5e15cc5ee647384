// Frame behaviour on pages without WASM. Shows a dialog that the server rendered open (refused submit) as modal.
// Menus are <details> and work without script; this closes them on Escape, a click outside, or one of their links.
// One pair of listeners serves all menus.
(() => {
  const question = document.querySelector("dialog[open]")
  question?.close()
  question?.showModal()
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
