import { bearerToken, type ApiDefinition, type Endpoint, type SampleRow } from './definition.ts';
import { byPage, childEndpoint, listEndpoint } from './page.ts';
import { financeRecords } from './practice-management-finance.ts';
import { jobRecords } from './practice-management-jobs.ts';
import { parties } from './practice-management-parties.ts';
import { writeXml } from './xml.ts';

/** A practice-management suite: XML, pages of 100 that count from 1, lists whose single element looks like an object. */
export const practiceManagement: ApiDefinition = {
  name: 'practice-management',
  seed: 1004,
  paths: /^\/[a-z]+\.api\//,
  contentType: 'application/xml; charset=utf-8',
  keyOf: bearerToken,
  write: writeXml,
  build: (random) => {
    const people = parties(random);
    const work = jobRecords(random, people);
    const finance = financeRecords(random, people, work);
    return [
      list('/staff.api/list', 'StaffList', 'Staff', 'staff_list', people.staff),
      list('/client.api/list', 'Clients', 'Client', 'client_list', people.clients),
      childEndpoint({
        path: '/client.api/documents/{id}',
        resource: 'client_documents',
        parentColumn: '_client_list_UUID',
        rowsByParent: people.documents,
        envelope: (rows) => response('Documents', 'Document', rows),
      }),
      list('/clientgroup.api/list', 'Groups', 'Group', 'client_group_list', people.groups),
      list('/cost.api/list', 'Costs', 'Cost', 'cost_list', finance.costs),
      list('/invoice.api/current', 'Invoices', 'Invoice', 'invoice_current', finance.currentInvoices),
      list('/invoice.api/list', 'Invoices', 'Invoice', 'invoice_list', finance.invoices),
      list('/job.api/list', 'Jobs', 'Job', 'job_list', work.jobs),
      list('/job.api/tasks', 'Jobs', 'Job', 'job_tasks', work.jobTasks),
      list('/lead.api/list', 'Leads', 'Lead', 'lead_list', work.leads),
      list('/purchaseorder.api/list', 'PurchaseOrders', 'PurchaseOrder', 'purchase_order_list', finance.orders),
      list('/task.api/list', 'TaskList', 'Task', 'task_list', work.tasks),
      list('/quote.api/list', 'Quotes', 'Quote', 'quote_list', finance.quotes),
      list('/supplier.api/list', 'Suppliers', 'Supplier', 'supplier_list', people.suppliers),
      list('/time.api/list', 'Times', 'Time', 'time_list', work.times),
    ];
  },
};

function list(path: string, wrapper: string, element: string, resource: string, rows: readonly SampleRow[]): Endpoint {
  const envelope = (page: readonly SampleRow[]) => response(wrapper, element, page);
  return listEndpoint({ path, resource, rows, window: byPage(100, 'per_page'), envelope });
}

function response(wrapper: string, element: string, rows: readonly SampleRow[]) {
  return { Response: { '@api-method': 'List', Status: 'OK', [wrapper]: { [element]: rows } } };
}
