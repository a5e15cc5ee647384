// Updates the label of the schedule button with the chosen date and time. Without script the server sets it on submit.
(() => {
  const form = document.querySelector("form.plan"), words = form?.querySelector("[data-words]")
  if (!words) return
  const lang = document.documentElement.lang
  const say = () => {
    const { date, time } = form.elements, at = new Date(`${date.value}T${time.value}`)
    if (isNaN(at)) return words.textContent = words.dataset.bare
    const year = at.getFullYear() == new Date().getFullYear() ? undefined : "numeric"
    const day = new Intl.DateTimeFormat(lang == "en" ? "en-GB" : lang, { day: "numeric", month: "long", year }).format(at)
    words.textContent = words.dataset.words.replace("{date}", day).replace("{time}", time.value.slice(0, 5))
  }
  form.addEventListener("input", say)
  say()
})()
