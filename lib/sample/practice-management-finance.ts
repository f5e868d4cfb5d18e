import type { Jobs } from './practice-management-jobs.ts';
import type { Parties } from './practice-management-parties.ts';
import { reference, textValues } from './practice-management-text.ts';
import type { Random } from './random.ts';

/** What is charged and paid: costs, quotes, invoices, the invoices still open, and purchase orders. */
export function financeRecords(random: Random, { clients, suppliers }: Parties, { jobs }: Jobs) {
  const { faker, int, pick, orNull, text, rows } = random;
  const { uuid, money, day, numbered, many } = textValues(random);
  const paper = (prefix: string, index: number) => ({
    UUID: uuid(),
    ID: numbered(prefix, index),
    Date: day(400),
    Description: orNull(0.3, () => text(index, faker.lorem.sentence())),
    Amount: money(20_000),
    AmountTax: money(4_000),
  });
  const jobLine = ({ ID, Name }: Jobs['jobs'][number]) => ({ ID, Name });

  const costs = rows(240, (index) => ({
    UUID: uuid(),
    Description: text(index, faker.commerce.productName()),
    Code: `C-${int(1, 900)}`,
    Note: orNull(0.7, () => faker.lorem.sentence()),
    UnitCost: money(400),
    UnitPrice: money(900),
    SupplierUUID: orNull(0.3, () => pick(suppliers).UUID),
  }));
  const quotes = rows(210, (index) => ({
    ...paper('Q', index),
    State: pick(['Issued', 'Accepted', 'Declined', 'Draft']),
    ValidDate: orNull(0.1, () => day(100)),
    OptionExplanation: orNull(0.8, () => '<p>Terms &amp; conditions</p>'),
    Client: reference(pick(clients)),
  }));
  const invoices = rows(410, (index) => {
    const job = pick(jobs);
    return {
      ...paper('I', index),
      Type: pick(['Progress Invoice', 'Final Invoice', 'Deposit Invoice']),
      Status: index === 0 ? 'Approved' : pick(['Paid', 'Paid', 'Approved', 'Draft']),
      DueDate: day(200),
      Client: job.Client,
      Jobs: { Job: [jobLine(job), ...many(1, () => jobLine(pick(jobs)))] },
    };
  });
  const orders = rows(130, (index) => ({
    ...paper('P', index),
    DeliveryAddress: orNull(0.5, () => faker.location.streetAddress()),
    Supplier: reference(pick(suppliers)),
    Costs: {
      Cost: many(4, () => ({ Code: pick(costs).Code, Quantity: String(int(1, 20)), UnitCost: money(400) })),
    },
  }));
  const currentInvoices = invoices.filter(({ Status }) => Status !== 'Paid');
  return { costs, quotes, invoices, currentInvoices, orders };
}
