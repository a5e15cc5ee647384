// What the frame can do without the client. A question that the server sent open (a press was refused) is put before the page.
// Menus are <details>, and work without this; with it they also close when the reader presses Escape, presses elsewhere, or
// leaves by one of their links. One pair of listeners serves all menus of the page.
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
    // The key has done its work: a page's own meaning of it waits for the next press.
    event.preventDefault()
    menu.querySelector("summary").focus()
  })
})()
