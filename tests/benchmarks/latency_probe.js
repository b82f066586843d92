// From the press of a key to the first frame whose pixels differ, in the clock of the page.
//
// `arm(area)` remembers the pixels of a cell's output and waits for a key; `sample()` is what it then measured,
// in milliseconds since the time stamp that the browser gave the key:
//   drawn    after the page's handlers of the slider's `input` event; null if there was no such event,
//   frame    when the first animation frame began whose pixels differ from before,
//   painted  when that frame was laid out, painted and handed to the compositor.
// Pixels are read after a frame was painted, so that no reading delays the frame that it is about.

() => {
  const scratch = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  let lastImage = { src: "", fingerprint: 0 };
  let sample = null;

  // A hash of 32 bits (FNV-1a, Fowler, Noll and Vo, a pixel at a time).
  const hash = (context) => {
    const { width, height } = context.canvas;
    const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
    let found = 0x811c9dc5;
    for (let i = 0; i < pixels.length; i += 1) found = Math.imul(found ^ pixels[i], 0x01000193);
    return found >>> 0;
  };

  // Pixels of a picture are read only if its source is another one, so waiting for it costs almost nothing.
  const hashOfImage = (image) => {
    if (!image?.complete || !image.naturalWidth) return null;
    if (image.src !== lastImage.src) {
      [scratch.canvas.width, scratch.canvas.height] = [image.naturalWidth, image.naturalHeight];
      scratch.drawImage(image, 0, 0);
      lastImage = { src: image.src, fingerprint: hash(scratch) };
    }
    return lastImage.fingerprint;
  };

  const fingerprint = (area) => {
    const canvases = [...area.querySelectorAll("canvas")];
    if (canvases.length) return canvases.map((canvas) => hash(canvas.getContext("2d"))).join();
    return hashOfImage(area.querySelector("img"));
  };

  // What follows a frame: a message is delivered only after the frame in which it was sent is painted.
  const afterPaint = (callback) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = callback;
    port2.postMessage(null);
  };

  const watchFrames = (area, before, event, found, resolve, reject) => {
    const onFrame = () => {
      const frame = performance.now() - event.timeStamp;
      afterPaint(() => {
        const painted = performance.now() - event.timeStamp;
        const now = fingerprint(area);
        if (now !== null && now !== before) resolve({ ...found, frame, painted });
        else if (painted > 20000) reject(new Error("no pixel changed within 20 seconds of the key"));
        else requestAnimationFrame(onFrame);
      });
    };
    requestAnimationFrame(onFrame);
  };

  // `atOnce` also reads the pixels when the handlers of `input` are done, which delays the frame.
  const arm = (area, atOnce) => {
    const before = fingerprint(area);
    sample = new Promise((resolve, reject) => {
      const onKey = (event) => {
        const found = { trusted: event.isTrusted, drawn: null };
        const onInput = () => {
          found.drawn = performance.now() - event.timeStamp;
          if (atOnce) found.changedAtOnce = fingerprint(area) !== before;
        };
        area.addEventListener("input", onInput, { once: true });
        watchFrames(area, before, event, found, resolve, reject);
      };
      addEventListener("keydown", onKey, { capture: true, once: true });
    });
  };

  // The least that any widget could do: fill its canvas with another grey.
  const fillOnInput = (area) => {
    const context = area.querySelector("canvas").getContext("2d");
    area.querySelector("input").addEventListener("input", ({ target }) => {
      context.fillStyle = `rgb(${8 * target.value} 128 128)`;
      context.fillRect(0, 0, context.canvas.width, context.canvas.height);
    });
  };

  // The smallest step that the clock of the page makes, in milliseconds.
  const clockStep = () => {
    let smallest = Infinity;
    for (let found = 0; found < 100; found += 1) {
      const start = performance.now();
      let now = start;
      while (now === start) now = performance.now();
      smallest = Math.min(smallest, now - start);
    }
    return smallest;
  };

  globalThis.latencyProbe = { arm, sample: () => sample, fillOnInput, clockStep };
}
