// Which of the screens on which somebody learns counts the time: the one opened or taken over last.
// In one browser pages tell each other; of other devices the answer of a batch tells.
import { newUuid } from "./queue.js";

/** Sends "pause" when another screen has taken over. */
export class Session extends EventTarget {
  constructor(enrolment) {
    super();
    this.screen = newUuid();
    this.isPaused = false;
    if ("BroadcastChannel" in window) {
      this.channel = new BroadcastChannel(`terakoya-screens-${enrolment}`);
      this.channel.addEventListener("message", ({ data }) => {
        if (data !== this.screen) this.pause();
      });
    }
    this.takeOver();
  }

  /** What a batch says of this page. */
  get said() {
    return { screen: this.screen, takes_over: this.takesOver };
  }

  takeOver() {
    this.isPaused = false;
    this.takesOver = true; // until the server has said so
    this.channel?.postMessage(this.screen);
  }

  heed({ screen }) {
    if (screen === this.screen) this.takesOver = false;
    else if (screen && !this.takesOver) this.pause();
  }

  pause() {
    this.takesOver = false;
    if (this.isPaused) return;
    this.isPaused = true;
    this.dispatchEvent(new CustomEvent("pause"));
  }
}
