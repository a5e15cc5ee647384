// Simulates a mail scanner: opens every link of a mail, runs the scripts, clicks every button and submits every form,
// with and without a browser, and without a session.
import type { Page } from '@playwright/test';
import type { ReceivedMail } from './mailbox.ts';

/** A form as found on a page: its URL, its fields, and each button that submits it. */
type Form = { url: string; method: string; fields: [string, string][]; buttons: ([string, string] | null)[] };

/** One action: clicking the n-th button, or submitting the n-th form by script. */
type Action = { what: 'button' | 'form'; nth: number };

/** Number of actions in a row: a button, one on the resulting page, and one on the page after that. */
const depth = 3;
const madeUp = '000000';

export class Scanner {
  /** Counters for the summary. */
  readonly did = { mails: 0, links: 0, pages: 0, presses: 0, posts: 0 };
  private readonly links = new Set<string>();
  private readonly pages = new Set<string>();
  private readonly forms = new Map<string, Form>();
  private readonly guessed = new Set<string>();

  constructor(
    private readonly page: Page,
    private readonly origin: string,
  ) {}

  /** Scans a mail: every link in both parts. */
  async scan(mail: ReceivedMail): Promise<void> {
    this.did.mails += 1;
    for (const link of mail.links) await this.openLink(link, 1);
  }

  /** Second pass: submits every form seen, by plain HTTP, without cookies and without a browser's headers. */
  async submitAll(): Promise<void> {
    for (const form of this.forms.values()) {
      for (const button of [null, ...form.buttons]) await this.submit(form, button ? [...form.fields, button] : form.fields);
      if (!form.fields.some(([name]) => name === 'code')) continue;
      // One guess per page: a person is allowed five wrong codes.
      await this.submit(form, with_(form.fields, 'code', ''));
      if (this.guessed.has(form.url)) continue;
      this.guessed.add(form.url);
      await this.submit(form, with_(form.fields, 'code', madeUp));
    }
  }

  /** Opens a URL of this site in every way, and the links found there, `levels` deep. */
  private async openLink(link: string, levels: number): Promise<void> {
    const [address = ''] = link.split('#');
    if (!address.startsWith(`${this.origin}/`) || this.links.has(address)) return;
    this.links.add(address);
    this.did.links += 1;
    await fetch(address, { method: 'HEAD', redirect: 'manual' });
    for (const name of ['purpose', 'sec-purpose']) await drain(await fetch(address, { headers: { [name]: 'prefetch' } }));
    await drain(await fetch(address));
    await this.page.goto(address);
    const further = await this.page.locator('a[href]').evaluateAll((anchors) => anchors.map((a) => (a as HTMLAnchorElement).href));
    await this.explore(address, []);
    if (levels > 0) for (const next of further) await this.openLink(next, levels - 1);
  }

  /** Performs every action on the page that this sequence of actions leads to, unless the page is known already. */
  private async explore(address: string, actions: Action[]): Promise<void> {
    await this.replay(address, actions);
    const forms = await this.page.evaluate(findForms);
    const buttons = await this.page.locator('button, summary, [role=button]').allInnerTexts();
    // Buttons that submit nothing are clicked too, but their labels make no other page: *Show password* only turns into *Hide*.
    const labels = await this.page.locator('button:not([type=button]), summary, [role=button]').allInnerTexts();
    const face = [address, ...labels, ...forms.map(({ url, fields }) => url + fields.map(([name]) => name).join())].join('\n');
    if (this.pages.has(face)) return;
    this.pages.add(face);
    this.did.pages += 1;
    for (const form of forms) this.forms.set(JSON.stringify(form), form);
    if (actions.length >= depth) return;
    const nextActions = [
      ...buttons.map((_, nth): Action => ({ what: 'button', nth })),
      ...forms.map((_, nth): Action => ({ what: 'form', nth })),
    ];
    for (const action of nextActions) await this.explore(address, [...actions, action]);
  }

  private async replay(address: string, actions: Action[]): Promise<void> {
    await this.page.goto(address);
    for (const action of actions) {
      this.did.presses += 1;
      // An action that submits a form loads another document; any other is finished when `evaluate` returns.
      const left = this.page.waitForEvent('load');
      left.catch(() => {});
      if (await this.page.evaluate(performAction, action)) await left;
    }
  }

  private async submit({ url, method }: Form, fields: [string, string][]): Promise<void> {
    this.did.posts += 1;
    const body = new URLSearchParams(fields);
    const answer = method === 'post' ? fetch(url, { method, body, redirect: 'manual' }) : fetch(`${url.split('?')[0]}?${body}`, { redirect: 'manual' });
    await drain(await answer);
  }
}

function with_(fields: [string, string][], name: string, value: string): [string, string][] {
  return fields.map(([own, before]) => [own, own === name ? value : before]);
}

/** Reads a response to its end, as a virus scanner does. */
async function drain(answer: Response): Promise<void> {
  await answer.arrayBuffer();
}

/** Runs in the page: returns its forms. */
function findForms(): Form[] {
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

/** Runs in the page: performs an action; returns true if it submits a form and so loads another document. */
function performAction({ what, nth }: Action): boolean {
  let submits = false;
  // Listens on the window, last in the bubbling order: a page that handles the submit itself has called preventDefault
  // by then.
  addEventListener('submit', (event) => (submits = !event.defaultPrevented), { once: true });
  if (what === 'form') document.forms[nth]?.requestSubmit();
  else document.querySelectorAll<HTMLElement>('button, summary, [role=button]')[nth]?.click();
  return submits;
}
