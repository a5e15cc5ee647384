// The list with 50,000 addresses compared with 50: first page, search, sort and a late page, as a browser
// requests them; and the check of one of the addresses.
import { test } from '@playwright/test';
import { Esecure } from '../support/esecure.ts';
import { Mailbox } from '../support/mailbox.ts';
import { Operator } from '../support/operator.ts';
import { measured, timed } from './measured.ts';

const runs = 50;

/** One company domain per hundred addresses. */
const addresses = (count: number) =>
  Array.from({ length: count }, (_, n) => `shipper-${n}@company${Math.floor(n / 100)}.example`);

test('users list with 50,000 addresses', async () => {
  const mailbox = await Mailbox.open();
  const esecure = await Esecure.start(mailbox.url);
  const operator = new Operator(esecure, mailbox);
  const portal = await operator.registers('MyDHL+');
  const of = async (count: number) => {
    const account = await operator.activates({ enforced: true });
    await operator.imports(account.number, addresses(count), [1]);
    // The first view refreshes the usage counters.
    await account.anna.read(`/esecure/users?account=${account.id}`);
    return account;
  };
  const [small, large] = [await of(50), await of(50_000)];

  const questions = {
    'first page': '',
    'search that finds a hundred': '&q=company7.',
    'most uses first': '&sort=uses',
    'without a decision, by address': '&filter=undecided&sort=address',
  };
  for (const [name, query] of Object.entries(questions)) {
    const ask = ({ anna, id }: typeof small) => () => anna.read(`/esecure/users?account=${id}${query}`);
    const baseline = await timed(runs, ask(small));
    measured(`${name}, 50,000 addresses beside 50`, await timed(runs, ask(large)), baseline, { atMost: 5 });
  }
  const last = () => large.anna.read(`/esecure/users?account=${large.id}&page=1000`);
  measured('page 1,000 beside page 1, 50,000 addresses', await timed(runs, last), await timed(runs, () => large.anna.read(`/esecure/users?account=${large.id}`)), { atMost: 5 });
  const check = ({ number }: typeof small) => () => portal.check({ account: number, email: 'shipper-7@company0.example', dry_run: true });
  measured('a check, 50,000 addresses beside 50', await timed(runs, check(large)), await timed(runs, check(small)), { atMost: 2 });

  await esecure.stop();
  await mailbox.close();
});
