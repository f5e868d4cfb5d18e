import { assert } from 'chai';
import { XMLValidator } from 'fast-xml-parser';
import { xml } from '../../lib/decoders/xml.ts';
import { writeJson } from '../../lib/sample/json.ts';
import { writeXml } from '../../lib/sample/xml.ts';
import { ask, askBody, withSampleApi } from './sample-client.ts';

const LISTS = ['staff', 'client', 'clientgroup', 'cost', 'invoice', 'job', 'lead', 'purchaseorder', 'task', 'quote'];

describe('sample: JSON', () => {
  it('writes a bigint as a number with all of its digits', () => {
    assert.equal(writeJson({ a: 9007199254740993n, b: [-5n, '7', null] }), '{"a":9007199254740993,"b":[-5,"7",null]}');
  });

  it('leaves texts that look like its own marks alone', () => {
    const value = { a: '"\\u00005"', b: '\\u00005' };
    assert.deepEqual(JSON.parse(writeJson(value)), value);
  });

  it('serves integers that a double cannot hold', () =>
    withSampleApi({}, async (api) => {
      const text = await (await ask(api, 'generic', '/v1/resource?limit=100')).text();
      const big = api.expected('generic', 'resource_name').find(({ big_ref }) => typeof big_ref === 'bigint');
      assert.include(text, `"big_ref":${String(big!['big_ref'])},`);
      assert.notEqual(BigInt(Number(big!['big_ref'])), big!['big_ref']);
    }));
});

describe('sample: XML', () => {
  it('writes elements, attributes, lists, empty elements and texts that need care', () => {
    const body = { R: { '@m': 'a"b', S: 'OK', L: { I: ['1', '2'] }, E: { I: [] }, N: null, T: 'R&D', U: undefined } };
    assert.equal(
      writeXml(body),
      '<?xml version="1.0" encoding="utf-8"?>\n' +
        '<R m="a&quot;b"><S>OK</S><L><I>1</I><I>2</I></L><E /><N /><T>R&amp;D</T></R>',
    );
  });

  it('puts markup into CDATA, and survives the end of one in a text', () => {
    const text = '<p>a & b</p> ]]> end';
    assert.include(writeXml({ T: '<p>a & b</p>' }), '<T><![CDATA[<p>a & b</p>]]></T>');
    assert.deepEqual(xml.decode(writeXml({ R: { T: text } })), { R: { T: text } });
  });

  it('serves well-formed documents with accents, entities and CDATA', () =>
    withSampleApi({}, async (api) => {
      let all = '';
      for (const list of LISTS) {
        const response = await ask(api, 'practice-management', `/${list}.api/list?page=1&per_page=100`);
        const text = await response.text();
        assert.equal(response.headers.get('content-type'), 'application/xml; charset=utf-8');
        assert.isTrue(XMLValidator.validate(text), list);
        assert.match(text, /^<\?xml [^>]+>\n<Response api-method="List"><Status>OK<\/Status>/);
        all += text;
      }
      for (const part of ['Crème brûlée &amp; Söhne', '東京タワー', '<![CDATA[', '👩‍👩‍👧‍👦']) assert.include(all, part);
    }));

  it('serves a last page of one row as one element, and an empty page as an empty one', () =>
    withSampleApi({}, async (api) => {
      const page = (n: number) => askBody(api, 'practice-management', `/supplier.api/list?page=${n}&per_page=100`);
      const last = (await page(2)) as { Response: { Suppliers: { Supplier: { UUID: string } } } };
      assert.equal(
        last.Response.Suppliers.Supplier.UUID,
        api.expected('practice-management', 'supplier_list')[100]!['UUID'],
      );
      assert.deepEqual(await page(3), { Response: { '@api-method': 'List', Status: 'OK', Suppliers: null } });
    }));

  it('serves the documents of a client: none, one or several', () =>
    withSampleApi({}, async (api) => {
      const documents = api.expected('practice-management', 'client_documents');
      const seen = new Set<number>();
      for (const { UUID } of api.expected('practice-management', 'client_list').slice(0, 40)) {
        const own = documents.filter((row) => row['_client_list_UUID'] === UUID);
        const body = await askBody(api, 'practice-management', `/client.api/documents/${String(UUID)}`);
        const list =
          (body as { Response: { Documents: { Document: unknown } | null } }).Response.Documents?.Document ?? [];
        const rows = Array.isArray(list) ? (list as unknown[]) : [list];
        assert.deepEqual(
          rows,
          own.map(({ _client_list_UUID, ...row }) => row),
        );
        seen.add(own.length);
      }
      assert.includeMembers([...seen], [0, 1, 2]);
    }));
});
