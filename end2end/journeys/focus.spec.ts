// Visible keyboard focus (WCAG 2.4.7) on every page: each control is compared pixel by pixel with and without focus, in
// light and dark mode and in forced colours.
import { type CDPSession, expect, type Page } from '@playwright/test';
import { clientRuns, shipment, test } from '../support/fixtures.ts';
import { texts } from '../support/texts.ts';

const schemes = [{ colorScheme: 'light' }, { colorScheme: 'dark' }, { forcedColors: 'active' }] as const;
/** Pixels that must change around a control: the ring of the smallest one changes about 300. */
const least = 60;

/** A control on the screen, and the part of the page in which its focus shows. */
type Control = { at: number; name: string; box: { x: number; y: number; width: number; height: number } };

/** Marks every control on the screen with its index, and returns them. Controls scrolled out of view are left out. */
const controls = (page: Page): Promise<Control[]> =>
  page.evaluate(() => {
    const focusable = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
    const shown = (element: Element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    return [...document.querySelectorAll<HTMLElement>(focusable)].filter(shown).flatMap((element, at) => {
      // A visually hidden input shows its focus on the label around it.
      const { x, y, width, height } = (element.closest('label') ?? element).getBoundingClientRect();
      const [middle, centre] = [x + width / 2, y + height / 2];
      const top = document.elementFromPoint(middle, centre);
      const reached = top && (element.contains(top) || top.contains(element) || element.closest('label')?.contains(top));
      if (!reached || element.matches(':disabled')) return [];
      element.setAttribute('data-control', String(at));
      const name = `${element.tagName.toLowerCase()}.${element.className} ${element.textContent?.trim().slice(0, 40) ?? ''}`;
      return [{ at, name, box: { x: x - 5, y: y - 5, width: width + 10, height: height + 10 } }];
    });
  });

/** Sets or clears the pseudo-classes of keyboard focus on every marked control. */
async function force(session: CDPSession, forcedPseudoClasses: string[]): Promise<void> {
  const { root } = await session.send('DOM.getDocument', { depth: 0 });
  const { nodeIds } = await session.send('DOM.querySelectorAll', { nodeId: root.nodeId, selector: '[data-control]' });
  for (const nodeId of nodeIds) await session.send('CSS.forcePseudoState', { nodeId, forcedPseudoClasses });
}

/** Counts the pixels in which two pictures of the page differ, for each control. */
const differing = (page: Page, pictures: Buffer[], found: Control[]): Promise<number[]> =>
  page.evaluate(
    async ({ urls, boxes }) => {
      const [without, focused] = await Promise.all(
        urls.map(async (url) => {
          const image = Object.assign(new Image(), { src: url });
          await image.decode();
          const canvas = new OffscreenCanvas(image.width, image.height);
          const context = canvas.getContext('2d', { willReadFrequently: true });
          context?.drawImage(image, 0, 0);
          return context;
        }),
      );
      return boxes.map(({ x, y, width, height }) => {
        const part = (of: OffscreenCanvasRenderingContext2D | null | undefined) => of?.getImageData(x, y, width, height).data ?? [];
        const [one, other] = [part(without), part(focused)];
        let count = 0;
        for (let at = 0; at < one.length; at += 4) {
          if (one[at] !== other[at] || one[at + 1] !== other[at + 1] || one[at + 2] !== other[at + 2]) count += 1;
        }
        return count;
      });
    },
    { urls: pictures.map((png) => `data:image/png;base64,${png.toString('base64')}`), boxes: found.map(({ box }) => box) },
  );

/** Asserts that each control of the page looks different with keyboard focus, in every scheme. */
async function expectVisibleFocus(page: Page, blank: Page): Promise<number> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const found = await controls(page);
  const session = await page.context().newCDPSession(page);
  await session.send('DOM.enable');
  await session.send('CSS.enable');
  for (const scheme of schemes) {
    await page.emulateMedia({ ...scheme, reducedMotion: 'reduce' });
    const without = await page.screenshot({ caret: 'hide' });
    await force(session, ['focus', 'focus-visible']);
    const focused = await page.screenshot({ caret: 'hide' });
    await force(session, []);
    const counts = await differing(blank, [without, focused], found);
    const unseen = found.filter((_, at) => (counts[at] ?? 0) < least).map(({ name }) => name);
    expect.soft(unseen, `focus not visible on ${page.url()}, ${JSON.stringify(scheme)}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null, forcedColors: null, reducedMotion: null });
  await session.detach();
  return found.length;
}

const w = texts.en;

for (const viewport of [{ width: 1280, height: 800 }, { width: 360, height: 780 }]) {
  test(`keyboard focus is visible on every page at ${viewport.width} px`, async ({ page, context, mailbox, operator, portal, visitor }) => {
    test.setTimeout(180_000);
    await page.setViewportSize(viewport);
    const account = await operator.activates({ enforced: true });
    const { anna } = account;
    await operator.imports(account.number, ['no.name@acme.example', 'a@lumen-lab.example'], [0, 3]);
    await portal.opensRequest({ account: account.number, email: 'x@acme.example' });
    const asked = await portal.opensRequest({ account: account.number, email: 'ann@acme.example', name: 'Ann Smit', shipment });
    const mail = await mailbox.next({ to: anna.email, subject: w.approvalRequest });
    await anna.signsInto(context);
    const blank = await context.newPage();
    const user = (await anna.listed(account.id)).get('no.name@acme.example')?.id ?? '';
    let count = 0;
    for (const address of [
      ...['/', '/profile', '/terms', '/esecure/queue', `/esecure/queue/${asked.id}`, '/esecure/users', `/esecure/users/${user}`],
      ...['/esecure/users/new', '/esecure/domains', '/esecure/upload', '/esecure/why?email=ann@acme.example', '/esecure/enforcement'],
      ...['/esecure/administrators', '/esecure/journal'],
    ]) {
      await page.goto(address);
      await clientRuns(page);
      await expect(page.locator('main h1')).toBeVisible();
      count += await expectVisibleFocus(page, blank);
    }
    const stranger = await visitor();
    await stranger.setViewportSize(viewport);
    for (const address of ['/sign-in', '/reset-password', asked.page, mail.link(w.reject)]) {
      await stranger.goto(address);
      count += await expectVisibleFocus(stranger, blank);
    }
    expect(count, 'controls compared').toBeGreaterThan(100);
  });
}
