// What checks mail on its way: a machine that opens every link, runs the scripts, presses every button and submits every
// form, in a browser and without one, and is nobody.
import type { Page } from '@playwright/test';
import type { Letter } from './mailbox.ts';

/** A form as it stands: where it goes, its fields, and each button that submits it. */
type Form = { url: string; method: string; fields: [string, string][]; buttons: ([string, string] | null)[] };

/** What one press does: the n-th button, or the n-th form submitted by script. */
type Press = { what: 'button' | 'form'; nth: number };

/** So many presses in a row: a button, what it leads to, what that leads to. */
const depth = 3;
const madeUp = '000000';

export class Scanner {
  /** What it did, to be told. */
  readonly did = { mails: 0, links: 0, pages: 0, presses: 0, posts: 0 };
  private readonly links = new Set<string>();
  private readonly pages = new Set<string>();
  private readonly forms = new Map<string, Form>();
  private readonly guessed = new Set<string>();

  constructor(
    private readonly page: Page,
    private readonly origin: string,
  ) {}

  /** Reads a mail: everything that can be opened, in both parts. */
  async reads(letter: Letter): Promise<void> {
    this.did.mails += 1;
    for (const link of letter.links) await this.opens(link, 1);
  }

  /** The second pass: every form it has seen, by plain HTTP, without cookies and without the headers of a browser. */
  async submitsAll(): Promise<void> {
    for (const form of this.forms.values()) {
      for (const button of [null, ...form.buttons]) await this.submits(form, button ? [...form.fields, button] : form.fields);
      if (!form.fields.some(([name]) => name === 'code')) continue;
      // One guess a page: five are what a person may get wrong.
      await this.submits(form, with_(form.fields, 'code', ''));
      if (this.guessed.has(form.url)) continue;
      this.guessed.add(form.url);
      await this.submits(form, with_(form.fields, 'code', madeUp));
    }
  }

  /** Opens an address of ours in every way, and what it leads to so many levels deep. */
  private async opens(link: string, levels: number): Promise<void> {
    const [address = ''] = link.split('#');
    if (!address.startsWith(`${this.origin}/`) || this.links.has(address)) return;
    this.links.add(address);
    this.did.links += 1;
    await fetch(address, { method: 'HEAD', redirect: 'manual' });
    for (const name of ['purpose', 'sec-purpose']) await drain(await fetch(address, { headers: { [name]: 'prefetch' } }));
    await drain(await fetch(address));
    await this.page.goto(address);
    const further = await this.page.locator('a[href]').evaluateAll((anchors) => anchors.map((a) => (a as HTMLAnchorElement).href));
    await this.explores(address, []);
    if (levels > 0) for (const next of further) await this.opens(next, levels - 1);
  }

  /** Presses everything on the page that this way of presses leads to, unless it was there before. */
  private async explores(address: string, way: Press[]): Promise<void> {
    await this.walks(address, way);
    const forms = await this.page.evaluate(formsHere);
    const buttons = await this.page.locator('button, summary, [role=button]').allInnerTexts();
    const face = [address, ...buttons, ...forms.map(({ url, fields }) => url + fields.map(([name]) => name).join())].join('\n');
    if (this.pages.has(face)) return;
    this.pages.add(face);
    this.did.pages += 1;
    for (const form of forms) this.forms.set(JSON.stringify(form), form);
    if (way.length >= depth) return;
    const presses = [
      ...buttons.map((_, nth): Press => ({ what: 'button', nth })),
      ...forms.map((_, nth): Press => ({ what: 'form', nth })),
    ];
    for (const press of presses) await this.explores(address, [...way, press]);
  }

  private async walks(address: string, way: Press[]): Promise<void> {
    await this.page.goto(address);
    for (const press of way) {
      this.did.presses += 1;
      // A press that submits leads to another document; one that does not is over when it returns.
      const left = this.page.waitForEvent('load');
      left.catch(() => {});
      if (await this.page.evaluate(pressHere, press)) await left;
    }
  }

  private async submits({ url, method }: Form, fields: [string, string][]): Promise<void> {
    this.did.posts += 1;
    const body = new URLSearchParams(fields);
    const answer = method === 'post' ? fetch(url, { method, body, redirect: 'manual' }) : fetch(`${url.split('?')[0]}?${body}`, { redirect: 'manual' });
    await drain(await answer);
  }
}

function with_(fields: [string, string][], name: string, value: string): [string, string][] {
  return fields.map(([own, before]) => [own, own === name ? value : before]);
}

/** Reads an answer to its end, as whoever looks for viruses in it does. */
async function drain(answer: Response): Promise<void> {
  await answer.arrayBuffer();
}

/** In the page: its forms as they stand. */
function formsHere(): Form[] {
  return [...document.forms].map((form) => {
    const buttons = [...form.elements].filter((one) => one instanceof HTMLButtonElement && one.type === 'submit') as HTMLButtonElement[];
    return {
      url: form.action,
      method: form.method,
      fields: [...new FormData(form)].map(([name, value]): [string, string] => [name, String(value)]),
      buttons: buttons.map((button): [string, string] | null => (button.name ? [button.name, button.value] : null)),
    };
  });
}

/** In the page: presses; says whether that submits a form, so that another document comes. */
function pressHere({ what, nth }: Press): boolean {
  let submits = false;
  // On the window and in the last place: a page that keeps its form to itself has said so by then.
  addEventListener('submit', (event) => (submits = !event.defaultPrevented), { once: true });
  if (what === 'form') document.forms[nth]?.requestSubmit();
  else document.querySelectorAll<HTMLElement>('button, summary, [role=button]')[nth]?.click();
  return submits;
}
