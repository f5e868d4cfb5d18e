import { assert } from 'chai';
import { xml } from '../../lib/decoders/xml.ts';

describe('the XML decoder', () => {
  const cases: readonly (readonly [name: string, text: string, expected: unknown])[] = [
    [
      'keeps every value as text',
      '<a><n>007</n><big>12345678901234567890</big><f>1.50</f><b>true</b></a>',
      { a: { n: '007', big: '12345678901234567890', f: '1.50', b: 'true' } },
    ],
    [
      'makes a list of repeated elements, an object of one',
      '<r><s><x>1</x></s><s><x>2</x></s><t><x>3</x></t></r>',
      { r: { s: [{ x: '1' }, { x: '2' }], t: { x: '3' } } },
    ],
    [
      'makes null of an element without content',
      '<a><b/><c></c><d>\n  \n</d></a>',
      { a: { b: null, c: null, d: null } },
    ],
    ['keeps an empty element of a list', '<a><b/><b>1</b><b/></a>', { a: { b: [null, '1', null] } }],
    ['names attributes @name', '<a id="01"><b k=\'v\'/></a>', { a: { '@id': '01', b: { '@k': 'v' } } }],
    [
      'puts text beside attributes or elements under #text',
      '<a><b k="v">t</b><p>one <i>two</i> three</p></a>',
      { a: { b: { '@k': 'v', '#text': 't' }, p: { i: 'two', '#text': 'one  three' } } },
    ],
    [
      'decodes the entities of XML and numeric ones',
      '<a t="&lt;&#x41;">&amp;amp; &#233; &quot;&apos;&gt;</a>',
      { a: { '@t': '<A', '#text': '&amp; é "\'>' } },
    ],
    [
      'leaves an entity that is no character',
      '<a>&nbsp;&#xD800;&#9999999;&#0;</a>',
      { a: '&nbsp;&#xD800;&#9999999;&#0;' },
    ],
    ['takes CDATA as it is written', '<a><![CDATA[<b>&amp;</b>]]></a>', { a: '<b>&amp;</b>' }],
    ['joins a text that a comment interrupts', '<a>1<!-- c -->2</a>', { a: '12' }],
    ['keeps blanks around text, not indentation', '<a>\n  <b>  x </b>\n  <c> </c>\n</a>', { a: { b: '  x ', c: ' ' } }],
    [
      'ignores the declaration and instructions',
      '<?xml version="1.0" encoding="UTF-8"?>\n<?style x?><a>1</a>\n',
      { a: '1' },
    ],
    [
      'keeps namespace prefixes',
      '<s:E xmlns:s="u"><s:b x:k="1">2</s:b></s:E>',
      { 's:E': { '@xmlns:s': 'u', 's:b': { '@x:k': '1', '#text': '2' } } },
    ],
    [
      'never expands what a DTD declares',
      '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><a>&x;&y;</a>',
      { a: '&x;&y;' },
    ],
  ];
  for (const [name, text, expected] of cases) it(name, () => assert.deepEqual(xml.decode(text), expected));

  it('reads elements whose names objects have already', () => {
    const { a } = xml.decode(
      '<a><__proto__>1</__proto__><constructor/><toString>2</toString><__proto__>3</__proto__></a>',
    ) as {
      a: object;
    };
    assert.deepEqual(Object.entries(a), [
      ['__proto__', ['1', '3']],
      ['constructor', null],
      ['toString', '2'],
    ]);
    assert.strictEqual(Object.getPrototypeOf(a), Object.prototype);
  });

  it('makes a list of the elements that always are one', () => {
    const lists = ['Job', 'Tag'];
    assert.deepEqual(xml.decode('<Jobs><Job><Tag>a</Tag><Name>x</Name></Job></Jobs>', { lists }), {
      Jobs: { Job: [{ Tag: ['a'], Name: 'x' }] },
    });
    assert.deepEqual(xml.decode('<Jobs><Job/><Job/></Jobs>', { lists }), { Jobs: { Job: [null, null] } });
    assert.deepEqual(xml.decode('<Jobs/>', { lists }), { Jobs: null });
  });

  it('leaves namespaces out where it is told to', () => {
    const text = '<s:E xmlns:s="u" xmlns="v"><s:b x:k="1" j="2">3</s:b><c/></s:E>';
    assert.deepEqual(xml.decode(text, { strip_namespaces: true }), {
      E: { b: { '@k': '1', '@j': '2', '#text': '3' }, c: null },
    });
  });

  it('does not mix what only its namespace tells apart', () => {
    const strip = { strip_namespaces: true };
    assert.throws(() => xml.decode('<a><x:b/><y:b/></a>', strip), /^Both x:b and y:b would be called b\.$/);
    assert.throws(() => xml.decode('<a x:k="1" k="2"/>', strip), /^Both @x:k and @k would be called @k\.$/);
    assert.deepEqual(xml.decode('<a><x:b/><x:b/></a>', strip), { a: { b: [null, null] } });
  });

  const broken: readonly (readonly [text: string, says: RegExp])[] = [
    ['<a>\n<b></a>', /closing tag 'b'.*Line 2/],
    ['<a>\n', /Unclosed tag 'a'.*Line 1/],
    ['{"a":1}', /not expected.*Line 1/],
    ['<a>1 & 2</a>', /'&' is not expected/],
    ['<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', /External entities/],
    [`${'<a>'.repeat(600)}${'</a>'.repeat(600)}`, /nested/],
  ];
  for (const [text, says] of broken) {
    it(`refuses ${text.slice(0, 30).replaceAll('\n', ' ')}`, () => assert.throws(() => xml.decode(text), says));
  }

  it('is picked for XML content types only', () => {
    for (const type of ['application/xml', 'text/xml', 'application/atom+xml']) assert.isTrue(xml.reads(type), type);
    for (const type of ['application/json', 'text/html', '']) assert.isFalse(xml.reads(type), type);
  });
});
