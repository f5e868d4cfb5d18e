/**
 * dlt's cases of placeholders. `typed`: a value of JSON, where a text that is one placeholder keeps the type; `text`:
 * the path, headers, forms. What only Python writes (`True`, `'x'`, format specifications) is ours to decide.
 */
import { assert } from 'chai';
import { checkConfig } from '../../lib/config/check.ts';
import { planResources } from '../../lib/source/plan.ts';
import { referenceIn } from '../../lib/source/references.ts';
import { expressionsIn, fillText, fillValue, lookupIn, textsIn } from '../../lib/source/template.ts';
import { issueOf } from '../helpers/issues.ts';

type Values = Readonly<Record<string, unknown>>;
const typed = (value: unknown, values: Values) => fillValue(value, (expression) => values[expression]);
const text = (value: string, values: Values) => fillText(value, (expression) => values[expression]);

describe('dlt: placeholders', () => {
  describe('I1-I59: filled', () => {
    const same: [what: string, value: unknown, values: Values, expected: unknown][] = [
      ['I1 string', 'posts/{id}', { id: 1 }, 'posts/1'],
      ['I2 string_with_dots', 'posts/{resources.posts.id}', { 'resources.posts.id': 1 }, 'posts/1'],
      [
        'I3 dict',
        { id: '{id}', name: '{name}', sort: 'asc' },
        { id: '1', name: 'John' },
        { id: '1', name: 'John', sort: 'asc' },
      ],
      [
        'I4 dict_with_dots',
        { id: '{resources.posts.id}', name: '{resources.posts.name}', sort: 'asc' },
        { 'resources.posts.id': '1', 'resources.posts.name': 'John' },
        { id: '1', name: 'John', sort: 'asc' },
      ],
      [
        'I5 nested_json_body',
        { dict: { b: { c: '{id}' }, list: ['{id}', '{id2}'] } },
        { id: 1, id2: 2 },
        { dict: { b: { c: 1 }, list: [1, 2] } },
      ],
      [
        'I6 nested_json_body_with_dots',
        { dict: { b: { c: '{posts.id}' }, list: ['{posts.id}', '{posts.id2}'] } },
        { 'posts.id': 1, 'posts.id2': 2 },
        { dict: { b: { c: 1 }, list: [1, 2] } },
      ],
      ['I7 string_with_escaped_braces', 'posts/{id}/{{not_this}}', { id: 1 }, 'posts/1/{not_this}'],
      [
        'I8 string_with_mixed_braces',
        'posts/{{not_this}}/{id}/{{also_not}}',
        { id: 1 },
        'posts/{not_this}/1/{also_not}',
      ],
      [
        'I9 nested_dict_with_escaped_braces',
        { path: 'posts/{id}/{{not_this}}', nested: { path: '{{not_this}}/{id}/{{also_not}}', value: '{id}' } },
        { id: 1 },
        { path: 'posts/1/{not_this}', nested: { path: '{not_this}/1/{also_not}', value: 1 } },
      ],
      [
        'I10 mixed_structures_with_escaped_braces',
        { list: ['{{not_this}}', '{id}', '{{also_not}}'], dict: { key: '{{not_this}}', value: '{id}' } },
        { id: 1 },
        { list: ['{not_this}', 1, '{also_not}'], dict: { key: '{not_this}', value: 1 } },
      ],
      ['I11 triple_braces', 'posts/{{{id}}}', { id: 1 }, 'posts/{1}'],
      ['I12 double_escaped_braces', 'posts/{{{{not_this}}}}/{id}', { id: 1 }, 'posts/{{not_this}}/1'],
      ['I13 escaped_braces_with_placeholder', 'posts/{{not_this {id}}}', { id: 1 }, 'posts/{not_this 1}'],
      ['I15 none', null, {}, null],
      ['I17 empty_string_placeholder', 'posts/{id}', { id: '' }, 'posts/'],
      ['I19 empty_containers', { empty_list: [], empty_dict: {} }, {}, { empty_list: [], empty_dict: {} }],
      [
        'I20 mixed_nested_structures',
        { mixed: [{ id: '{id}' }, 123, ['{value}', true], { nested: { key: '{key}' } }] },
        { id: 'test', value: 456, key: 'nested' },
        { mixed: [{ id: 'test' }, 123, [456, true], { nested: { key: 'nested' } }] },
      ],
      [
        'I21 special_chars_in_placeholders',
        'user/{user@domain}/settings/{setting-name}',
        { 'user@domain': 'john@example.com', 'setting-name': 'theme' },
        'user/john@example.com/settings/theme',
      ],
      ['I23 unicode_chars', '{name} ❤️ {id}', { name: '测试', id: 'テスト' }, '测试 ❤️ テスト'],
      ['I25 two_placeholders_no_text', '{id}{id}', { id: 42 }, '4242'],
      ['I26 two_different_placeholders', '{id}{id2}', { id: 42, id2: 100 }, '42100'],
      ['I28 two_placeholders_with_text', '{id} {id2}', { id: 42, id2: 100 }, '42 100'],
      ['I36 leading_text', 'prefix{id}', { id: 42 }, 'prefix42'],
      ['I38 trailing_text', '{id}suffix', { id: 42 }, '42suffix'],
    ];
    for (const [what, value, values, expected] of same) {
      it(what, () => {
        assert.deepEqual(typed(value, values), expected);
        if (typeof value === 'string') assert.equal(text(value, values), expected);
      });
    }

    const alone: [what: string, value: unknown, asText: string, note?: string][] = [
      ['I24, I29 a number', 42, '42'],
      ['I40, I41 null', null, '', 'dlt: None'],
      ['I42, I43 true', true, 'true', 'dlt: True'],
      ['I44, I45 a float', 3.14, '3.14'],
      ['I46, I47 a list', [1, 2, 3], '[1,2,3]', 'dlt: [1, 2, 3]'],
      ['I48, I49 an object', { key: 'value' }, '{"key":"value"}', "dlt: {'key': 'value'}"],
      ['I50, I51 an empty text', '', ''],
      ['I52, I53 zero', 0, '0'],
      ['I54, I55 a negative number', -1, '-1'],
      ['I56, I57 a large number', 1e10, '10000000000', 'dlt: 10000000000.0'],
      ['I58, I59 an integer beyond 2^53', 2n ** 64n, '18446744073709551616'],
    ];
    for (const [what, value, asText, note] of alone) {
      it(`${what}: as it is in JSON, ${JSON.stringify(asText)} as text${note ? ` (${note})` : ''}`, () => {
        assert.strictEqual(typed('{id}', { id: value }), value);
        assert.strictEqual(typed('{resources.posts.id}', { 'resources.posts.id': value }), value);
        assert.strictEqual(text('{id}', { id: value }), asText);
      });
    }

    for (const expression of ['id:>5', 'id!r']) {
      it(`I32-I35: {${expression}} is no format; it names a field`, () => {
        const [child] = planResources(
          checkConfig({
            client: { base_url: 'https://a.b' },
            resources: ['posts', { name: 'it', endpoint: { params: { id: `{resources.posts.${expression}}` } } }],
          }),
        ).slice(-1);
        assert.equal(child!.parent?.fields[0]?.field, expression);
      });
    }
  });

  describe('I60: what nothing gives a value', () => {
    it('is no value of a missing namespace', () =>
      assert.throws(
        () => fillText('posts/{resources.posts.id}', lookupIn({})),
        /nothing gives \{resources\.posts\.id\}/,
      ));
    it('is told before anything is requested', () => {
      const resources = [{ name: 'it', endpoint: 'posts/{id}' }];
      const issue = issueOf(() => planResources(checkConfig({ client: { base_url: 'https://a.b' }, resources })));
      assert.match(issue.message, /nothing gives \{id\} a value/);
    });
  });

  describe('I61: the expressions in a value', () => {
    const graphql = `
      query Entity {{
        entity(id: "123") {{
          id
          name
        }}
      }}
    `;
    const cases: [what: string, value: unknown, expressions: string[]][] = [
      ['string', 'posts/{id}', ['id']],
      ['string_with_dots', 'posts/{resources.posts.id}', ['resources.posts.id']],
      ['dict', { id: '{id}', name: '{name}', sort: 'asc' }, ['id', 'name']],
      ['nested_json_body', { dict: { b: { c: '{id}' }, list: ['{id}', '{id2}'] } }, ['id', 'id', 'id2']],
      ['string_without_placeholders', 'just a string', []],
      ['empty_string', '', []],
      ['two of them', 'blog/{r.blog.id}/{not_this}', ['r.blog.id', 'not_this']],
      ['string_with_escaped_braces', 'blog/{r.blog.id}/{{not_this}}', ['r.blog.id']],
      ['escaped braces alone', 'blog/{{not_this}}', []],
      ['string_nested_escaped_braces', '{{not_this}} {{ and {{not_that}} }}', []],
      ['escaped braces and a placeholder', 'blog/{{r.not.this}}/{not_this}', ['not_this']],
      [
        'dict_with_escaped_braces',
        {
          dict: {
            a: { b: '{r.blog.id}' },
            c: '{{r.not.this}}',
            d: '{{r.not.this {{r.nor.this}}}}',
            graphql: { query: graphql },
          },
        },
        ['r.blog.id'],
      ],
    ];
    for (const [what, value, expressions] of cases) {
      it(what, () =>
        assert.deepEqual(
          textsIn(value, '').flatMap(([one]) => expressionsIn(one)),
          expressions,
        ),
      );
    }
    it('a GraphQL query comes out as it is meant', () =>
      assert.equal(text(graphql, {}), graphql.replaceAll('{{', '{').replaceAll('}}', '}')));
  });

  describe('I62: what an expression refers to', () => {
    const names = ['posts', 'a'];
    const cases: [expression: string, resource: string, field: string][] = [
      ['resources.posts.id', 'posts', 'id'],
      ['resources.posts.blog.id', 'posts', 'blog.id'],
      ['resources.a.b.c.d', 'a', 'b.c.d'],
      ['resources.a.b[0].c', 'a', 'b[0].c'],
      ['resources.a.$', 'a', '$'],
    ];
    for (const [expression, resource, field] of cases) {
      it(expression, () => assert.deepEqual(referenceIn(expression, names), { resource, field }));
    }
    it('resources.name refers to nothing', () => assert.isUndefined(referenceIn('resources.name', names)));
  });
});
