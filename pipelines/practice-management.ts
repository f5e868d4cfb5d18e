/**
 * A practice-management suite that answers XML: staff, clients and their documents, jobs, time, invoices, orders.
 *
 * Publishes staff_list, client_list, client_documents (by client), client_group_list, cost_list, invoice_current,
 * invoice_list, job_list, job_tasks, lead_list, purchase_order_list, task_list, quote_list, supplier_list and
 * time_list. XML has no types, so every value is text: numbers keep their zeros and digits.
 *
 *     API_KEY=... npx millrace run pipelines/practice-management.ts --out data --set client.base_url=https://your.api
 */
import { oneOrMany, restApiSource, secret } from 'millrace';
import { z } from 'zod';

/** An element that may be empty or left out. */
const text = z.string().nullish();

/** What every record has. */
const record = z.looseObject({ UUID: z.string() });

/** How another record is named inside a record. */
const reference = z.looseObject({ UUID: text, Name: text }).nullish();

const contact = z.looseObject({ UUID: text, Name: text, Email: text, Mobile: text, IsPrimary: text });
const contacts = z.looseObject({ Contact: oneOrMany(contact) }).nullish();

const staff = record.extend({
  Name: text,
  Email: text,
  Phone: text,
  Mobile: text,
  Address: text,
  PayrollCode: text,
});

const client = record.extend({
  Name: text,
  Email: text,
  DateOfBirth: text,
  Phone: text,
  City: text,
  PostCode: text,
  Country: text,
  IsProspect: text,
  IsArchived: text,
  AccountManager: reference,
  Contacts: contacts,
});

/** Not every account's documents have a key of their own; without one they belong to their client. */
const clientDocument = z.looseObject({
  UUID: text,
  Title: text,
  Text: text,
  Folder: text,
  Date: text,
  CreatedBy: text,
  URL: text,
});

const clientGroup = record.extend({
  Name: text,
  Taxable: text,
  Clients: z.looseObject({ Client: oneOrMany(z.looseObject({ UUID: text, Name: text })) }).nullish(),
});

const cost = record.extend({
  Description: text,
  Code: text,
  Note: text,
  UnitCost: text,
  UnitPrice: text,
  SupplierUUID: text,
});

/** What invoices, quotes and purchase orders have in common. */
const paper = { ID: text, Date: text, Description: text, Amount: text, AmountTax: text };

const invoice = record.extend({
  ...paper,
  Type: text,
  Status: text,
  DueDate: text,
  Client: reference,
  Jobs: z.looseObject({ Job: oneOrMany(z.looseObject({ ID: text, Name: text })) }).nullish(),
});

const job = record.extend({
  ID: text,
  Name: text,
  Description: text,
  State: text,
  ClientOrderNumber: text,
  Budget: text,
  StartDate: text,
  DueDate: text,
  Client: reference,
  Assigned: z.looseObject({ Staff: oneOrMany(z.looseObject({ UUID: text, Name: text })) }).nullish(),
  Milestones: z
    .looseObject({ Milestone: oneOrMany(z.looseObject({ Date: text, Description: text, Completed: text })) })
    .nullish(),
});

const jobTask = z.looseObject({
  UUID: text,
  Name: text,
  EstimatedMinutes: text,
  ActualMinutes: text,
  Completed: text,
  Billable: text,
});
const jobTasks = record.extend({
  ID: text,
  Name: text,
  Tasks: z.looseObject({ Task: oneOrMany(jobTask) }).nullish(),
});

const lead = record.extend({
  Name: text,
  Description: text,
  State: text,
  Value: text,
  Date: text,
  Client: reference,
  Owner: reference,
});

/** Some accounts give orders an ID only. */
const purchaseOrder = z.looseObject({
  UUID: text,
  ...paper,
  DeliveryAddress: text,
  Supplier: reference,
  Costs: z.looseObject({ Cost: oneOrMany(z.looseObject({ Code: text, Quantity: text, UnitCost: text })) }).nullish(),
});

const task = record.extend({ Name: text, Description: text, DefaultBillable: text });

const quote = record.extend({ ...paper, State: text, ValidDate: text, OptionExplanation: text, Client: reference });

const supplier = record.extend({ Name: text, Website: text, Contacts: contacts });

const time = record.extend({
  Job: z.looseObject({ ID: text, Name: text }).nullish(),
  Task: reference,
  Staff: reference,
  Date: text,
  Minutes: text,
  Note: text,
  Billable: text,
});

/** A list in pages of 100, under `Response` in the element `wrapper`. */
function list<const Name extends string, const Path extends string, Schema extends z.ZodObject>(
  name: Name,
  path: Path,
  [wrapper, element]: readonly [wrapper: string, element: string],
  schema: Schema,
) {
  const paginator = { type: 'page_number' as const, page_param: 'page', limit_param: 'per_page', limit: 100 };
  return { name, endpoint: { path, data_selector: ['Response', wrapper, element], paginator }, schema };
}

export default restApiSource({
  name: 'practice_management',
  client: {
    base_url: 'https://api.example.com',
    auth: { type: 'bearer', token: secret('api_key') },
  },
  resource_defaults: {
    primary_key: 'UUID',
    write_disposition: 'merge',
    endpoint: { error_handler: { retry_on_status_codes: [429], max_retries: 3, backoff_factor: 2 } },
  },
  resources: [
    list('staff_list', '/staff.api/list', ['StaffList', 'Staff'], staff),
    list('client_list', '/client.api/list', ['Clients', 'Client'], client),
    {
      name: 'client_documents',
      endpoint: {
        path: '/client.api/documents/{resources.client_list.UUID}',
        data_selector: ['Response', 'Documents', 'Document'],
      },
      schema: clientDocument,
    },
    list('client_group_list', '/clientgroup.api/list', ['Groups', 'Group'], clientGroup),
    list('cost_list', '/cost.api/list', ['Costs', 'Cost'], cost),
    list('invoice_current', '/invoice.api/current', ['Invoices', 'Invoice'], invoice),
    list('invoice_list', '/invoice.api/list', ['Invoices', 'Invoice'], invoice),
    list('job_list', '/job.api/list', ['Jobs', 'Job'], job),
    list('job_tasks', '/job.api/tasks', ['Jobs', 'Job'], jobTasks),
    list('lead_list', '/lead.api/list', ['Leads', 'Lead'], lead),
    list('purchase_order_list', '/purchaseorder.api/list', ['PurchaseOrders', 'PurchaseOrder'], purchaseOrder),
    list('task_list', '/task.api/list', ['TaskList', 'Task'], task),
    list('quote_list', '/quote.api/list', ['Quotes', 'Quote'], quote),
    list('supplier_list', '/supplier.api/list', ['Suppliers', 'Supplier'], supplier),
    list('time_list', '/time.api/list', ['Times', 'Time'], time),
  ],
});
