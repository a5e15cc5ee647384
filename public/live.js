// Refreshes the status page; see app/src/pages/request_status/page.rs.
(() => {
  const at = (id) => document.getElementById(id), live = at("live"), news = at("news")
  let stream, lost
  const look = async () => {
    const answer = await fetch(location.href).catch(() => 0)
    if (!answer.ok) return
    const old = at("main"), now = document.activeElement
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html"), main = fresh.getElementById("main")
    if (!main || main.dataset.live == old.dataset.live) return
    const held = old.contains(now), h1 = main.querySelector("h1")
    old.replaceWith(main)
    document.title = fresh.title
    if (held) ([...main.querySelectorAll("a")].find((a) => a.href == now.href) || h1).focus()
    return news.textContent = news.dataset.say + ": " + h1.textContent
  }
  const lose = () => {
    lost ||= new Date().toTimeString().slice(0, 5)
    live.textContent = live.dataset.off.replace("{time}", lost)
  }
  const open = () => {
    stream?.close()
    if (document.hidden) return
    stream = new EventSource(location.pathname + "/live?version=" + at("main").dataset.live)
    stream.onopen = () => { lost = 0; live.textContent = live.dataset.on }
    stream.onerror = lose
    stream.addEventListener("changed", async () => { stream.close(); await look() ? open() : lose() })
  }
  setInterval(async () => { if (lost && !document.hidden) { await look(); if (stream.readyState == 2) open() } }, 30000)
  document.addEventListener("visibilitychange", open)
  open()
})()
