import type { SampleRow } from './definition.ts';
import { reference, textValues } from './practice-management-text.ts';
import { iso, type Random } from './random.ts';

const FILES = ['pdf', 'docx', 'xlsx', 'png'] as const;

export type Parties = ReturnType<typeof parties>;

/** The people and companies of a practice, and the documents of each client by its UUID. */
export function parties(random: Random) {
  const { faker, int, pick, orNull, text, rows } = random;
  const { uuid, day, yesNo, many } = textValues(random);
  const contact = () => ({
    UUID: uuid(),
    Name: faker.person.fullName(),
    Email: orNull(0.2, () => faker.internet.email()),
    Mobile: orNull(0.4, () => faker.phone.number()),
    IsPrimary: yesNo(0.4),
  });

  const staff = rows(120, (index) => ({
    UUID: uuid(),
    Name: text(index, faker.person.fullName()),
    Email: faker.internet.email(),
    Phone: orNull(0.2, () => faker.phone.number()),
    Mobile: orNull(0.3, () => faker.phone.number()),
    Address: orNull(0.3, () => `${faker.location.streetAddress()}\n${faker.location.city()}`),
    PayrollCode: orNull(0.5, () => String(int(100, 999)).padStart(6, '0')),
  }));
  // One more than a full page: the last page is a list of one, which looks like an object.
  const suppliers = rows(101, (index) => ({
    UUID: uuid(),
    Name: text(index, `${faker.company.name()} & Co`),
    Website: orNull(0.4, () => `https://${faker.internet.domainName()}/?a=1&b=2`),
    Contacts: { Contact: many(2, contact) },
  }));
  const clients = rows(320, (index) => ({
    UUID: uuid(),
    Name: text(index, faker.company.name()),
    Email: orNull(0.1, () => faker.internet.email()),
    DateOfBirth: orNull(0.7, () => day(20_000)),
    Phone: orNull(0.2, () => faker.phone.number()),
    City: faker.location.city(),
    PostCode: faker.location.zipCode(),
    Country: faker.location.country(),
    IsProspect: yesNo(0.1),
    IsArchived: yesNo(0.05),
    AccountManager: orNull(0.3, () => reference(pick(staff))),
    Contacts: { Contact: many(3, contact) },
  }));
  const document = (index: number): SampleRow => ({
    UUID: uuid(),
    Title: text(int(0, 400), faker.system.commonFileName(pick(FILES))),
    Text: orNull(0.5, () => `<p>${faker.lorem.sentence()}</p><p>R&D ${index + 1}</p>`),
    Folder: orNull(0.4, () => pick(['Contracts', 'Letters', 'Tax'])),
    Date: iso(random.moment(900)),
    CreatedBy: pick(staff).Name,
    URL: `https://files.example.com/d?id=${int(1, 99_999)}&v=${int(1, 9)}`,
  });
  const documents = new Map<string, readonly SampleRow[]>(clients.map(({ UUID }) => [UUID, many(3, document)]));
  const groups = rows(201, (index) => ({
    UUID: uuid(),
    Name: text(index, `${faker.person.lastName()} group`),
    Taxable: yesNo(0.3),
    Clients: { Client: many(4, () => reference(pick(clients))) },
  }));
  return { staff, suppliers, clients, documents, groups };
}
