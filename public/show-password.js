// Adds a button that shows or hides each password; see app/src/standalone/document.rs.
(() => {
  const { show, hide } = document.currentScript.dataset
  for (const input of document.querySelectorAll("input[type=password]")) {
    const button = document.createElement("button")
    const set = (hidden) => {
      input.type = hidden ? "password" : "text"
      button.textContent = hidden ? show : hide
    }
    button.type = "button"
    button.className = "link show"
    button.setAttribute("aria-controls", input.id)
    button.onclick = () => set(input.type == "text")
    // Browsers keep what was typed into a text field.
    input.form.addEventListener("submit", () => set(true))
    set(true)
    input.after(button)
  }
})()
