/**
 * A terminal that is just large enough to check the live display: it knows the few control codes that the display
 * uses, and complains about every other one.
 */
export class Screen {
  /** Every line ever written, also those that have scrolled away. */
  lines: string[] = [''];
  row = 0;
  cursor = true;

  write(text: string): void {
    for (const [token] of text.matchAll(/\u001b\[[?\d;]*[A-Za-z]|[\s\S]/gu)) this.#take(token);
  }

  /** The lines without the empty one in which the cursor stands. */
  get shown(): string[] {
    return this.lines.slice(0, -1);
  }

  #take(token: string): void {
    const up = /^\u001b\[(\d+)A$/.exec(token);
    if (up) {
      this.row -= Number(up[1]);
      if (this.row < 0) throw new Error('the cursor left the screen');
    } else if (token === '\n') {
      this.row += 1;
      this.lines[this.row] ??= '';
      this.#column = 0;
    } else if (token === '\r') this.#column = 0;
    else if (token === '\u001b[K') this.lines[this.row] = this.#line.slice(0, this.#column);
    else if (token === '\u001b[J') this.lines = [...this.lines.slice(0, this.row), this.#line.slice(0, this.#column)];
    else if (token === '\u001b[?25l') this.cursor = false;
    else if (token === '\u001b[?25h') this.cursor = true;
    else if (/^\u001b\[\d+m$/.test(token)) return;
    else if (token < ' ') throw new Error(`unknown control code ${JSON.stringify(token)}`);
    else {
      this.lines[this.row] = this.#line.slice(0, this.#column) + token + this.#line.slice(this.#column + token.length);
      this.#column += token.length;
    }
  }

  #column = 0;

  get #line(): string {
    return this.lines[this.row] ?? '';
  }
}
