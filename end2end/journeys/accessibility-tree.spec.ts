// The accessibility tree of the three pages on which people decide, as text: roles and names as a screen reader reads them,
// in that order. Each tree names what a decision depends on; other nodes may stand between.
import { clientRuns, expect, shipment, test } from '../support/fixtures.ts';
import { texts } from '../support/texts.ts';

const w = texts.en;
const ilse = { email: 'ilse@lumen-lab.example', name: 'Ilse Brandt', locale: 'en', authenticated: true, shipment };

test('the queue reads as a list of requests, then one request with its evidence before the buttons', async ({ page, context, operator, portal }) => {
  const { number, anna } = await operator.activates({ enforced: true });
  await portal.opensRequest({ account: number, ...ilse });
  await anna.signsInto(context);
  await page.goto('/esecure/queue');
  await clientRuns(page);
  await expect(page.getByRole('region', { name: 'Open requests' })).toMatchAriaSnapshot(`
    - region "Open requests":
      - heading "Queue" [level=1]
      - list "Open requests":
        - listitem:
          - checkbox "Tick Ilse Brandt"
          - link /Ilse Brandt.*ilse@lumen-lab\\.example/
  `);
  await expect(page.getByRole('article')).toMatchAriaSnapshot(`
    - article "Ilse Brandt":
      - group "Ilse Brandt":
        - paragraph: /Wants to ship on ${number}/
        - heading "Ilse Brandt" [level=2]
        - paragraph: ilse@lumen-lab.example
        - heading "What is known" [level=3]
        - list:
          - listitem: Signed in to MyDHL+ with this address
        - term: From
        - definition: /Rotterdam.*Lumen Lab/
        - term: To
        - definition: /Lyon.*Optique du Rhône/
        - term: Weight
        - definition: /4\\.2 kg/
        - term: Value
        - definition: /1,850/
        - term: Application
        - definition: MyDHL+
        - term: Reference
        - definition: PO-88213
        - blockquote:
          - paragraph: ${shipment.message}
          - text: Message from the requester, not checked
      - paragraph: /If you approve, Ilse Brandt can ship right away/
      - group: /^Reject/
      - button /^Approve/
  `);
});

test('the decision page reads as the question, the evidence, then two buttons', async ({ page, mailbox, operator, portal }) => {
  const { number, masked, company, anna } = await operator.activates({ company: 'Sample Ltd', enforced: true });
  await portal.opensRequest({ account: number, ...ilse });
  const mail = await mailbox.next({ to: anna.email, subject: w.approvalRequest });
  await page.goto(mail.link(w.approve));
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - paragraph: Wants to ship on the account of ${company}
      - heading "Ilse Brandt" [level=1]
      - paragraph: ilse@lumen-lab.example
      - list:
        - listitem: Signed in to MyDHL+ with this address
      - text: /Account ${masked}/
      - term: From
      - definition: /Rotterdam.*Lumen Lab/
      - term: To
      - definition: /Lyon.*Optique du Rhône/
      - term: Weight
      - definition: /4\\.2 kg/
      - term: Application
      - definition: MyDHL+
      - blockquote:
        - paragraph: ${shipment.message}
        - text: Message from the requester, not checked
      - button "Reject"
      - button "Approve"
      - paragraph: /Nothing happens until you press a button/
  `);
  await expect(page.getByRole('button', { name: w.approve })).toHaveAccessibleDescription(/Nothing happens until you press a button/);
});

test('the upload reads as the drop zone, then a table of judged rows before the button', async ({ page, context, operator }) => {
  const { id, anna } = await operator.activates({ enforced: true });
  await anna.signsInto(context);
  await page.goto(`/esecure/upload?account=${id}`);
  await clientRuns(page);
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - heading "Upload users" [level=1]
      - region "Choose a file or drop it here":
        - heading "Choose a file or drop it here" [level=2]
        - button "Choose a file"
  `);
  const list = ['Email;Name', 'ilse.brandt@gmial.com;Ilse Brandt', 'jonas.keller@rheinwerk;Jonas Keller', 'mara@lumen-lab.example;Mara'].join('\r\n');
  await page.setInputFiles('input[type=file]', { name: 'users.csv', mimeType: 'text/csv', buffer: Buffer.from(list) });
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - heading "Upload users" [level=1]
      - group "Rows by result":
        - button "All 3" [pressed]
        - button "Invalid 1"
        - button "Doubtful 1"
        - button "New 1"
      - table "Rows of the file":
        - rowgroup:
          - row:
            - columnheader "Row"
            - columnheader "Result"
            - columnheader "Email"
            - columnheader "Name"
        - rowgroup:
          - row:
            - rowheader "Row 2"
            - cell /Doubtful/
            - cell:
              - textbox "Email, row 2": ilse.brandt@gmial.com
              - text: /Did you mean .*gmail\\.com/
              - button /^Use .*gmail\\.com/
              - checkbox /Approve anyway/
          - row:
            - rowheader "Row 3"
            - cell /Invalid/
            - cell:
              - textbox "Email, row 3": jonas.keller@rheinwerk
              - text: The part after the @ has no dot.
          - row:
            - rowheader "Row 4"
            - cell /New/
            - cell:
              - textbox "Email, row 4": mara@lumen-lab.example
      - region "Approve this file":
        - button "Approve 1 user"
  `);
  await expect(page.getByRole('button', { name: 'Approve 1 user' })).toHaveAccessibleDescription(/1 invalid row and 1 doubtful row/);
});
