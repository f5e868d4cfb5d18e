import { createRequire } from 'node:module';
import { z } from 'zod';
import { defineDecoder } from '../core/plugin.ts';
import { decodeEntities } from './entities.ts';
import { contentOf, type XmlNode } from './xml-content.ts';

/**
 * Put before every tag name while parsing. The parser refuses names such as `constructor`; no XML name begins with a
 * dot, so nothing else looks like this.
 */
const GUARD = '.';

/** Elements nested deeper than this are taken for an attack on the parser. */
const DEEPEST = 500;

function ignore(): void {}

type XmlLibrary = typeof import('fast-xml-parser');

/** Loaded by the first XML that comes: most runs have none, and would wait for it at their start. */
function loadXml(): { validate: XmlLibrary['XMLValidator']['validate']; parse: (text: string) => unknown } {
  const { XMLParser, XMLValidator } = createRequire(import.meta.url)('fast-xml-parser') as XmlLibrary;
  const parser = new XMLParser(OPTIONS);
  return { validate: (text) => XMLValidator.validate(text), parse: (text) => parser.parse(text) as unknown };
}

let xmlReader: ReturnType<typeof loadXml> | undefined;

const OPTIONS = {
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  ignoreDeclaration: true,
  ignorePiTags: true,
  // Text stays text, with every digit and blank.
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  entityDecoder: {
    decode: decodeEntities,
    // Entities that the document or its XML version brings are not taken.
    addInputEntities: ignore,
    setExternalEntities: ignore,
    setXmlVersion: ignore,
    reset: ignore,
  },
  maxNestedTags: DEEPEST,
  transformTagName: (name: string) => (name.startsWith(GUARD) ? name : GUARD + name),
};

const options = z.strictObject({
  lists: z
    .array(z.string().min(1))
    .nullish()
    .describe('The elements that are a list even where there is only one of them.'),
  strip_namespaces: z
    .boolean()
    .nullish()
    .describe('Leaves the prefixes of names out, and the declarations of namespaces: `soap:Body` is `Body`.'),
});

export const xml = defineDecoder({
  type: 'xml',
  summary: 'XML. Every value is text, an attribute is `@name`, repeated elements are a list, an empty one is null.',
  options,
  examples: [
    {
      text: '<Jobs><Job no="1"><Name>A</Name></Job><Job no="2"><Name/></Job></Jobs>',
      value: {
        Jobs: {
          Job: [
            { '@no': '1', Name: 'A' },
            { '@no': '2', Name: null },
          ],
        },
      },
    },
    {
      options: { lists: ['Job'], strip_namespaces: true },
      text: '<s:Jobs xmlns:s="urn:x"><s:Job s:no="1">A</s:Job></s:Jobs>',
      value: { Jobs: { Job: [{ '@no': '1', '#text': 'A' }] } },
    },
  ],
  reads: (contentType) => /[/+]xml$/i.test(contentType),
  endings: ['xml'],
  decode: (text, { lists, strip_namespaces: strips }: z.output<typeof options> = {}) => {
    const { validate, parse } = (xmlReader ??= loadXml());
    const checked = validate(text);
    if (checked !== true) throw new SyntaxError(`${inWords(checked.err.msg)} Line ${checked.err.line}.`);
    const rename = strips === true ? withoutPrefix : undefined;
    return contentOf(parse(text) as XmlNode[], { guard: GUARD, lists: new Set(lists), rename });
  },
});

function withoutPrefix(name: string): string | undefined {
  if (/^@xmlns(?::|$)/.test(name)) return undefined;
  return name.replace(/^(@?)[^:]*:/, '$1');
}

/** Of a text that breaks off, the validator lists the elements that are still open, as JSON. */
function inWords(message: string): string {
  const open = /^Invalid '(\[[^]*\])' found/.exec(message)?.[1];
  return open === undefined ? message : `It ends inside of ${(JSON.parse(open) as string[]).join(' > ')}.`;
}
