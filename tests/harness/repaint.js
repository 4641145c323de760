// Has the page drawn again and again, with nothing to see of it, for three seconds or until it is
// called once more. Without the DMABUF renderer WebKitGTK takes a picture only when it next draws,
// and a still page never does.
const ID = 'koshin-tests-repaint'
const before = document.getElementById(ID)
if (before) {
  before.remove()
  return
}

const dot = document.createElement('div')
dot.id = ID
dot.ariaHidden = 'true'
Object.assign(dot.style, {
  position: 'fixed', right: '0', bottom: '0', width: '1px', height: '1px', pointerEvents: 'none'
})
document.documentElement.append(dot)

const end = performance.now() + 3000
let isOdd = false
const timer = setInterval(() => {
  isOdd = !isOdd
  dot.style.backgroundColor = isOdd ? 'rgb(255 255 255 / 0.001)' : 'transparent'
  if (!dot.isConnected || performance.now() > end) {
    clearInterval(timer)
    dot.remove()
  }
}, 20)
